"""What Shopify was sent about the shipments of an order. Who recorded and changed them is in the audit log."""

from collections.abc import Iterator

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.fulfillment import A_PERSON, FulfillmentPush, PushAttempt
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


def list_syncs(_: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    for push in history.pushes:
        for place, attempt in enumerate(push.history):
            if attempt.worker != A_PERSON:
                yield _describe(push, attempt, place)


def _describe(push: FulfillmentPush, attempt: PushAttempt, place: int) -> TimelineEntry:
    if attempt.error:
        title, details = attempt.title or "couldn't be sent to Shopify", attempt.details or (attempt.error,)
    else:
        title, details = attempt.title or "sent to Shopify", ()
    return TimelineEntry(
        attempt.at,
        f"sync-{push.id}-{place}",
        TimelineKind.SHIPMENT,
        f"Shipment {push.shipment.id}: {title[:1].lower()}{title[1:]}",
        tuple(details),
        TimelineTone.WARN if attempt.error else TimelineTone.GOOD,
        about=AuditSubject(AuditedKind.SHIPMENT, push.shipment.id, push.shop_domain),
    )
