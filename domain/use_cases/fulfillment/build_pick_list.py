"""Builds the pick list of orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.policies.pick_list import PickList, build_pick_rows
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.fulfillment.order_hints import read_hints
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class BuildPickList:
    """Reads the lots that are assigned to orders and have not left."""

    unit_of_work: UnitOfWork

    def __call__(self, order_ids: Sequence[str], today: date) -> PickList:
        """`order_ids` are the ERP's; unknown ones are left out. Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            orders = tx.erp.orders.get_by_ids(order_ids)
            assignments = stock.assignments.list_by_orders(orders)
            lots = {lot.id: lot for lot in stock.lots.get_many({each.lot_id for each in assignments})}
            locations = {location.id: location for location in stock.locations.list_all()}
            items = tx.erp.catalog.get_many({lot.item_id for lot in lots.values()})
            states = stock.warehouse_states.get_many(orders)
            hints = read_hints(tx, orders)
        known = [order_id for order_id in dict.fromkeys(order_ids) if order_id in orders]
        short = [(orders[each], states[each]) for each in known if each in states and states[each].short]
        rows = build_pick_rows(assignments, orders, lots, locations, today)
        return PickList([orders[each] for each in known], rows, items, short, hints)
