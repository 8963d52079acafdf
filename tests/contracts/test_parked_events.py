"""Events are parked until what they wait for arrives, in each database."""

import json

import pytest

from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.products.map_product import MapProduct
from tests.builders import NOON, ORDER_ID, SHOP, VARIANT_ID, a_variant, an_item, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    get_sales_order,
    list_events,
    list_sales_orders,
    list_statuses,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import ADDRESS, LATER, make_privacy_body, make_refund_body

UNREAD = EventStatus.IGNORED
"""An order that does not add up is also to be read by GraphQL, and Shopify does not have those of these tests."""


@pytest.fixture
def fakes(unit_of_work: UnitOfWork) -> Fakes:
    """A connected store with one product, which is not mapped to the ERP's only item."""
    fakes = Fakes(unit_of_work=unit_of_work)
    fakes.connect_shop()
    with unit_of_work() as tx:
        tx.erp.catalog.put([an_item()])
        tx.mappings.upsert_variants(SHOP, [a_variant()])
        tx.commit()
    return fakes


def receive_and_process(fakes: Fakes, topic: str, body: bytes) -> None:
    receive_webhook(fakes, topic, body, webhook_id=topic)
    process_events(fakes)


def map_and_process(fakes: Fakes) -> int:
    """Map the product, and process the orders that this released; returns how many."""
    released = MapProduct(fakes.unit_of_work, fakes.notifier, fakes.clock)(SHOP, VARIANT_ID, an_item().id)
    process_events(fakes)
    return released.complete_orders


def test_an_order_waits_for_its_product_and_continues_once_it_is_mapped(fakes: Fakes) -> None:
    receive_and_process(fakes, "orders/create", an_order_body())
    (parked,) = list_events(fakes)
    assert parked.status is EventStatus.PARKED
    assert "'Earl Grey' (SKU TEA)" in (parked.last_error or "")
    assert list_sales_orders(fakes) == []
    assert map_and_process(fakes) == 1
    assert len(list_sales_orders(fakes)) == 1
    assert list_statuses(fakes) == [EventStatus.DONE]


def test_a_refund_waits_for_its_order_and_continues_once_it_is_booked(fakes: Fakes) -> None:
    map_and_process(fakes)
    receive_and_process(fakes, "refunds/create", make_refund_body())
    assert list_statuses(fakes) == [EventStatus.PARKED]
    receive_and_process(fakes, "orders/create", an_order_body())
    assert list_statuses(fakes) == [EventStatus.DONE] * 2
    assert [refund.id for refund in get_sales_order(fakes).refunds] == [5]


def test_an_order_whose_customer_was_erased_meanwhile_is_booked_without_personal_data(fakes: Fakes) -> None:
    receive_and_process(fakes, "orders/create", an_order_body(shipping_address=ADDRESS, note="Ring twice"))
    receive_and_process(fakes, "customers/redact", make_privacy_body(orders_to_redact=[ORDER_ID]))
    assert list_statuses(fakes) == [EventStatus.PARKED, EventStatus.DONE]
    assert b"London" not in list_events(fakes)[0].body
    map_and_process(fakes)
    document = get_sales_order(fakes)
    assert (str(document.total), document.shipping_address, document.customer_id) == ("15.71 EUR", None, None)


def test_the_erasure_of_a_disconnected_shop_is_not_parked(fakes: Fakes) -> None:
    fakes.connect_shop(uninstalled_at=NOON)
    receive_and_process(fakes, "shop/redact", json.dumps({"shop_domain": SHOP, "shop_id": 1}).encode())
    assert list_statuses(fakes) == [EventStatus.DONE]


def test_a_parked_state_is_superseded_once_a_newer_state_of_its_order_is_booked(fakes: Fakes) -> None:
    map_and_process(fakes)
    receive_and_process(fakes, "orders/create", an_order_body(total_price="15.72"))
    assert list_statuses(fakes) == [EventStatus.PARKED, UNREAD]
    receive_and_process(fakes, "orders/updated", an_order_body(updated_at=LATER))
    assert list_statuses(fakes) == [EventStatus.SUPERSEDED, UNREAD, EventStatus.DONE]


def test_a_parked_state_stays_parked_when_an_older_state_of_its_order_is_booked(fakes: Fakes) -> None:
    map_and_process(fakes)
    receive_and_process(fakes, "orders/updated", an_order_body(updated_at=LATER, total_price="15.72"))
    receive_and_process(fakes, "orders/create", an_order_body())
    assert list_statuses(fakes) == [EventStatus.PARKED, UNREAD, EventStatus.DONE]


def test_only_the_events_of_the_order_are_released(fakes: Fakes) -> None:
    map_and_process(fakes)
    receive_and_process(fakes, "orders/create", an_order_body(id=2, total_price="15.72"))
    receive_and_process(fakes, "orders/updated", an_order_body(updated_at=LATER))
    assert list_statuses(fakes) == [EventStatus.PARKED, UNREAD, EventStatus.DONE]
