"""Batches of deliveries are verified and stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import MAX_UNAPPROVED_BYTES, EventStatus, IntakeOutcome
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.webhooks.ingest_webhook import IngestWebhook
from tests.builders import HOUR, OTHER_SHOP, SECRET, a_customer_body, a_delivery, a_shop, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS, list_events, process_events

BODY = an_order_body()


@pytest.fixture
def ingest(fakes: Fakes) -> IngestWebhook:
    return IngestWebhook(fakes.unit_of_work, PAYLOADS, fakes.notifier, fakes.clock, (SECRET,))


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
        IntakeOutcome.NO_JSON_OBJECT,
    ]


def test_a_store_that_was_never_connected_is_named_in_the_log(
    ingest: IngestWebhook, caplog: pytest.LogCaptureFixture
) -> None:
    """Its webhooks are signed, so it may be a known store under another address."""
    stranger = replace(a_delivery(body=BODY), shop_domain=ShopDomain("new-tea.myshopify.com"))
    ingest([stranger, replace(stranger, webhook_id="webhook-2"), a_delivery(body=BODY, webhook_id="webhook-3")])
    found = [(record.getMessage(), getattr(record, "shops", None)) for record in caplog.records]
    assert found == [("webhook.unknown_shop", ["new-tea.myshopify.com"])]


def test_what_a_full_inbox_refuses_is_said_and_logged(
    ingest: IngestWebhook, fakes: Fakes, caplog: pytest.LogCaptureFixture
) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(awaits_approval=True))
        tx.commit()
    filling = a_delivery(body=b"{" + b" " * MAX_UNAPPROVED_BYTES + b"}")
    assert ingest([filling]) == [IntakeOutcome.STORED]
    assert ingest([a_delivery(body=BODY, webhook_id="webhook-2")]) == [IntakeOutcome.INBOX_FULL]
    assert [record.getMessage() for record in caplog.records] == ["webhook.inbox_full"]


def test_a_batch_notifies_a_worker_once_and_only_if_something_is_new(ingest: IngestWebhook, fakes: Fakes) -> None:
    batch = [a_delivery(body=BODY, webhook_id=f"webhook-{n}") for n in range(3)]
    ingest(batch)
    ingest(batch)
    assert fakes.notifier.notifications == [Work.EVENTS]


def test_a_batch_of_forgeries_opens_no_transaction(ingest: IngestWebhook, fakes: Fakes) -> None:
    forged = [replace(a_delivery(body=BODY), signature="")]
    with fakes.unit_of_work():  # a second transaction would wait for this one and time out
        assert ingest(forged) == [IntakeOutcome.BAD_SIGNATURE]


def test_an_event_of_an_unhandled_topic_is_stored_and_ignored(ingest: IngestWebhook, fakes: Fakes) -> None:
    assert ingest([a_delivery("themes/publish", b'{"id": 1}')]) == [IntakeOutcome.STORED]
    process_events(fakes)
    (event,) = list_events(fakes)
    assert (event.status, event.attempts) == (EventStatus.IGNORED, 0)


@pytest.mark.parametrize("body", [b"{}", b'{"id": "x"}', b'{"id": 1}', a_customer_body()])
def test_an_unreadable_body_is_dead_at_once(ingest: IngestWebhook, fakes: Fakes, body: bytes) -> None:
    assert ingest([a_delivery("orders/create", body)]) == [IntakeOutcome.STORED]
    process_events(fakes)
    (event,) = list_events(fakes)
    assert (event.status, event.attempts) == (EventStatus.DEAD, 0)


@pytest.mark.parametrize("body", [b"[]", b"not json", b""])
def test_a_signed_body_that_is_no_json_object_is_not_stored(ingest: IngestWebhook, fakes: Fakes, body: bytes) -> None:
    outcomes = [IntakeOutcome.STORED, IntakeOutcome.NO_JSON_OBJECT]
    assert ingest([a_delivery("orders/create", BODY), a_delivery("orders/create", body, "webhook-2")]) == outcomes
    assert len(list_events(fakes)) == 1


@pytest.mark.parametrize(("lead", "counted"), [(timedelta(minutes=4), timedelta(minutes=4)), (HOUR, timedelta())])
def test_an_unsigned_time_far_ahead_counts_as_now(
    ingest: IngestWebhook, fakes: Fakes, lead: timedelta, counted: timedelta
) -> None:
    ingest([a_delivery("orders/create", BODY, triggered_at=fakes.clock.now() + lead)])
    assert list_events(fakes)[0].triggered_at == fakes.clock.now() + counted


@pytest.mark.parametrize(
    ("topic", "body", "missing"),
    [
        ("app/uninstalled", b'{"id": 548380009, "myshopify_domain": null}', "myshopify_domain"),
        ("orders/risk_assessment_changed", b'{"order_id": null, "risk_level": "medium"}', "order_id"),
    ],
)
def test_a_sample_that_is_about_nothing_is_ignored(
    ingest: IngestWebhook, fakes: Fakes, topic: str, body: bytes, missing: str
) -> None:
    ingest([a_delivery(topic, body)])
    process_events(fakes)
    (event,) = list_events(fakes)
    reason = f"A sample of Shopify, which is about nothing: {missing} is null."
    assert (event.status, event.last_error) == (EventStatus.IGNORED, reason)


def test_a_topic_of_our_own_is_not_accepted_from_outside(ingest: IngestWebhook, fakes: Fakes) -> None:
    assert ingest([a_delivery("orders/read", BODY)]) == [IntakeOutcome.STORED]
    (event,) = list_events(fakes)
    assert (event.status, event.last_error) == (EventStatus.IGNORED, "orders/read is not handled")
