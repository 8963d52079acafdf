"""Orders that a recall concerns, or would concern, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.recall import RecallNotice
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.recall.impact import Affected
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.traced_orders import OrderInTrace, read_orders
from novex_shopify.domain.use_cases.trace.untraced import list_untraced_orders


@dataclass(frozen=True, slots=True)
class AffectedOrder:
    """An order that a recall concerns, with the notices to its customer, also those because of another order."""

    order: OrderInTrace
    notices: Sequence[RecallNotice] = ()

    @property
    def position(self) -> str:
        """Where the next page begins."""
        return self.order.position


def list_affected_orders(
    tx: Transaction, lots: Sequence[Lot], affected: Affected, limit: int, after: str
) -> Sequence[AffectedOrder]:
    """List those that are concerned in one way, after a position, if given; without notices."""
    orders: Sequence[OrderInTrace]
    if affected is Affected.UNTRACED:
        orders = list_untraced_orders(tx, lots, limit, int(after or 0))
    else:
        traces, lot_ids = get_stock(tx).traces, [lot.id for lot in lots]
        states, inferred = affected.states, affected.inferred
        order_ids = traces.list_order_ids(lot_ids, limit, after or None, states=states, inferred=inferred)
        orders = read_orders(tx, lot_ids, order_ids, inferred=inferred)
    return [AffectedOrder(order) for order in orders]
