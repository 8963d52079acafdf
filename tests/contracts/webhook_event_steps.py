"""Steps of the tests of `WebhookEvents`."""

from collections.abc import Sequence
from datetime import datetime

from novex_shopify.domain.model.webhook_event import (
    EventStatus,
    NewEvent,
    Settlement,
    WebhookEvent,
)
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import NOON, a_shop

ANN, BOB = WorkerId("ann", 1), WorkerId("bob", 2)
DONE = Settlement(EventStatus.DONE)


def store_events(unit_of_work: UnitOfWork, *events: NewEvent) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        for event in events:
            tx.events.add([event])
        tx.commit()


def claim_events(
    unit_of_work: UnitOfWork, worker: WorkerId = ANN, now: datetime = NOON, limit: int = 10
) -> Sequence[WebhookEvent]:
    with unit_of_work() as tx:
        events = tx.events.claim(worker, now, limit)
        tx.commit()
    return events


def settle_event(unit_of_work: UnitOfWork, event: WebhookEvent, settlement: Settlement) -> bool:
    with unit_of_work() as tx:
        settled = tx.events.settle([(event, settlement)], NOON)
        tx.commit()
    return event.id in settled
