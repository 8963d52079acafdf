"""Batches of deliveries are verified and stored."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from novex_shopify.domain.model.webhook_event import EventStatus, IntakeOutcome
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.webhooks.ingest_webhook import IngestWebhook
from tests.builders import OTHER_SHOP, SECRET, a_delivery, a_shop, an_order_body

BODY = an_order_body()


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """A connected store."""
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    return unit_of_work


@pytest.fixture
def notifier() -> RecordingWorkNotifier:
    return RecordingWorkNotifier()


@pytest.fixture
def ingest(unit_of_work: MemoryUnitOfWork, notifier: RecordingWorkNotifier) -> IngestWebhook:
    return IngestWebhook(unit_of_work, JsonPayloadReader(), notifier, ManualClock(), (SECRET,))


def test_each_delivery_of_a_batch_has_its_own_outcome(ingest: IngestWebhook) -> None:
    genuine = a_delivery(body=BODY)
    outcomes = ingest(
        [
            replace(genuine, signature="forged"),
            genuine,
            replace(genuine),
            replace(genuine, shop_domain=OTHER_SHOP),
            a_delivery(body=b"not json", webhook_id="webhook-2"),
        ]
    )
    assert outcomes == [
        IntakeOutcome.BAD_SIGNATURE,
        IntakeOutcome.STORED,
        IntakeOutcome.DUPLICATE,
        IntakeOutcome.UNKNOWN_SHOP,
        IntakeOutcome.STORED,
    ]


def test_a_batch_notifies_a_worker_once_and_only_if_something_is_new(
    ingest: IngestWebhook, notifier: RecordingWorkNotifier
) -> None:
    batch = [a_delivery(body=BODY, webhook_id=f"webhook-{n}") for n in range(3)]
    ingest(batch)
    ingest(batch)
    assert notifier.notifications == [Work.EVENTS]


def test_a_batch_of_forgeries_opens_no_transaction(ingest: IngestWebhook, unit_of_work: MemoryUnitOfWork) -> None:
    forged = [replace(a_delivery(body=BODY), signature="")]
    with unit_of_work():  # a second transaction would wait for this one and time out
        assert ingest(forged) == [IntakeOutcome.BAD_SIGNATURE]


def test_a_topic_of_our_own_is_not_accepted_from_outside(ingest: IngestWebhook, unit_of_work: MemoryUnitOfWork) -> None:
    assert ingest([a_delivery("orders/read", BODY)]) == [IntakeOutcome.STORED]
    with unit_of_work() as tx:
        (event,) = tx.events.list_latest(9)
    assert (event.status, event.last_error) == (EventStatus.IGNORED, "orders/read is not handled")
