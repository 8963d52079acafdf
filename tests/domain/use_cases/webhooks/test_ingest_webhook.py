"""Webhooks at the door, in batches."""

from dataclasses import replace

from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import IntakeOutcome
from novex_shopify.domain.model.work import Work
from tests.builders import OTHER_SHOP, a_delivery, an_order_body

BODY = an_order_body()


def test_each_delivery_of_a_batch_gets_its_own_answer(connected: Container) -> None:
    genuine = a_delivery(body=BODY)
    outcomes = connected.ingest_webhook()(
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


def test_a_batch_wakes_the_worker_once_and_only_if_something_is_new(connected: Container) -> None:
    connected.notifier().notifications.clear()
    batch = [a_delivery(body=BODY, webhook_id=f"webhook-{n}") for n in range(3)]
    connected.ingest_webhook()(batch)
    connected.ingest_webhook()(batch)
    assert connected.notifier().notifications == [Work.EVENTS]


def test_a_batch_of_forgeries_touches_no_database(connected: Container) -> None:
    forged = [replace(a_delivery(body=BODY), signature="")]
    with connected.unit_of_work()():
        assert connected.ingest_webhook()(forged) == [IntakeOutcome.BAD_SIGNATURE]
