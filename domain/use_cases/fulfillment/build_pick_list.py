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
        """`order_ids` are the ERP's; unknown ones are left out, and nothing is picked for one on hold.

        Raises `NoStockKept`.
        """
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            orders = tx.erp.orders.get_by_ids(order_ids)
            states = stock.warehouse_states.get_many(orders)
            held = [order_id for order_id, state in states.items() if state.on_hold]
            assignments = stock.assignments.list_by_orders(orders.keys() - held)
            lots = {lot.id: lot for lot in stock.lots.get_many({each.lot_id for each in assignments})}
            locations = {location.id: location for location in stock.locations.list_all()}
            items = tx.erp.catalog.get_many({lot.item_id for lot in lots.values()})
            hints = read_hints(tx, orders)
        known = [order_id for order_id in dict.fromkeys(order_ids) if order_id in orders]
        picked = [order_id for order_id in known if order_id not in held]
        short = [(orders[each], states[each]) for each in picked if each in states and states[each].short]
        rows = build_pick_rows(assignments, orders, lots, locations, today)
        on_hold = [orders[each] for each in known if each in held]
        return PickList([orders[each] for each in picked], rows, items, short, hints, on_hold)
