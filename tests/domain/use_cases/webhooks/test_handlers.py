"""Every subject is handled, and the order in which webhooks arrive does not matter."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, Subject
from novex_shopify.domain.use_cases.webhooks.handlers import build_handlers
from novex_shopify.domain.use_cases.webhooks.release_parked_events import ReleaseParkedEvents
from tests.builders import a_customer_body, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import (
    PAYLOADS,
    get_sales_order,
    map_product,
    process_events,
    receive_webhook,
)
from tests.webhook_bodies import ADDRESS, LATER, make_fulfillment_body, make_refund_body


def test_every_subject_of_the_topic_table_has_a_handler(fakes: Fakes) -> None:
    handlers = build_handlers(PAYLOADS, fakes.notifier, fakes.clock)
    assert set(handlers) == set(Subject) == {topic.subject for topic in HANDLED_TOPICS.values()}


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
    fakes = Fakes()
    fakes.connect_shop()
    map_product(fakes)
    for number, index in enumerate([*order, *repeated]):
        receive_webhook(fakes, *STREAM[index], f"webhook-{number}")
        process_events(fakes)
    ReleaseParkedEvents(fakes.unit_of_work, fakes.notifier, fakes.clock)()
    process_events(fakes)
    document = get_sales_order(fakes)
    assert (document.refunds[0].pending, document.fulfillments[0].tracking_numbers) == (False, ("JD02",))
    assert (document.fulfillment_status, document.shipping_address is not None) == (None, True)
    with fakes.unit_of_work() as tx:
        customer = tx.erp.customers.get(document.customer_id or "")
    assert customer is not None
    assert customer.first_name == "Augusta"
