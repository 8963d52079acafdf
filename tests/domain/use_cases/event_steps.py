"""Steps of the tests of event handlers: apply events, and store events that were received before."""

from typing import Any

from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.webhook_event import EventStatus, NewEvent, Settlement, WebhookEvent
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.use_cases.webhooks.process_event import EventHandler
from tests.builders import NOON, SHOP, an_event
from tests.domain.use_cases.fakes import Fakes

Outcome = Settlement | NovexError

WORKER = WorkerId("ann", 1)
DONE = Settlement(EventStatus.DONE)
SUPERSEDED = Settlement(EventStatus.SUPERSEDED)


def apply_events(fakes: Fakes, handler: EventHandler, *events: WebhookEvent) -> list[Outcome]:
    """Apply events of different resources together; returns how each ended."""
    with fakes.unit_of_work() as tx:
        outcomes = handler(tx, SHOP, events)
        tx.commit()
    return [outcomes[event.id] for event in events]


def apply_event(fakes: Fakes, handler: EventHandler, body: bytes, **changes: Any) -> Outcome:
    """Apply one event; returns how it ended."""
    (outcome,) = apply_events(fakes, handler, an_event(body, **changes))
    return outcome


def store_event(fakes: Fakes, new: NewEvent, settlement: Settlement | None = None) -> None:
    """Store an event; with a settlement, a worker has tried it."""
    with fakes.unit_of_work() as tx:
        tx.events.add([new])
        if settlement:
            (event,) = tx.events.claim(WORKER, NOON, 1)
            tx.events.settle([(event, settlement)], NOON)
        tx.commit()
