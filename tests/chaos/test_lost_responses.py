"""Shopify's answer is lost: the next attempt finds the result, and repeats nothing."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from dependency_injector import providers

from novex_shopify.adapters.shopify.graphql.shopify_admin import GraphQLShopifyAdmin
from novex_shopify.domain.model.fulfillment import (
    FulfillmentOrderMove,
    OrderFulfillments,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import NOON, SECRET, SHOP
from tests.polling import wait_until
from tests.sandbox import Sandbox, run_sandbox

NO_DELAY = timedelta()
LOST_RESPONSES = [
    pytest.param("error", {"status": 502}, id="an error"),
    pytest.param("error", {"status": 503}, id="unavailable"),
    pytest.param("error", {"status": 200, "errors": [{"message": "Timeout"}]}, id="an error without a code"),
    pytest.param("error", {"status": 200, "errors": "Something went wrong"}, id="an error that is a text"),
    pytest.param("error", {"status": 409}, id="a status that is not known"),
    pytest.param("disconnect", {}, id="the connection is cut"),
    pytest.param("slow", {"seconds": 2}, id="too late"),
]


@pytest.fixture(scope="module")
def sandbox() -> Generator[Sandbox]:
    """One sandbox for all tests of the module."""
    with run_sandbox("app", SECRET.value) as sandbox:
        yield sandbox


@pytest.fixture
def connector(sandbox: Sandbox, migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Generator[Connector]:
    """A connected store, with short timeouts and immediate retries."""
    for name, value in sandbox.build_environment(migrated_sqlite_url).items():
        monkeypatch.setenv(name, value)
    connector = Connector.from_env()
    container = connector.container
    container.http.override(providers.Singleton(httpx.Client, timeout=1, trust_env=False))
    container.retry_policy.override(providers.Object(RetryPolicy(lambda: 0.5, first_delay=timedelta(microseconds=1))))
    container.send_fulfillments.add_kwargs(outcome_unknown_for=NO_DELAY)
    connector.connect_shop(SHOP, access_token=sandbox.create_token(SHOP))
    yield connector
    connector.close()


TRACKING = Tracking("JD01", "DHL")


def push_shipment(
    connector: Connector, sandbox: Sandbox, tracking: Tracking | None = TRACKING, **delivery_methods: int
) -> int:
    """Place an order and ship all of it; returns the order's id."""
    shop = sandbox.get_shop(SHOP)
    line = {"sku": shop.list_unique_skus()[0], "quantity": 2, "delivery_methods": delivery_methods}
    order = shop.place_custom_order({"lines": [line]})
    wait_until(lambda: shop.fetch_order(order["id"])["fulfillment_orders"], 10, "routing")
    with connector.transaction() as tx:
        tx.order_links.save([ResourceLink(SHOP, order["id"], str(order["id"]), StateVersion(NOON))])
    lines = tuple(ShipmentLine(line["id"], line["quantity"]) for line in order["line_items"])
    connector.push_fulfillment(Shipment(f"SHIP-{order['id']}", str(order["id"]), lines, tracking))
    number: int = order["id"]
    return number


def send_due_pushes(connector: Connector, order_id: int) -> PushStatus:
    """Send until nothing is due; returns the status of the push."""
    while connector.container.send_fulfillments().run_next():
        pass
    return connector.get_fulfillment_push(f"SHIP-{order_id}").status


def get_connection_state(connector: Connector) -> str:
    with connector.transaction() as tx:
        shop = tx.shops.get(ShopDomain(SHOP))
    return str(shop.connection_state) if shop else "unknown"


def list_fulfillments(sandbox: Sandbox, order_id: int) -> list[Any]:
    """Status and tracking numbers of each fulfillment of an order."""
    made = sandbox.get_shop(SHOP).fetch_order(order_id)["fulfillments"]
    return [(each["status"], [tracking["number"] for tracking in each["tracking"]]) for each in made]


@pytest.mark.parametrize("after_completion", [False, True], ids=["before the work", "after the work"])
@pytest.mark.parametrize(("kind", "how"), LOST_RESPONSES)
def test_a_fulfillment_is_created_once(
    connector: Connector, sandbox: Sandbox, kind: str, how: dict[str, Any], after_completion: bool
) -> None:
    order_id = push_shipment(connector, sandbox)
    sandbox.fail_next_call(SHOP, "fulfillmentCreate", kind, after_completion=after_completion, **how)
    assert send_due_pushes(connector, order_id) is PushStatus.PUSHED
    assert list_fulfillments(sandbox, order_id) == [("success", ["JD01"])]
    assert len(connector.get_fulfillment_push(f"SHIP-{order_id}").history) > 1, "the planned failure did not happen"


