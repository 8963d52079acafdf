"""Events after which work that waits for Shopify continues."""

import json

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import Work
from tests.builders import NOON, ORDER_ID, SHOP, a_shipment
from tests.domain.use_cases.webhook_steps import list_statuses, process_events, receive_webhook


@pytest.mark.parametrize(
    "topic", ["assigned", "closed", "order_routing_complete", "moved", "cancelled", "hold_released"]
)
def test_a_change_of_a_fulfillment_order_releases_waiting_shipments(connected: Container, topic: str) -> None:
    with connected.unit_of_work()() as tx:
        push = tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.commit()
    gid = {"id": "gid://shopify/FulfillmentOrder/1", "status": "open"}
    named = "moved_fulfillment_order" if topic == "moved" else "fulfillment_order"
    receive_webhook(connected, f"fulfillment_orders/{topic}", json.dumps({named: gid}).encode())
    process_events(connected)
    with connected.unit_of_work()() as tx:
        waiting = tx.pushes.get(push.shipment.id)
    assert waiting is not None
    assert waiting.status is PushStatus.PENDING


def test_a_finished_bulk_operation_lets_a_waiting_import_continue(connected: Container, fake_shop: FakeShop) -> None:
    fake_shop.delays_bulk_operations = True
    while connected.run_import().run_next():
        pass
    assert not connected.run_import().run_next()
    body = {"admin_graphql_api_id": "gid://shopify/BulkOperation/1", "status": "completed"}
    receive_webhook(connected, "bulk_operations/finish", json.dumps(body).encode())
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.DONE]
    assert connected.notifier().notifications[-1] is Work.IMPORTS
    assert connected.run_import().run_next()
