"""Finds the order that a person packs next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import PackingRefused
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import WarehouseStateFilter
from novex_shopify.domain.policies.order_barcodes import parse_order_barcode
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.fulfillment.list_orders_to_ship import ListOrdersToShip

_PAGE, _MAX_FOUND = 50, 20


@dataclass(frozen=True, slots=True)
class FindOrdersToPack:
    """Reads orders by what was scanned, or the next one that is ready."""

    unit_of_work: UnitOfWork
    list_orders_to_ship: ListOrdersToShip

    def find(self, text: str) -> Sequence[SalesOrder]:
        """The orders that a barcode of the pick list, an order's name or its number means.

        Several if stores share the name, and of those only the ones with something to ship. Raises `PackingRefused`
        if there is none, and `NoStockKept`.
        """
        barcode = parse_order_barcode(text)
        with self.unit_of_work.read() as tx:
            if barcode:
                order = tx.erp.orders.get(barcode)
                found = [order] if order else []
            else:
                found = list(tx.erp.orders.search(text, _MAX_FOUND))
        if not found:
            raise PackingRefused(f"There is no order '{text}'. Scan the barcode of the pick list, or type its name.")
        if len(found) > 1:
            wanted = WarehouseStateFilter(order_ids=[order.id for order in found if order.id])
            open_ids = {each.state.order_id for each in self.list_orders_to_ship(wanted, _MAX_FOUND)}
            found = [order for order in found if order.id in open_ids] or found
        return found

    def list_next(self, shop: ShopDomain | None = None) -> Iterator[str]:
        """The ERP's ids of the orders that have all their lots, those that should leave first in front.

        Left out are the orders that somebody packs, or that were set aside. Of some, all units may be in parcels whose
        labels are being bought: `BeginPacking` refuses them.
        """
        with self.unit_of_work.read() as tx:
            packed = {packing.order_id for packing in tx.packings.list_all()}
        wanted, after = WarehouseStateFilter(ready=True, shop=shop), None
        while page := self.list_orders_to_ship(wanted, _PAGE, after=after):
            yield from (each.state.order_id for each in page if each.state.order_id not in packed)
            after = page[-1].position
