"""Records of which lot units were that left, and whose lot was not recorded then."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, RequestDiffers
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.order_exception import WITHOUT_RECORDED_LOT, OrderException
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order, save_state
from novex_shopify.domain.use_cases.assignment.person_requests import build_cause, list_done
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.exception_quantity import set_exception_quantity
from novex_shopify.domain.use_cases.orders.locked_exception import build_subject, lock_exception, require_undecided
from novex_shopify.domain.use_cases.settling.unnamed_units import (
    NamedUnits,
    count_left_to_name,
    find_unnamed,
    lock_named_lot,
    replace_lot,
)
from novex_shopify.domain.use_cases.stock.records import get_stock, require_quantity, require_reason


@dataclass(frozen=True, slots=True)
class ShippedLot:
    """The lot that units were of, in a person's words.

    - `lot_code`: a lot of the item that left; also one that may not leave, because it says what happened.
    - `location`: where the units were taken from. `quantity` is in base units.
    - `reason`: how the person knows; the ledger shows it.
    - `instead_of`: the assumed lot that it was not; None for any, the one assumed last first.
    - `reference`: names the request: the same one again changes nothing.
    """

    lot_code: str
    location: str
    quantity: int
    reason: str
    instead_of: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class NameShippedLot:
    """Takes the named lot out of stock, as if it had been named when the units left.

    Of an exception `untraced`, the units get the lot. Of one that is `inferred`, the assumed lot gets its units back.
    The exception is about that many fewer units, and closes at 0. `CorrectNamedLot` corrects it.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, exception_id: int, shipped: ShippedLot) -> OrderException:
        """Return the exception as it is then.

        Raises `NotFound`, `InvalidReason`, `InvalidQuantity`, `ExceptionIsClosed`, `MoreThanToName`, `NotEnoughToName`,
        `RequestDiffers` or `NoStockKept`.
        """
        require_reason(shipped.reason)
        require_quantity(shipped.quantity)
        with self.unit_of_work() as tx:
            exception, stock = lock_exception(tx, exception_id), get_stock(tx)
            locked = lock_order(tx, exception.order_id)
            cause = build_cause("name", locked, shipped.reference)
            if done := list_done(stock, locked, cause):
                _require_same(stock, exception, shipped, done)
            else:
                self._name(tx, locked, require_undecided(exception), shipped, cause)
                tx.commit()
        with self.unit_of_work.read() as tx:
            return get_stock(tx).order_exceptions.get(exception_id) or exception

    def _name(
        self, tx: Transaction, locked: LockedOrder, exception: OrderException, shipped: ShippedLot, cause: str | None
    ) -> None:
        stock, now, reason = get_stock(tx), self.clock.now(), shipped.reason.strip()
        if exception.kind not in WITHOUT_RECORDED_LOT:
            raise NotFound("The lots of this exception are known, so there is none to name.")
        unnamed = find_unnamed(tx, locked, exception, shipped.quantity, shipped.instead_of)
        lot, location = lock_named_lot(stock, unnamed, shipped.lot_code, shipped.location)
        replace_lot(tx, locked, unnamed, NamedUnits(lot, location, reason, now, cause))
        left = count_left_to_name(tx, exception, shipped.quantity)
        set_exception_quantity(stock, exception, left, f"Lot {lot.code} was named: {reason}", now)
        save_state(tx, locked, now)
        # What comes back is of the lot that left.
        MarkDue(self.notifier, self.clock)(tx, locked.shop, [exception.order_id], locked.settings)
        _record(tx, exception, shipped, lot.code, unnamed.item_id)


def _require_same(stock: ErpStock, exception: OrderException, shipped: ShippedLot, done: Sequence[LedgerEntry]) -> None:
    """Raise `RequestDiffers` if the reference named another lot, or other units."""
    [movement] = [entry.movement for entry in done]
    [lot], location = stock.lots.get_many([movement.lot_id]), stock.locations.find(shipped.location)
    asked = (exception.line_item_id, stock.lots.find(lot.item_id, shipped.lot_code), location, shipped.quantity)
    booked = stock.locations.get(movement.location_id)
    if asked != (movement.line_item_id, lot, booked, movement.change.assigned):
        raise RequestDiffers(shipped.reference or "")


def _record(tx: Transaction, exception: OrderException, shipped: ShippedLot, lot_code: str, item_id: str) -> None:
    tx.audit_log.record(
        AuditAction.LOT_NAMED,
        build_subject(exception.order_id, tx.erp.orders.get(exception.order_id)),
        {"exception": exception.kind, "line": exception.line_item_id, "quantity": exception.quantity},
        {
            "item": item_id,
            "lot": lot_code,
            "location": shipped.location,
            "quantity": shipped.quantity,
            "reason": shipped.reason,
        },
    )
