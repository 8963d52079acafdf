"""What Shopify sent about an order, and what became of it."""

from collections.abc import Iterator

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.order_timeline import TimelineEntry, TimelineKind, TimelineTone
from novex_shopify.domain.model.webhook_event import FINISHED, EventStatus, WebhookEvent
from novex_shopify.domain.policies.topic_names import describe_topic
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory

_OUTCOMES = {
    EventStatus.PENDING: "Received, and waits to be processed",
    EventStatus.PROCESSING: "Received, and is being processed",
    EventStatus.DONE: "Received and applied to the ERP",
    EventStatus.SUPERSEDED: "Received; a newer state was known already",
    EventStatus.IGNORED: "Received and ignored",
    EventStatus.PARKED: "Received, and waits",
    EventStatus.DEAD: "Received, and failed",
}
_FAILED = "couldn't be processed"
_TONES = {
    EventStatus.DONE: TimelineTone.GOOD,
    EventStatus.PARKED: TimelineTone.WARN,
    EventStatus.DEAD: TimelineTone.BAD,
}


def list_webhooks(_: Transaction, history: OrderHistory) -> Iterator[TimelineEntry]:
    for event in history.events:
        yield from _list_of_event(event)


def _list_of_event(event: WebhookEvent) -> Iterator[TimelineEntry]:
    about = AuditSubject(AuditedKind.EVENT, str(event.id), event.shop_domain)
    name = describe_topic(event.topic)
    # Of an event that failed first, the attempts and the end have times of their own.
    waited = bool(event.failures or event.retried_at)
    outcome = "Received" if waited else _OUTCOMES[event.status]
    tone = TimelineTone.NEUTRAL if waited else _TONES.get(event.status, TimelineTone.NEUTRAL)
    yield TimelineEntry(
        event.received_at, f"event-{event.id}", TimelineKind.WEBHOOK, name, (outcome,), tone, about=about
    )
    for failure in event.failures:
        yield TimelineEntry(
            failure.at,
            f"event-{event.id}-attempt-{failure.number}",
            TimelineKind.WEBHOOK,
            f"{name}: {failure.title or _FAILED}",
            (failure.error,),
            TimelineTone.BAD if event.status is EventStatus.DEAD else TimelineTone.WARN,
            about=about,
        )
    if event.retried_at:
        title = f"{name}: retried"
        yield TimelineEntry(event.retried_at, f"event-{event.id}-retry", TimelineKind.WEBHOOK, title, about=about)
    if waited and event.settled_at and event.status in FINISHED:
        end = {EventStatus.DONE: "applied to the ERP", EventStatus.SUPERSEDED: "outdated"}.get(event.status, "ignored")
        tone = _TONES.get(event.status, TimelineTone.NEUTRAL)
        yield TimelineEntry(
            event.settled_at, f"event-{event.id}-end", TimelineKind.WEBHOOK, f"{name}: {end}", (), tone, about=about
        )
