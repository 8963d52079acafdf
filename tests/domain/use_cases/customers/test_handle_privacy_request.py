"""Privacy requests: a report for a customer, and the erasure of a customer or a store."""

import json
from datetime import timedelta

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.domain.model.privacy import PrivacyRequestKind
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import ORDER_ID, SECOND, SHOP, a_shop, an_order_body
from tests.domain.use_cases.webhook_steps import (
    get_sales_order,
    list_events,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import ADDRESS, make_privacy_body, make_refund_body


def test_a_data_request_produces_a_report(booked: Container) -> None:
    body = make_privacy_body(orders_requested=[ORDER_ID], data_request={"id": 99})
    receive_webhook(booked, "customers/data_request", body)
    process_events(booked)
    with booked.unit_of_work()() as tx:
        (record,) = tx.privacy.list_latest(9)
    report = json.loads(record.report or "")
    assert (record.kind, record.customer_id) == (PrivacyRequestKind.DATA_REQUEST, 7)
    assert report["customer"]["email"] == "ada@example.com"
    assert [(order["name"], order["shipping_address"]["city"]) for order in report["orders"]] == [("#1001", "London")]


def test_an_erased_customer_leaves_the_amounts_and_nothing_else(booked: Container) -> None:
    receive_webhook(booked, "refunds/create", make_refund_body(), "webhook-1")
    process_events(booked)
    receive_webhook(booked, "customers/data_request", make_privacy_body(orders_requested=[ORDER_ID]), "webhook-2")
    receive_webhook(booked, "customers/redact", make_privacy_body(orders_to_redact=[ORDER_ID]), "webhook-3")
    process_events(booked)
    document = get_sales_order(booked)
    with booked.unit_of_work()() as tx:
        customer = tx.erp.customers.get(document.customer_id or "")
        record, asked_before = tx.privacy.list_latest(9)
    assert customer is not None
    assert (customer.email, customer.first_name, customer.addresses) == (None, None, ())
    assert (document.email, document.shipping_address, document.note) == (None, None, None)
    assert (str(document.total), document.refunds[0].note) == ("15.71 EUR", None)
    assert [event.body for event in list_events(booked)[:2]] == [b"", b""]
    assert (record.kind, record.report) == (PrivacyRequestKind.CUSTOMER_ERASURE, None)
    assert (asked_before.kind, asked_before.report) == (PrivacyRequestKind.DATA_REQUEST, None)


def test_a_parked_order_is_applied_without_personal_data(connected: Container) -> None:
    receive_webhook(connected, "orders/create", an_order_body(shipping_address=ADDRESS, note="Ring twice"), "webhook-1")
    process_events(connected)
    receive_webhook(connected, "customers/redact", make_privacy_body(orders_to_redact=[ORDER_ID]), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.PARKED, EventStatus.DONE]
    assert b"London" not in list_events(connected)[0].body
    map_product(connected)
    process_events(connected)
    document = get_sales_order(connected)
    assert (str(document.total), document.shipping_address, document.customer_id) == ("15.71 EUR", None, None)


def test_a_disconnected_shop_is_erased_after_48_hours(booked: Container, clock: ManualClock) -> None:
    booked.disconnect_shop()(SHOP)
    later = clock.now() + timedelta(hours=48)
    receive_webhook(booked, "shop/redact", json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode(), triggered_at=later)
    process_events(booked)
    document = get_sales_order(booked)
    assert (document.shipping_address, str(document.total)) == (None, "15.71 EUR")
    assert list_statuses(booked)[-1] is EventStatus.DONE


def test_a_reconnected_shop_is_not_erased(booked: Container) -> None:
    with booked.unit_of_work()() as tx:
        installed_at = (tx.shops.get(SHOP) or a_shop()).installed_at
    body = json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode()
    receive_webhook(booked, "shop/redact", body, triggered_at=installed_at - SECOND)
    process_events(booked)
    assert get_sales_order(booked).shipping_address is not None
    assert list_statuses(booked)[-1] is EventStatus.SUPERSEDED


def test_a_request_that_names_another_shop_is_ignored(booked: Container) -> None:
    receive_webhook(booked, "customers/redact", make_privacy_body(shop_domain="other-store.myshopify.com"))
    process_events(booked)
    assert list_statuses(booked)[-1] is EventStatus.IGNORED
    assert get_sales_order(booked).shipping_address is not None
