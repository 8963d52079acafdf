"""Draws packing slips. They have no number and are not stored: a slip shows which lots the order has now."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, NovexError, describe
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.document_design import DesignText
from novex_shopify.domain.model.invoice import InvoiceLot
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.packing_slip import PackedLine, PackedLot, PackingSlip
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.invoice_content import build_party, choose_language
from novex_shopify.domain.ports.document_drawer import DocumentDrawer, DrawnDocument
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.holds.lock import require_not_on_hold
from novex_shopify.domain.use_cases.invoices.find_look import find_logo, find_look
from novex_shopify.domain.use_cases.invoices.records import choose_seller, find_shipped_at

_PACKED = {AssignmentState.ASSIGNED, AssignmentState.SHIPPED}
_OWN_LOTS = {LotSource.PRODUCTION, LotSource.CONVERSION}


@dataclass(frozen=True, slots=True)
class DrawPackingSlip:
    unit_of_work: UnitOfWork
    drawer: DocumentDrawer

    def __call__(self, order_id: str, shipment_id: str | None = None) -> DrawnDocument:
        """Draw the slip of an order, or of one of its shipments.

        Raises `NotFound`, `OrderOnHold` without a shipment, `SellerMissing`, `NoInvoicesKept` and
        `DocumentsNotInstalled`.
        """
        with self.unit_of_work.read() as tx:
            slip = build_slip(tx, order_id, shipment_id)
            logo = find_logo(tx, slip.look)
        return self.drawer.draw_packing_slip(slip, logo)


@dataclass(frozen=True, slots=True)
class DrawPackingSlips:
    """Draws the slips of several orders into one file."""

    unit_of_work: UnitOfWork
    drawer: DocumentDrawer

    def find_problems(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """Say why orders have no slip, by their ids; the others have one."""
        problems = {}
        with self.unit_of_work.read() as tx:
            for order_id in order_ids:
                try:
                    build_slip(tx, order_id)
                except NovexError as error:
                    problems[order_id] = describe(error)
        return problems

    def __call__(self, order_ids: Sequence[str]) -> bytes:
        """Draw those that have a slip. Raises `NotFound` if none has, and `DocumentsNotInstalled`."""
        problems = self.find_problems(order_ids)
        draw = DrawPackingSlip(self.unit_of_work, self.drawer)
        files = [draw(order_id).data for order_id in order_ids if order_id not in problems]
        if not files:
            raise NotFound("None of these orders has a packing slip.")
        return self.drawer.join_documents(files)


def build_slip(tx: Transaction, order_id: str, shipment_id: str | None = None) -> PackingSlip:
    """Raises `NotFound`, `OrderOnHold` without a shipment, `SellerMissing` and `NoInvoicesKept`."""
    order = tx.erp.orders.get(order_id)
    if order is None:
        raise NotFound(f"There is no order {order_id}.")
    if shipment_id is None:
        require_not_on_hold(tx, order)
    seller = choose_seller(tx, order, tx.shops.get_settings(ShopDomain(order.shop_domain)))
    quantities = _count_units(tx, order, shipment_id)
    assignments = _list_packed(tx, order_id, shipment_id)
    packed = _describe_lots(tx, assignments, seller)
    shipped_at, language = find_shipped_at(tx, order), choose_language(order, seller)
    return PackingSlip(
        seller=seller,
        language=language,
        order_name=order.name,
        ordered_on=order.ordered_at.astimezone(seller.zone).date(),
        ship_from=_find_ship_from(tx, assignments, seller),
        ship_to=build_party(order.shipping_address),
        lines=tuple(
            PackedLine(line.sku, line.title, quantities[line.line_item_id], tuple(packed.get(line.line_item_id, ())))
            for line in order.lines
            if quantities.get(line.line_item_id)
        ),
        shipped_on=shipped_at.astimezone(seller.zone).date() if shipped_at else None,
        shipment_id=shipment_id,
        po_number=order.po_number,
        look=find_look(tx, seller, order.shop_domain, DesignText.PACKING_SLIP, language),
    )


def _count_units(tx: Transaction, order: SalesOrder, shipment_id: str | None) -> Mapping[int, int]:
    """The sold units of each line item: of a shipment, or all that the merchant ships."""
    if shipment_id is None:
        shipped = [line for line in order.lines if line.requires_shipping and not line.is_third_party]
        return {line.line_item_id: line.wanted_quantity for line in shipped if line.line_item_id}
    for push in tx.pushes.list_for_order(ShopDomain(order.shop_domain), order.shopify_order_id):
        if push.shipment.id == shipment_id:
            units: Counter[int] = Counter()
            for line in push.shipment.lines:
                units[line.line_item_id] += line.quantity
            return units
    raise NotFound(f"Order {order.name} has no shipment {shipment_id}.")


def _list_packed(tx: Transaction, order_id: str, shipment_id: str | None) -> Sequence[Assignment]:
    if tx.erp.stock is None:
        return []
    known = tx.erp.stock.assignments.list_by_orders([order_id])
    return [each for each in known if each.state in _PACKED and shipment_id in (None, each.shipment_id)]


def _describe_lots(
    tx: Transaction, assignments: Sequence[Assignment], seller: Seller
) -> Mapping[int, Sequence[PackedLot]]:
    """The lots by line item."""
    if tx.erp.stock is None:
        return {}
    known = {lot.id: lot for lot in tx.erp.stock.lots.get_many({each.lot_id for each in assignments})}
    units: Counter[tuple[int, int]] = Counter()
    for each in assignments:
        units[each.line_item_id, each.lot_id] += each.quantity
    packed: dict[int, list[PackedLot]] = defaultdict(list)
    for (line_item_id, lot_id), quantity in units.items():
        if lot := known.get(lot_id):
            lot_units = InvoiceLot(lot.code, quantity, lot.expires_on)
            packed[line_item_id].append(PackedLot(lot_units, _name_source(lot, seller)))
    return packed


def _name_source(lot: Lot, seller: Seller) -> str | None:
    """Who assigned the lot code: the seller of what it makes itself, else the record that the lot came with."""
    return f"{seller.legal_name}, {seller.city}" if lot.source in _OWN_LOTS else lot.source_reference


def _find_ship_from(tx: Transaction, assignments: Sequence[Assignment], seller: Seller) -> tuple[str, ...]:
    """The addresses of the places where the lots lie, else the seller's."""
    place = (seller.street, f"{seller.zip} {seller.city}".strip(), seller.country_code)
    if tx.erp.stock is None:
        return (seller.legal_name, *place)
    locations = [tx.erp.stock.locations.get(each) for each in sorted({each.location_id for each in assignments})]
    addresses = [each.address for each in locations if each and each.address]
    return (seller.legal_name, *(addresses or place))
