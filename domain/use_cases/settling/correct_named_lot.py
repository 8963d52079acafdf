"""Corrects a lot that was named after its units had left."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, SameLot
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order, save_state
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots, name_lots
from novex_shopify.domain.use_cases.assignment.person_requests import build_cause, list_done, require_same_lot
from novex_shopify.domain.use_cases.assignment.reassign_lot import find_order_id, take_part
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.locked_exception import build_subject
from novex_shopify.domain.use_cases.settling.unnamed_units import (
    NamedUnits,
    UnnamedUnits,
    lock_named_lot,
    replace_lot,
)
from novex_shopify.domain.use_cases.stock.records import get_stock, require_reason


@dataclass(frozen=True, slots=True)
class CorrectNamedLot:
    """Gives the wrong lot its units back, and takes them from the right one: both are movements of the ledger.

    For lots that a person named or confirmed afterwards, and for those that left with a fulfillment that was made in
    Shopify. One that was recorded on shipping is on the shipment's papers too, so that shipment is cancelled and
    recorded again.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self,
        assignment_id: int,
        lot_code: str,
        location: str,
        reason: str,
        *,
        quantity: int | None = None,
        reference: str | None = None,
    ) -> OrderLots:
        """Replace the lot of all units of an assignment, or of a quantity; returns the order as it is then.

        `reference` names the request: the same one again changes nothing. Raises `NotFound`, `InvalidReason`,
        `InvalidQuantity`, `MoreThanAssigned`, `SameLot`, `NotEnoughToName`, `RequestDiffers` or `NoStockKept`.
        """
        reason, now = require_reason(reason), self.clock.now()
        with self.unit_of_work() as tx:
            stock, locked = get_stock(tx), lock_order(tx, find_order_id(tx, assignment_id))
            cause = build_cause("correct", locked, reference)
            if done := list_done(stock, locked, cause):
                require_same_lot(stock, done, lot_code, location, quantity)
                return name_lots(tx, locked)
            part = take_part(_get_correctable(locked, assignment_id), quantity)
            wrong = part.assignment
            units = UnnamedUnits(wrong.line_item_id, wrong.item_id, {wrong.shipment_id or "": part.quantity}, [part])
            lot, place = lock_named_lot(stock, units, lot_code, location)
            if (lot.id, place.id) == (wrong.lot_id, wrong.location_id):
                raise SameLot(lot.code)
            replace_lot(tx, locked, units, NamedUnits(lot, place, reason, now, cause))
            changed = save_state(tx, locked, now)
            # What comes back is of the lot that left. After the state is saved, which was read before.
            MarkDue(self.notifier, self.clock)(tx, locked.shop, [wrong.order_id], locked.settings)
            _record(tx, wrong, {"lot": lot.code, "location": place.name, "quantity": part.quantity, "reason": reason})
            lots = name_lots(tx, changed)
            tx.commit()
        return lots


def _get_correctable(locked: LockedOrder, assignment_id: int) -> Assignment:
    found = next(each for each in locked.assignments if each.id == assignment_id)
    if found.inferred:
        raise NotFound(f"The lot of assignment {assignment_id} is only assumed. Name the right one under Exceptions.")
    if not found.may_be_corrected:
        raise NotFound(
            f"The lot of assignment {assignment_id} was not named after its units had left, so there is none to"
            " correct. Cancel the shipment, and ship it again with the right lot."
        )
    return found


def _record(tx: Transaction, wrong: Assignment, after: dict[str, str | int]) -> None:
    [lot] = get_stock(tx).lots.get_many([wrong.lot_id])
    tx.audit_log.record(
        AuditAction.LOT_CORRECTED,
        build_subject(wrong.order_id, tx.erp.orders.get(wrong.order_id)),
        {"line": wrong.line_item_id, "item": wrong.item_id, "lot": lot.code},
        after,
    )
