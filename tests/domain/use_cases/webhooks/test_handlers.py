"""Every subject is handled, and the order in which webhooks arrive does not matter."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.webhook_topic import CARRIER_TOPICS, HANDLED_TOPICS, Subject
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers
from novex_shopify.domain.use_cases.webhooks.release_parked_events import ReleaseParkedEvents
from tests.builders import ORDER_ID, SHOP, VARIANT_ID, a_customer_body, a_variant, an_order_body, an_uninstalled_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    CARRIER_EVENTS,
    PAYLOADS,
    get_sales_order,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import ADDRESS, LATER, make_fulfillment_body, make_privacy_body, make_refund_body


def test_every_subject_of_the_topic_table_has_a_handler(fakes: Fakes) -> None:
    handlers = build_handlers(PAYLOADS, CARRIER_EVENTS, fakes.notifier, fakes.clock)
    topics = (*HANDLED_TOPICS.values(), *CARRIER_TOPICS.values())
    assert set(handlers) == set(Subject) == {topic.subject for topic in topics}


CONSENT = {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_updated_at": LATER}


def make_body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("topic", "body", "changed"),
    [
        ("orders/delete", make_body(id=ORDER_ID), "order deleted"),
        ("orders/risk_assessment_changed", make_body(order_id=ORDER_ID, risk_level="high"), "risk"),
        ("refunds/create", make_refund_body(), "refunds"),
        ("fulfillments/create", make_fulfillment_body(), "fulfillments"),
        ("customers/update", a_customer_body(first_name="Augusta"), "first name"),
        (
            "customers_email_marketing_consent/update",
            make_body(customer_id=7, email_marketing_consent=CONSENT),
            "e-mail consent",
        ),
        ("customers_marketing_consent/update", make_body(id=7, sms_marketing_consent=CONSENT), "SMS consent"),
        ("products/delete", make_body(id=a_variant().product_id), "mapping deleted"),
        ("app/uninstalled", an_uninstalled_body(), "connected"),
        ("app/scopes_update", make_body(current=["read_orders"]), "scopes"),
        ("customers/data_request", make_privacy_body(data_request={"id": 9}), "privacy requests"),
        ("customers/redact", make_privacy_body(orders_to_redact=[]), "privacy requests"),
    ],
)
def test_the_handler_of_a_topic_changes_what_the_topic_is_about(
    fakes: Fakes, topic: str, body: bytes, changed: str
) -> None:
    map_product(fakes)
    receive_webhook(fakes, "orders/create", an_order_body(), "webhook-0")
    process_events(fakes)
    before = read_state(fakes)
    if topic == "app/uninstalled":
        fakes.shop.uninstall_app()
    receive_webhook(fakes, topic, body)
    process_events(fakes)
    after = read_state(fakes)
    assert list_statuses(fakes) == [EventStatus.DONE, EventStatus.DONE]
    assert [name for name, value in after.items() if value != before[name]] == [changed]
    assert after["privacy requests"] in ([], [topic])


def read_state(fakes: Fakes) -> dict[str, object]:
    """Read what webhooks of the order's store change."""
    order = get_sales_order(fakes)
    with fakes.unit_of_work() as tx:
        customer, mapping = tx.erp.customers.get(order.customer_id or ""), tx.mappings.get(SHOP, VARIANT_ID)
        shop, privacy_records = tx.shops.get(SHOP), tx.privacy.list_latest(9)
    assert customer
    assert mapping
    assert shop
    return {
        "order deleted": order.deleted_at,
        "risk": order.risk,
        "refunds": order.refunds,
        "fulfillments": order.fulfillments,
        "first name": customer.first_name,
        "e-mail consent": customer.email_consent,
        "SMS consent": customer.sms_consent,
        "mapping deleted": mapping.deleted_at,
        "connected": shop.connected,
        "scopes": shop.scopes,
        "privacy requests": [record.kind for record in privacy_records],
    }


NEWEST_ORDER_BODY = an_order_body(
    updated_at="2026-11-23T12:00:09+01:00", refunds=[json.loads(make_refund_body())], shipping_address=ADDRESS
)
STREAM = [
    ("orders/create", an_order_body(shipping_address=ADDRESS)),
    ("orders/updated", an_order_body(updated_at=LATER, fulfillment_status="partial", shipping_address=ADDRESS)),
    ("refunds/create", make_refund_body("pending")),
    ("orders/updated", NEWEST_ORDER_BODY),
    ("fulfillments/create", make_fulfillment_body("2026-11-23T12:00:04+01:00")),
    ("fulfillments/update", make_fulfillment_body("2026-11-23T12:00:08+01:00", tracking_numbers=["JD02"])),
    ("customers/update", a_customer_body(first_name="Augusta")),
]


@given(st.permutations(range(len(STREAM))), st.lists(st.integers(0, len(STREAM) - 1), max_size=4))
def test_in_any_order_and_however_often_the_erp_ends_up_the_same(order: list[int], repeated: list[int]) -> None:
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    for number, index in enumerate([*order, *repeated]):
        receive_webhook(fakes, *STREAM[index], f"webhook-{number}")
        process_events(fakes)
    ReleaseParkedEvents(fakes.unit_of_work, fakes.notifier, fakes.clock, fakes.address)()
    process_events(fakes)
    document = get_sales_order(fakes)
    assert (document.refunds[0].pending, document.fulfillments[0].tracking_numbers) == (False, ("JD02",))
    assert (document.fulfillment_status, document.shipping_address is not None) == (None, True)
    with fakes.unit_of_work() as tx:
        customer = tx.erp.customers.get(document.customer_id or "")
    assert customer is not None
    assert customer.first_name == "Augusta"
