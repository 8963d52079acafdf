"""Gives up the shipments of an order that was cancelled."""

from collections.abc import Iterable
from datetime import datetime

from novex_shopify.domain.model.fulfillment import GIVEN_UP, FulfillmentPush, PushAttempt, PushStatus
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.unit_of_work import Transaction

_CAN_BE_GIVEN_UP = (PushStatus.PENDING, PushStatus.PARKED)
_REASON = "the order was cancelled in Shopify"


def give_up_shipments(tx: Transaction, pushes: Iterable[FulfillmentPush], now: datetime) -> None:
    """Send no shipment of which Shopify can have nothing. A person says whether it is still in the house."""
    for push in pushes:
        if push.status not in _CAN_BE_GIVEN_UP or push.shipment.cancelled:
            continue
        locked = tx.pushes.get_locked(push.shipment.id)
        if locked and not (locked.plan and locked.plan.fulfillments):
            number, error = len(locked.history) + 1, f"{GIVEN_UP}{_REASON}"
            note = PushAttempt(number, now, Work.SETTLE, (), error, "Given up", (_REASON,))
            tx.pushes.end(locked, PushStatus.REFUSED, note)
