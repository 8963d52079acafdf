"""Customers and their consents are written to the ERP."""

import json
from collections.abc import Callable
from datetime import datetime
from itertools import permutations

import pytest

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Consent, Customer
from novex_shopify.domain.use_cases.customers.apply_customer import ApplyConsent, ApplyCustomer
from novex_shopify.domain.use_cases.customers.match_customers import get_or_create_customer_ids
from tests.builders import HOUR, NOON, SHOP, a_customer, a_customer_body, an_event
from tests.domain.use_cases.customer_steps import add_customer, list_customers
from tests.domain.use_cases.event_steps import DONE, SUPERSEDED, apply_event, apply_events
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS
from tests.webhook_bodies import LATER

EARLIER = "2026-11-23T12:00:01+01:00"
NEVER = "0000-12-31T18:03:24-05:50"
MakeBody = Callable[..., bytes]

apply_customer = ApplyCustomer(PAYLOADS)
apply_email_consent = ApplyConsent(PAYLOADS.parse_email_consent)
apply_sms_consent = ApplyConsent(PAYLOADS.parse_sms_consent)


def make_email_consent_body(state: str, updated_at: str, customer_id: int = 7) -> bytes:
    consent = {"state": state, "opt_in_level": "confirmed_opt_in", "consent_updated_at": updated_at}
    return json.dumps({"customer_id": customer_id, "email_marketing_consent": consent}).encode()


def make_sms_consent_body(state: str, updated_at: str, customer_id: int = 7) -> bytes:
    consent = {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": updated_at}
    return json.dumps({"id": customer_id, "sms_marketing_consent": consent}).encode()


def get_customer(fakes: Fakes) -> Customer:
    """Get the ERP's only customer."""
    (customer,) = list_customers(fakes)
    return customer


@pytest.fixture
def fakes() -> Fakes:
    return Fakes()


def test_a_customer_is_written_and_an_older_copy_is_not(fakes: Fakes) -> None:
    assert apply_event(fakes, apply_customer, a_customer_body(updated_at=LATER, first_name="Augusta")) == DONE
    assert apply_event(fakes, apply_customer, a_customer_body()) == SUPERSEDED
    assert get_customer(fakes).first_name == "Augusta"


def test_a_full_customer_record_replaces_the_copy_from_an_order_even_if_it_is_older(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        get_or_create_customer_ids(tx, SHOP, [Customer(7, email="ada@example.com")])
        tx.commit()
    full = a_customer_body(updated_at="2026-11-23T10:00:00+01:00")
    assert apply_event(fakes, apply_customer, full) == DONE
    assert get_customer(fakes).first_name == "Ada"


each_consent = pytest.mark.parametrize(
    ("apply_consent", "make_body", "field", "opt_in_level"),
    [
        (apply_email_consent, make_email_consent_body, "email_consent", "confirmed_opt_in"),
        (apply_sms_consent, make_sms_consent_body, "sms_consent", "single_opt_in"),
    ],
    ids=["email", "sms"],
)


@each_consent
def test_a_consent_is_recorded_and_an_older_one_changes_nothing(
    fakes: Fakes, apply_consent: ApplyConsent, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    add_customer(fakes, a_customer(id=7))
    for body in (make_body("unsubscribed", LATER), make_body("subscribed", EARLIER)):
        assert apply_event(fakes, apply_consent, body) == DONE
    customer = get_customer(fakes)
    assert getattr(customer, field) == Consent("unsubscribed", opt_in_level, datetime.fromisoformat(LATER))
    assert customer.first_name == "Ada"


@each_consent
def test_a_consent_before_its_customer_survives_the_customers_record(
    fakes: Fakes, apply_consent: ApplyConsent, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    assert apply_event(fakes, apply_consent, make_body("subscribed", LATER)) == DONE
    consent = Consent("subscribed", opt_in_level, datetime.fromisoformat(LATER))
    assert getattr(get_customer(fakes), field) == consent
    assert apply_event(fakes, apply_customer, a_customer_body(id=7)) == DONE
    customer = get_customer(fakes)
    assert (getattr(customer, field), customer.first_name) == (consent, "Ada")


@each_consent
def test_a_consent_with_an_unreadable_time_is_kept_without_one(
    fakes: Fakes, apply_consent: ApplyConsent, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    assert apply_event(fakes, apply_consent, make_body("subscribed", "0001-01-01T00:00:00+05:00")) == DONE
    assert getattr(get_customer(fakes), field) == Consent("subscribed", opt_in_level, None)


@each_consent
def test_a_consent_with_an_unreadable_time_is_as_old_as_its_event(
    fakes: Fakes, apply_consent: ApplyConsent, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    for state, time in (("subscribed", EARLIER), ("unsubscribed", "0000-12-31T18:03:24-05:50")):
        assert apply_event(fakes, apply_consent, make_body(state, time)) == DONE
    assert getattr(get_customer(fakes), field) == Consent("unsubscribed", opt_in_level, NOON)
    after = "2026-11-24T12:00:00Z"
    for state, time in (("subscribed", after), ("unsubscribed", "0000-12-31T18:03:24-05:50")):
        assert apply_event(fakes, apply_consent, make_body(state, time)) == DONE
    assert getattr(get_customer(fakes), field).state == "subscribed"


@each_consent
def test_consents_without_a_time_are_as_old_as_their_events_in_any_order(
    fakes: Fakes, apply_consent: ApplyConsent, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    reports = [("subscribed", NEVER, NOON), ("unsubscribed", NEVER, NOON + HOUR), ("pending", EARLIER, NOON + 2 * HOUR)]
    for customer_id, arrivals in enumerate(permutations(reports), start=7):
        for state, time, triggered_at in arrivals:
            apply_event(fakes, apply_consent, make_body(state, time, customer_id), triggered_at=triggered_at)
        with fakes.unit_of_work() as tx:
            customer = tx.erp.customers.get(tx.customer_links.get_many(SHOP, [customer_id])[customer_id].erp_id)
        assert getattr(customer, field).state == "unsubscribed"


@each_consent
def test_an_unreadable_consent_fails_alone(
    fakes: Fakes, apply_consent: ApplyConsent, make_body: MakeBody, field: str, opt_in_level: str
) -> None:
    unreadable = make_body("subscribed", LATER).replace(b'"subscribed"', b"[1]")
    readable = make_body("subscribed", LATER, customer_id=8)
    failed, done = apply_events(fakes, apply_consent, an_event(unreadable, 1), an_event(readable, 2))
    assert isinstance(failed, UnreadablePayload)
    assert done == DONE
    assert getattr(get_customer(fakes), field) == Consent("subscribed", opt_in_level, datetime.fromisoformat(LATER))


def test_a_customer_without_a_version_fails_alone(fakes: Fakes) -> None:
    without_version = an_event(a_customer_body(id=8, updated_at=None), 1, triggered_at=None)
    failed, done = apply_events(fakes, apply_customer, without_version, an_event(a_customer_body(), 2))
    assert isinstance(failed, UnreadablePayload)
    assert done == DONE
    assert get_customer(fakes).first_name == "Ada"
