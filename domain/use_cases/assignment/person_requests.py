"""What people and programs ask for an order: whether it may be done, and whether it was done already."""

from collections.abc import Iterable
from datetime import datetime

from novex_shopify.domain.errors import OrderIsTest, OrderNotOpen, RequestDiffers
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind
from novex_shopify.domain.model.warehouse_state import OrderStatus
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, update_state
from novex_shopify.domain.use_cases.holds.lock import require_not_on_hold


def require_open(tx: Transaction, locked: LockedOrder, now: datetime) -> None:
    """Raise `OrderIsTest`, `OrderNotOpen` or `OrderOnHold` if no lots may be assigned to an order.

    An order of which a part has left is locked, but open: what is still to ship needs lots.
    """
    if locked.order.test:
        raise OrderIsTest(locked.order.name)
    status = update_state(locked, now).status
    if status is not OrderStatus.OPEN:
        raise OrderNotOpen(locked.order.name, status)
    require_not_on_hold(tx, locked.order)


def build_cause(verb: str, locked: LockedOrder, reference: str | None) -> str | None:
    """The cause of the movements of a request that its sender has named."""
    return f"{verb}:{locked.state.order_id}:{reference}" if reference else None


def list_done(stock: ErpStock, locked: LockedOrder, cause: str | None) -> list[LedgerEntry]:
    """The movements of the same request, if it was carried out before."""
    if cause is None:
        return []
    entries = stock.ledger.list_entries_of_order(locked.state.order_id)
    return [entry for entry in entries if (entry.movement.cause or "").rpartition(":")[0] == cause]


def require_same_lot(
    stock: ErpStock, done: Iterable[LedgerEntry], lot_code: str, location: str | None, quantity: int | None
) -> None:
    """Raise `RequestDiffers` if the reference named another lot, or other units. None says nothing."""
    assigned = [entry.movement for entry in done if entry.movement.kind is MovementKind.ASSIGN]
    [lot] = stock.lots.get_many({each.lot_id for each in assigned})
    names = {stock.locations.get(each.location_id) for each in assigned}
    is_same_place = location is None or names == {stock.locations.find(location)}
    is_same_quantity = quantity in (None, sum(each.change.assigned for each in assigned))
    if not (is_same_place and is_same_quantity and stock.lots.find(lot.item_id, lot_code) == lot):
        [cause, *_] = [each.cause or "" for each in assigned]
        raise RequestDiffers(cause.rpartition(":")[0].split(":", 2)[-1])
