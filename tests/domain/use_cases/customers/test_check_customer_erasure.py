"""A captured request to erase a customer is sent again, when the customer has come back."""

import pytest

from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import HOUR, NOON, SHOP, a_customer, a_customer_body
from tests.domain.use_cases.customer_steps import list_customers
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import list_statuses, process_events, receive_webhook
from tests.webhook_bodies import make_privacy_body

ERASURE = make_privacy_body(orders_to_redact=[])
ANOTHER_ERASURE = make_privacy_body(orders_to_redact=[2])


@pytest.fixture
def returned() -> Fakes:
    """A customer was erased, and has come back to the store since."""
    fakes = Fakes()
    fakes.connect_shop(installed_at=NOON)
    fakes.shop.customers = [a_customer(id=7)]
    receive(fakes, "customers/create", a_customer_body(id=7), "created")
    receive(fakes, "customers/redact", ERASURE, "erased")
    assert list_emails(fakes) == [None]
    fakes.clock.advance(HOUR)
    receive(fakes, "customers/update", a_customer_body(id=7, updated_at="2026-12-01T12:00:00+01:00"), "returned")
    assert list_emails(fakes) == ["ada@example.com"]
    return fakes


def receive(fakes: Fakes, topic: str, body: bytes, webhook_id: str) -> EventStatus:
    """Receive a webhook and process it until it is settled; returns how it ended."""
    receive_webhook(fakes, topic, body, webhook_id)
    for _ in range(9):
        process_events(fakes)
        fakes.clock.advance(HOUR)
    return list_statuses(fakes)[-1]


def list_emails(fakes: Fakes) -> list[str | None]:
    return [customer.email for customer in list_customers(fakes)]


def test_a_request_that_was_met_before_erases_no_one_of_whom_shopify_has_data(returned: Fakes) -> None:
    assert receive(returned, "customers/redact", ERASURE, "replayed") is EventStatus.PARKED
    assert list_emails(returned) == ["ada@example.com"]


def test_the_same_request_is_met_again_if_shopify_has_erased_the_customer_too(returned: Fakes) -> None:
    returned.shop.customers = [a_customer(id=7, first_name=None, last_name=None, email=None, phone=None)]
    assert receive(returned, "customers/redact", ERASURE, "asked again") is EventStatus.DONE
    assert list_emails(returned) == [None]


def test_another_request_is_met_without_asking(returned: Fakes) -> None:
    assert receive(returned, "customers/redact", ANOTHER_ERASURE, "asked again") is EventStatus.DONE
    assert list_emails(returned) == [None]


def test_a_replay_is_recognized_when_the_first_event_was_deleted(returned: Fakes) -> None:
    with returned.unit_of_work() as tx:
        tx.events.delete_finished(SHOP, returned.clock.now(), 99)
        tx.commit()
    assert receive(returned, "customers/redact", ERASURE, "replayed") is EventStatus.PARKED