@pytest.mark.parametrize("after_completion", [False, True], ids=["before the work", "after the work"])
@pytest.mark.parametrize(("kind", "how"), LOST_RESPONSES)
def test_each_delivery_method_of_an_order_is_fulfilled_once(
    connector: Connector, sandbox: Sandbox, kind: str, how: dict[str, Any], after_completion: bool
) -> None:
    order_id = push_shipment(connector, sandbox, tracking=None, PICK_UP=1)
    sandbox.fail_next_call(SHOP, "fulfillmentCreate", kind, after_completion=after_completion, **how)
    assert send_due_pushes(connector, order_id) is PushStatus.PUSHED
    assert list_fulfillments(sandbox, order_id) == [("success", []), ("success", [])]
    orders = sandbox.get_shop(SHOP).fetch_order(order_id)["fulfillment_orders"]
    assert {each["delivery_method"]: each["status"] for each in orders} == {"SHIPPING": "closed", "PICK_UP": "closed"}


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({"status": 200, "errors": [{"message": "no", "extensions": {"code": "SHOP_INACTIVE"}}]}, "paused"),
        ({"status": 403, "errors": "Unavailable Shop"}, "paused"),
        ({"status": 301, "location": "https://new-name.myshopify.com/"}, "renamed"),
    ],
    ids=["inactive", "unavailable", "renamed"],
)
def test_a_store_that_shopify_does_not_serve_gets_its_shipment_afterwards(
    connector: Connector, sandbox: Sandbox, how: dict[str, Any], state: str
) -> None:
    order_id = push_shipment(connector, sandbox)
    sandbox.fail_next_call(SHOP, "fulfillmentCreate", "error", after_completion=False, **how)
    connector.container.send_fulfillments().run_next()
    assert get_connection_state(connector) == state
    connector.container.register_webhooks()(ShopDomain(SHOP))
    assert get_connection_state(connector) == "connected"
    connector.container.push_fulfillment().retry(f"SHIP-{order_id}")  # a paused push is due after half an hour
    assert send_due_pushes(connector, order_id) is PushStatus.PUSHED
    assert list_fulfillments(sandbox, order_id) == [("success", ["JD01"])]


@dataclass(frozen=True)
class MovingAdmin(GraphQLShopifyAdmin):
    """Another app moves the order to `location_ids`, one after each read."""

    location_ids: list[int] = field(default_factory=list)

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        state = GraphQLShopifyAdmin.fetch_order_fulfillments(self, access, order_id)
        (order,) = [each for each in state.fulfillment_orders if each.can_be_moved]
        if self.location_ids:
            location = self.location_ids.pop()
            move = [FulfillmentOrderMove(order.id, line.id, line.remaining_quantity, location) for line in order.lines]
            self.move_fulfillment_order(access, move)
        return state


def test_an_order_that_is_moved_after_it_was_read_is_fulfilled_once(connector: Connector, sandbox: Sandbox) -> None:
    order_id = push_shipment(connector, sandbox)
    elsewhere = sandbox.get_shop(SHOP).fetch_shop()["locations"][-1]["id"]
    admin = connector.container.shopify_admin()
    moving = MovingAdmin(admin.client, admin.clock, location_ids=[elsewhere])
    with connector.container.shopify_admin.override(providers.Object(moving)):
        assert send_due_pushes(connector, order_id) is PushStatus.PUSHED
    (attempt,) = connector.get_fulfillment_push(f"SHIP-{order_id}").history
    assert any(step.startswith("Shopify declined fulfillmentCreate") for step in attempt.steps)
    assert list_fulfillments(sandbox, order_id) == [("success", ["JD01"])]


def test_what_is_for_pick_up_is_not_shipped_with_a_tracking_number(connector: Connector, sandbox: Sandbox) -> None:
    order_id = push_shipment(connector, sandbox, PICK_UP=1)
    assert send_due_pushes(connector, order_id) is PushStatus.PARKED
    assert "1 for pick-up at " in (connector.get_fulfillment_push(f"SHIP-{order_id}").last_error or "")
    assert list_fulfillments(sandbox, order_id) == []


@pytest.mark.parametrize(("kind", "how"), LOST_RESPONSES)
def test_a_tracking_is_corrected(connector: Connector, sandbox: Sandbox, kind: str, how: dict[str, Any]) -> None:
    order_id = push_shipment(connector, sandbox)
    send_due_pushes(connector, order_id)
    sandbox.fail_next_call(SHOP, "fulfillmentTrackingInfoUpdate", kind, **how)
    connector.update_tracking(f"SHIP-{order_id}", Tracking("JD02", "DHL"))
    assert send_due_pushes(connector, order_id) is PushStatus.PUSHED
    assert list_fulfillments(sandbox, order_id) == [("success", ["JD02"])]


@pytest.mark.parametrize(("kind", "how"), LOST_RESPONSES)
def test_a_shipment_is_cancelled(connector: Connector, sandbox: Sandbox, kind: str, how: dict[str, Any]) -> None:
    order_id = push_shipment(connector, sandbox)
    send_due_pushes(connector, order_id)
    sandbox.fail_next_call(SHOP, "fulfillmentCancel", kind, **how)
    connector.cancel_shipment(f"SHIP-{order_id}")
    assert send_due_pushes(connector, order_id) is PushStatus.CANCELLED
    assert list_fulfillments(sandbox, order_id) == [("cancelled", ["JD01"])]


@pytest.mark.parametrize(("kind", "how"), LOST_RESPONSES)
def test_a_shipment_with_an_unknown_outcome_is_cancelled(
    connector: Connector, sandbox: Sandbox, kind: str, how: dict[str, Any]
) -> None:
    order_id = push_shipment(connector, sandbox)
    sandbox.fail_next_call(SHOP, "fulfillmentCreate", kind, **how)
    connector.container.send_fulfillments().run_next()
    connector.cancel_shipment(f"SHIP-{order_id}")
    assert send_due_pushes(connector, order_id) is PushStatus.CANCELLED
    assert list_fulfillments(sandbox, order_id) == [("cancelled", ["JD01"])]
