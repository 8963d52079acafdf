"""A change of the granted scopes takes effect."""

import json
from datetime import timedelta

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.config.container import Container
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import ORDER_ID, SHOP, a_shipment, a_shop
from tests.domain.use_cases.webhook_steps import list_statuses, process_events, receive_webhook


def test_changed_scopes_are_stored_unless_the_shop_was_connected_later(connected: Container) -> None:
    body = json.dumps({"current": ["read_orders"], "previous": [], "id": 1}).encode()
    with connected.unit_of_work()() as tx:
        installed_at = (tx.shops.get(SHOP) or a_shop()).installed_at
    before, after = installed_at - timedelta(hours=1), installed_at + timedelta(hours=1)
    receive_webhook(connected, "app/scopes_update", body, "webhook-1", triggered_at=before)
    receive_webhook(connected, "app/scopes_update", body, "webhook-2", triggered_at=after)
    process_events(connected)
    assert list_statuses(connected) == [EventStatus.SUPERSEDED, EventStatus.DONE]
    with connected.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    assert str(shop.scopes) == "read_orders"


def test_granted_scopes_release_shipments_and_missing_scopes_are_reported(
    connected: Container,
) -> None:
    with connected.unit_of_work()() as tx:
        tx.pushes.add(a_shipment(), SHOP, ORDER_ID, PushStatus.PARKED, connected.clock().now())
        tx.commit()
    fewer, all_of_them = ["read_orders"], sorted(ALL_SCOPES.handles)
    receive_webhook(connected, "app/scopes_update", json.dumps({"current": fewer}).encode(), "webhook-1")
    process_events(connected)
    _, (shop,) = connected.get_overview()()
    assert f"{len(all_of_them) - 1} scopes missing" in [issue.kind for issue in shop.issues]
    receive_webhook(connected, "app/scopes_update", json.dumps({"current": all_of_them}).encode(), "webhook-2")
    process_events(connected)
    _, (shop,) = connected.get_overview()()
    assert not [issue.kind for issue in shop.issues if "scopes" in issue.kind]
    with connected.unit_of_work()() as tx:
        push = tx.pushes.get(a_shipment().id)
    assert push is not None
    assert push.status is PushStatus.PENDING
