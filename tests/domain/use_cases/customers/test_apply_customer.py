"""Customers and their consents are written to the ERP."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Consent, Customer
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import SHOP, a_customer_body, an_order_body
from tests.domain.use_cases.webhook_steps import (
    list_events,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import LATER

EARLIER = "2026-11-23T12:00:01+01:00"
MakeBody = Callable[..., bytes]


def make_email_consent_body(state: str, updated_at: str, customer_id: int = 7) -> bytes:
    consent = {"state": state, "opt_in_level": "confirmed_opt_in", "consent_updated_at": updated_at}
    return json.dumps({"customer_id": customer_id, "email_marketing_consent": consent}).encode()


def make_sms_consent_body(state: str, updated_at: str, customer_id: int = 7) -> bytes:
    consent = {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": updated_at}
    return json.dumps({"id": customer_id, "sms_marketing_consent": consent}).encode()


def get_customer(container: Container) -> Customer:
    """The only customer in the ERP."""
    with container.unit_of_work()() as tx:
        (link,) = tx.customer_links.list_for_shop(SHOP)
        customer = tx.erp.customers.get(link.erp_id)
    assert customer is not None
    return customer


def test_a_customer_is_written_and_an_older_copy_is_not(connected: Container) -> None:
    receive_webhook(connected, "customers/update", a_customer_body(updated_at=LATER, first_name="Augusta"), "webhook-1")
    receive_webhook(connected, "customers/create", a_customer_body(), "webhook-2")
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE, EventStatus.SUPERSEDED]
    assert get_customer(connected).first_name == "Augusta"


def test_a_full_customer_record_replaces_the_copy_from_an_order_even_if_it_is_older(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-1")
    receive_webhook(connected, "customers/create", a_customer_body(updated_at="2026-11-23T10:00:00+01:00"), "webhook-2")
    process_events(connected)
    assert [event.status for event in list_events(connected)] == [EventStatus.DONE, EventStatus.DONE]


each_consent = pytest.mark.parametrize(
    ("topic", "make_body", "field", "opt_in_level"),
    [
        ("customers_email_marketing_consent/update", make_email_consent_body, "email_consent", "confirmed_opt_in"),
        ("customers_marketing_consent/update", make_sms_consent_body, "sms_consent", "single_opt_in"),
    ],
)


@each_consent
def test_a_consent_is_recorded_and_an_older_one_changes_nothing(
    connected: Container, topic: str, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    receive_webhook(connected, "customers/create", a_customer_body(id=7), "webhook-1")
    receive_webhook(connected, topic, make_body("unsubscribed", LATER), "webhook-2")
    receive_webhook(connected, topic, make_body("subscribed", EARLIER), "webhook-3")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE] * 3
    customer = get_customer(connected)
    assert getattr(customer, field) == Consent("unsubscribed", opt_in_level, datetime.fromisoformat(LATER))
    assert customer.first_name == "Ada"


@each_consent
def test_a_consent_before_its_customer_survives_the_customers_record(
    connected: Container, topic: str, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    receive_webhook(connected, topic, make_body("subscribed", LATER), "webhook-1")
    process_events(connected)
    assert getattr(get_customer(connected), field).state == "subscribed"
    receive_webhook(connected, "customers/create", a_customer_body(id=7), "webhook-2")
    process_events(connected)
    customer = get_customer(connected)
    assert getattr(customer, field) == Consent("subscribed", opt_in_level, datetime.fromisoformat(LATER))
    assert customer.first_name == "Ada"


@each_consent
def test_an_unreadable_consent_fails_alone(
    connected: Container, topic: str, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    receive_webhook(connected, topic, make_body("subscribed", LATER).replace(b'"subscribed"', b"[1]"), "webhook-1")
    receive_webhook(connected, topic, make_body("subscribed", LATER, customer_id=8), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DEAD, EventStatus.DONE]


def test_a_customer_without_a_version_fails_alone(connected: Container) -> None:
    receive_webhook(connected, "customers/update", a_customer_body(id=8, updated_at=None), "webhook-1")
    receive_webhook(connected, "customers/update", a_customer_body(), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DEAD, EventStatus.DONE]
    assert get_customer(connected).first_name == "Ada"
