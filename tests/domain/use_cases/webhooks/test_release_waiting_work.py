"""Events after which work that waits for Shopify continues."""

import json

import pytest

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.work import Work
from tests.builders import HOUR, NOON, ORDER_ID, SHOP, a_shipment
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import list_statuses, process_events, receive_webhook


@pytest.mark.parametrize(
    "topic",
    [
        "assigned",
        "closed",
        "order_routing_complete",
        "moved",
        "cancelled",
        "placed_on_hold",
        "hold_released",
        "rescheduled",
    ],
)
def test_a_change_of_a_fulfillment_order_releases_waiting_shipments(fakes: Fakes, topic: str) -> None:
    with fakes.unit_of_work() as tx:
        push = tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.commit()
    gid = {"id": "gid://shopify/FulfillmentOrder/1", "status": "open"}
    named = "moved_fulfillment_order" if topic == "moved" else "fulfillment_order"
    receive_webhook(fakes, f"fulfillment_orders/{topic}", json.dumps({named: gid}).encode())
    process_events(fakes)
    with fakes.unit_of_work() as tx:
        waiting = tx.pushes.get(push.shipment.id)
    assert waiting is not None
    assert waiting.status is PushStatus.PENDING


def test_a_finished_bulk_operation_lets_a_waiting_import_continue(fakes: Fakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.imports.start(SHOP, ImportKind.PRODUCTS, NOON)
        run = tx.imports.claim(WORKER, NOON)
        assert run is not None
        tx.imports.save(run.wait_until(NOON + HOUR), NOON)
        assert tx.imports.claim(WORKER, NOON) is None
        tx.commit()
    body = {"admin_graphql_api_id": "gid://shopify/BulkOperation/1", "status": "completed"}
    receive_webhook(fakes, "bulk_operations/finish", json.dumps(body).encode())
    process_events(fakes)
    assert list_statuses(fakes) == [EventStatus.DONE]
    assert fakes.notifier.notifications == [Work.IMPORTS]
    with fakes.unit_of_work() as tx:
        assert tx.imports.claim(WORKER, NOON) is not None
