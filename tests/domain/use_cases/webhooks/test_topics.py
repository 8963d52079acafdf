"""What each topic does, in whatever order its webhooks arrive."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.privacy import PrivacyRequestKind
from novex_shopify.domain.model.product import MappingStatus
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, SUBSCRIBED_TOPICS, Subject
from tests.builders import (
    LINE_ID,
    ORDER_ID,
    SECOND,
    SHOP,
    VARIANT_ID,
    a_customer_body,
    a_delivery,
    a_shop,
    a_variant,
    an_item,
    an_order_body,
    euros,
)
from tests.domain.use_cases.webhook_steps import (
    get_sales_order,
    list_events,
    list_sales_orders,
    list_statuses,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import (
    ADDRESS,
    LATER,
    make_fulfillment_body,
    make_privacy_body,
    make_product_body,
    make_refund_body,
)


@pytest.fixture
def booked(connected: Container) -> Container:
    """The order is in the ERP, with an address."""
    map_product(connected)
    receive_webhook(connected, "orders/create", an_order_body(shipping_address=ADDRESS, note="Ring twice"), "webhook-0")
    process_events(connected)
    return connected


def test_every_subject_of_the_topic_table_has_a_handler(container: Container) -> None:
    assert (
        set(container.process_event().handlers) == set(Subject) == {topic.subject for topic in HANDLED_TOPICS.values()}
    )


def test_what_is_subscribed_is_what_shopify_has() -> None:
    assert "FULFILLMENT_ORDERS_ASSIGNED" not in SUBSCRIBED_TOPICS
    assert "FULFILLMENT_ORDERS_CLOSED" not in SUBSCRIBED_TOPICS
    assert "CUSTOMERS_REDACT" not in SUBSCRIBED_TOPICS
    assert len(SUBSCRIBED_TOPICS) == len(set(SUBSCRIBED_TOPICS)) == 26


def test_a_refund_is_booked_beside_the_document(booked: Container) -> None:
    receive_webhook(booked, "refunds/create", make_refund_body())
    process_events(booked)
    (refund,) = get_sales_order(booked).refunds
    assert (refund.id, str(refund.refunded_amount()), refund.lines[0].restock_type) == (5, "5.36", "return")
    assert str(refund.lines[0].tax.amount) == "0.86"
    assert str(get_sales_order(booked).total) == "15.71 EUR"


def test_a_refund_of_money_alone_is_in_the_currency_of_its_document(booked: Container) -> None:
    paid = {"id": 9, "kind": "refund", "amount": "5.00", "currency": "EUR", "status": "success"}
    body = json.loads(make_refund_body()) | {"refund_line_items": [], "transactions": [paid]}
    receive_webhook(booked, "refunds/create", json.dumps(body).encode())
    process_events(booked)
    (refund,) = get_sales_order(booked).refunds
    assert refund.transactions[0].amount == euros("5.00")


def test_a_refund_that_comes_before_its_order_waits_for_it(connected: Container, clock: ManualClock) -> None:
    map_product(connected)
    receive_webhook(connected, "refunds/create", make_refund_body(), "webhook-1")
    process_events(connected)
    (parked,) = list_events(connected)
    assert parked.status is EventStatus.PARKED
    assert f"Order {ORDER_ID} is not in the ERP" in (parked.last_error or "")
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-2")
    process_events(connected)
    connected.release_parked_events()()
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE] * 2
    assert [refund.id for refund in get_sales_order(connected).refunds] == [5]


def test_money_that_has_arrived_is_not_pending_again(booked: Container) -> None:
    settled = json.loads(make_refund_body())
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER, refunds=[settled]), "webhook-1")
    receive_webhook(booked, "refunds/create", make_refund_body("pending"), "webhook-2")
    process_events(booked)
    assert not get_sales_order(booked).refunds[0].pending


def test_a_deleted_order_stays_deleted_whatever_comes_later(booked: Container) -> None:
    receive_webhook(booked, "orders/delete", json.dumps({"id": ORDER_ID}).encode(), "webhook-1")
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER, financial_status="refunded"), "webhook-2")
    receive_webhook(booked, "refunds/create", make_refund_body(), "webhook-3")
    process_events(booked)
    assert list_statuses(booked)[1:] == [EventStatus.DONE, EventStatus.SUPERSEDED, EventStatus.SUPERSEDED]
    assert get_sales_order(booked).deleted_at is not None
    assert get_sales_order(booked).financial_status == "paid"


def test_an_order_that_is_deleted_before_it_comes_never_comes(connected: Container) -> None:
    map_product(connected)
    receive_webhook(connected, "orders/delete", json.dumps({"id": ORDER_ID}).encode(), "webhook-1")
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE, EventStatus.SUPERSEDED]
    assert list_sales_orders(connected) == []


def test_fulfillments_are_recorded_and_an_older_state_changes_nothing(booked: Container) -> None:
    receive_webhook(booked, "fulfillments/update", make_fulfillment_body(status="cancelled"), "webhook-1")
    receive_webhook(booked, "fulfillments/create", make_fulfillment_body("2026-11-23T12:00:01+01:00"), "webhook-2")
    process_events(booked)
    (parcel,) = get_sales_order(booked).fulfillments
    assert (parcel.status, parcel.tracking_numbers, parcel.lines) == ("cancelled", ("JD01",), ((LINE_ID, 1),))


def test_a_risk_is_noted_and_survives_the_next_state(booked: Container) -> None:
    risk = json.dumps({"order_id": ORDER_ID, "risk_level": "high"}).encode()
    receive_webhook(booked, "orders/risk_assessment_changed", risk, "webhook-1")
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER), "webhook-2")
    process_events(booked)
    assert get_sales_order(booked).risk == "high"


def test_data_that_is_withheld_never_erases_what_the_erp_has(booked: Container) -> None:
    receive_webhook(booked, "orders/updated", an_order_body(updated_at=LATER, email=None, customer=None), "webhook-1")
    process_events(booked)
    document = get_sales_order(booked)
    assert document.shipping_address is not None
    assert (document.shipping_address.city, document.note) == ("London", "Ring twice")
    assert document.customer_id is not None


@pytest.mark.parametrize(
    ("policy", "status", "items"),
    [
        (UnmappedProducts.PARK, EventStatus.PARKED, None),
        (UnmappedProducts.REFUSE, EventStatus.DEAD, None),
        (UnmappedProducts.PLACEHOLDER, EventStatus.DONE, [None, None]),
    ],
)
def test_unmapped_products_are_handled_by_the_shop_setting(
    connected: Container, policy: UnmappedProducts, status: EventStatus, items: list[None] | None
) -> None:
    with connected.unit_of_work()() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(unmapped_products=policy))
        tx.commit()
    receive_webhook(connected, "orders/create", an_order_body())
    process_events(connected)
    assert list_statuses(connected) == [status]
    if items is None:
        assert "'Earl Grey' (SKU TEA)" in (list_events(connected)[0].last_error or "")
    else:
        assert [line.item_id for line in get_sales_order(connected).lines] == items


def test_a_new_product_is_matched_and_releases_its_orders(connected: Container) -> None:
    receive_webhook(connected, "orders/create", an_order_body(), "webhook-1")
    process_events(connected)
    receive_webhook(connected, "products/create", make_product_body({"id": VARIANT_ID, "sku": "TEA"}), "webhook-2")
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE] * 2
    assert get_sales_order(connected).lines[0].item_id == "ART-1"


def test_a_sku_that_is_taken_twice_is_left_to_a_person(connected: Container) -> None:
    with connected.unit_of_work()() as tx:
        tx.mappings.upsert_variants(SHOP, [a_variant(1, product_id=1)])
        tx.commit()
    receive_webhook(connected, "products/update", make_product_body({"id": VARIANT_ID, "sku": "TEA"}))
    process_events(connected)
    with connected.unit_of_work()() as tx:
        mapping = tx.mappings.get(SHOP, VARIANT_ID)
    assert mapping is not None
    assert (mapping.status, mapping.reason) == (MappingStatus.UNMAPPED, "SKU TEA is used more than once")


def test_a_deleted_product_leaves_the_work_list_but_not_the_mappings(connected: Container) -> None:
    variants = [{"id": VARIANT_ID, "sku": "TEA"}, {"id": 12, "sku": "UNKNOWN"}]
    receive_webhook(connected, "products/create", make_product_body(*variants), "webhook-1")
    receive_webhook(connected, "products/delete", json.dumps({"id": 632910392}).encode(), "webhook-2")
    process_events(connected)
    with connected.unit_of_work()() as tx:
        assert [mapping.variant.variant_id for mapping in tx.mappings.list_for_shop(SHOP)] == [VARIANT_ID]


def test_a_customer_who_asks_gets_a_report(booked: Container) -> None:
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


def test_an_order_that_still_waits_is_applied_without_anything_personal(connected: Container) -> None:
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


def test_a_shop_that_has_left_is_erased_after_48_hours(booked: Container, clock: ManualClock) -> None:
    booked.disconnect_shop()(SHOP)
    later = clock.now() + timedelta(hours=48)
    receive_webhook(booked, "shop/redact", json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode(), triggered_at=later)
    process_events(booked)
    document = get_sales_order(booked)
    assert (document.shipping_address, str(document.total)) == (None, "15.71 EUR")
    assert list_statuses(booked)[-1] is EventStatus.DONE


def test_a_shop_that_is_back_is_not_erased(booked: Container) -> None:
    with booked.unit_of_work()() as tx:
        installed_at = (tx.shops.get(SHOP) or a_shop()).installed_at
    body = json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode()
    receive_webhook(booked, "shop/redact", body, triggered_at=installed_at - SECOND)
    process_events(booked)
    assert get_sales_order(booked).shipping_address is not None
    assert list_statuses(booked)[-1] is EventStatus.SUPERSEDED


def test_a_request_that_names_another_shop_is_not_met(booked: Container) -> None:
    receive_webhook(booked, "customers/redact", make_privacy_body(shop_domain="other-store.myshopify.com"))
    process_events(booked)
    assert list_statuses(booked)[-1] is EventStatus.IGNORED
    assert get_sales_order(booked).shipping_address is not None


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


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(STREAM))), st.lists(st.integers(0, len(STREAM) - 1), max_size=4))
def test_in_any_order_and_however_often_the_erp_ends_up_the_same(order: list[int], repeated: list[int]) -> None:
    container = build_in_memory_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.erp.catalog.put([an_item()])
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    container.map_product()(SHOP, VARIANT_ID, "ART-1")
    for number, index in enumerate([*order, *repeated]):
        topic, body = STREAM[index]
        container.ingest_webhook()([a_delivery(topic, body, f"webhook-{number}")])
        process_events(container)
    container.release_parked_events()()
    process_events(container)
    document = get_sales_order(container)
    assert (document.refunds[0].pending, document.fulfillments[0].tracking_numbers) == (False, ("JD02",))
    assert (document.fulfillment_status, document.shipping_address is not None) == (None, True)
    with container.unit_of_work()() as tx:
        customer = tx.erp.customers.get(document.customer_id or "")
    assert customer is not None
    assert customer.first_name == "Augusta"
