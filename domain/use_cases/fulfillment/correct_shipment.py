"""What a person does with a shipment that Shopify does not take."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.fulfillment import (
    A_PERSON,
    GIVEN_UP,
    OPEN_PUSH_STATUSES,
    FulfillmentPush,
    PushAttempt,
    PushStatus,
    Shipment,
    ShipmentLine,
)
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.allocation import sum_quantities
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.shipment_lots import ShipmentChange, move_lots, save_order
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import (
    lock_push,
    lock_shipment,
    record_shipment_change,
)
from novex_shopify.domain.use_cases.holds.lock import lock_against_holds
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_shipped_order
from novex_shopify.domain.use_cases.mark_due import MarkDue

_IS_CLOSED = "is being synced or is finished"


@dataclass(frozen=True, slots=True)
class CorrectShipment:
    """Each correction has a reason, which stays with the shipment."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def change_quantities(self, shipment_id: str, quantities: Mapping[int, int], reason: str) -> FulfillmentPush:
        """Ship these quantities of its lines, by line item id; 0 leaves a line out.

        What is left out is assigned to the order again, and what is added needs an assigned lot. Raises `NotFound`,
        `InvalidShipment` if nothing is left, or if Shopify may have a part of it, `OrderOnHold` if more is to
        leave, and as `move_lots` does.
        """
        now = self.clock.now()
        with self.unit_of_work() as tx:
            locked, push = lock_shipment(tx, shipment_id, MarkDue(self.notifier, self.clock))
            if push.status not in OPEN_PUSH_STATUSES or push.status is PushStatus.SENDING:
                raise InvalidShipment(shipment_id, f"{_IS_CLOSED}, so its quantities cannot be changed")
            if push.plan and push.plan.fulfillment_ids:
                raise InvalidShipment(shipment_id, "is in Shopify in part; cancel it and record a new one")
            wanted = [
                ShipmentLine(line_id, quantities.get(line_id, quantity))
                for line_id, quantity in sum_quantities(push.shipment.lines).items()
            ]
            lines = tuple(line for line in wanted if line.quantity)
            changed = replace(push.shipment, lines=lines)
            if not locked and _ships_more(push.shipment, changed) and (order := tx.erp.orders.get(changed.order_id)):
                lock_against_holds(tx, order)
            if locked:
                changed = move_lots(tx, locked, ShipmentChange(push.shipment, changed, now))
            note = self._build_note(push, steps=(f"Quantities were changed by {get_current_actor().name}: {reason}",))
            requested = tx.pushes.request_again(push, changed, now, note)
            if locked:
                save_order(tx, locked, requested, now)
            record_shipment_change(tx, AuditAction.SHIPMENT_CHANGED, push, requested)
            describe_shipped_order(tx, requested, self.clock.now())
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return requested

    def mark_shipped_elsewhere(self, shipment_id: str, reason: str) -> FulfillmentPush:
        """Record that Shopify got the fulfillment by other means. Raises as `give_up` does.

        Its lots stay shipped: the units left, and Shopify's fulfillment is about the same ones.
        """
        with self.unit_of_work() as tx:
            push = lock_push(tx, shipment_id, MarkDue(self.notifier, self.clock))
            note = self._build_note(
                push, steps=(f"Marked as shipped elsewhere by {get_current_actor().name}: {reason}",)
            )
            if not tx.pushes.end(push, PushStatus.ELSEWHERE, note):
                raise InvalidShipment(shipment_id, f"{_IS_CLOSED}, so it cannot be marked as shipped elsewhere")
            tx.erp.shipments.confirm(shipment_id, (), self.clock.now())
            ended = replace(push, status=PushStatus.ELSEWHERE, last_error=None)
            record_shipment_change(tx, AuditAction.SHIPPED_ELSEWHERE, push, ended)
            describe_shipped_order(tx, ended, self.clock.now())
            tx.commit()
        return ended

    def give_up(self, shipment_id: str, reason: str) -> FulfillmentPush:
        """Stop trying. Raises `NotFound`, and `InvalidShipment` if it is being sent or is finished.

        Its lots stay shipped, because the units left all the same; cancelling the shipment brings them back.
        """
        with self.unit_of_work() as tx:
            push = lock_push(tx, shipment_id, MarkDue(self.notifier, self.clock))
            note = self._build_note(push, f"{GIVEN_UP}{reason}", f"Given up by {get_current_actor().name}", (reason,))
            if not tx.pushes.end(push, PushStatus.REFUSED, note):
                raise InvalidShipment(shipment_id, f"{_IS_CLOSED}, so it cannot be given up")
            ended = replace(push, status=PushStatus.REFUSED, last_error=note.error)
            record_shipment_change(tx, AuditAction.SHIPMENT_GIVEN_UP, push, ended)
            describe_shipped_order(tx, ended, self.clock.now())
            tx.commit()
        return ended

    def _build_note(
        self,
        push: FulfillmentPush,
        error: str | None = None,
        title: str | None = None,
        details: tuple[str, ...] = (),
        steps: tuple[str, ...] = (),
    ) -> PushAttempt:
        return PushAttempt(len(push.history) + 1, self.clock.now(), A_PERSON, steps, error, title, details)


def _ships_more(before: Shipment, after: Shipment) -> bool:
    known = sum_quantities(before.lines)
    return any(quantity > known[line_id] for line_id, quantity in sum_quantities(after.lines).items())
