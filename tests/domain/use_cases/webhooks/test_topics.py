"""Every topic has a handler, and the order in which webhooks arrive does not matter."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, SUBSCRIBED_TOPICS, Subject
from tests.builders import SHOP, VARIANT_ID, a_customer_body, a_delivery, a_shop, a_variant, an_item, an_order_body
from tests.domain.use_cases.webhook_steps import get_sales_order, process_events
from tests.webhook_bodies import ADDRESS, LATER, make_fulfillment_body, make_refund_body


def test_every_subject_of_the_topic_table_has_a_handler(container: Container) -> None:
    assert (
        set(container.process_event().handlers) == set(Subject) == {topic.subject for topic in HANDLED_TOPICS.values()}
    )


def test_what_is_subscribed_is_what_shopify_has() -> None:
    assert "FULFILLMENT_ORDERS_ASSIGNED" not in SUBSCRIBED_TOPICS
    assert "FULFILLMENT_ORDERS_CLOSED" not in SUBSCRIBED_TOPICS
    assert "CUSTOMERS_REDACT" not in SUBSCRIBED_TOPICS
    assert len(SUBSCRIBED_TOPICS) == len(set(SUBSCRIBED_TOPICS)) == 26


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
