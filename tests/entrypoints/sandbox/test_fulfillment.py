"""Shopify's rules for fulfillments, and what follows from one."""

import json
from typing import Any

import pytest

from novex_shopify.entrypoints.sandbox.app import SandboxSettings
from novex_shopify.entrypoints.sandbox.fulfillment.routing import route_order
from tests.entrypoints.sandbox.harness import CLIENT_ID, SECRET, SandboxShop, WebhookReceiver

ROUTED = """query ($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillmentOrders(first: 10) { nodes {
  id status supportedActions { action } assignedLocation { name location { id } } order { id }
  deliveryMethod { methodType presentedName }
  lineItems(first: 10) { nodes { id sku totalQuantity remainingQuantity } } } } } }"""

CREATE = """mutation ($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
  fulfillment { id status trackingInfo { company number url } fulfillmentLineItems(first: 10) { nodes { quantity } } }
  userErrors { field message } } }"""

TRACK = """mutation ($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { trackingInfo { number } } userErrors { message } } }"""

CANCEL = "mutation ($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { message } } }"

MOVE = """mutation ($id: ID!, $location: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $location) {
  userErrors { message } } }"""


def fetch_fulfillment_orders(shop: SandboxShop, order: Any) -> Any:
    return shop.query(ROUTED, id=order["admin_graphql_api_id"])["order"]["fulfillmentOrders"]["nodes"]


def create_fulfillment(shop: SandboxShop, *parts: tuple[Any, list[dict[str, Any]] | None], **more: Any) -> Any:
    lines = [{"fulfillmentOrderId": each["id"], "fulfillmentOrderLineItems": picked} for each, picked in parts]
    return shop.query(CREATE, fulfillment={"lineItemsByFulfillmentOrder": lines, **more})["fulfillmentCreate"]


def build_line_input(part: Any, quantity: int) -> list[dict[str, Any]]:
    return [{"id": part["lineItems"]["nodes"][0]["id"], "quantity": quantity}]


def get_user_error(answer: Any) -> str:
    assert answer["fulfillment"] is None
    return str(answer["userErrors"][0]["message"])


def get_order(shop: SandboxShop, order: Any) -> Any:
    return shop.call_control_api("GET", f"/orders/{order['id']}")


def test_an_order_is_routed_to_the_locations_that_stock_its_items(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 3}, {"sku": "POT-BLK"}])
    parts = fetch_fulfillment_orders(connected, order)
    assert {part["assignedLocation"]["name"] for part in parts} == {"Lager Hamburg", "Studio Leipzig"}
    assert all({"action": "CREATE_FULFILLMENT"} in part["supportedActions"] for part in parts)


class TestUnroutedOrder:
    """An order may have changed by the time it is routed."""

    @pytest.fixture
    def settings(self) -> SandboxSettings:
        return SandboxSettings(client_id=CLIENT_ID, client_secret=SECRET, routing_delay=0.5)

    def test_what_is_refunded_is_not_to_be_shipped(self, connected: SandboxShop) -> None:
        order = connected.place_order(lines=[{"sku": "POT-BLK", "quantity": 3}, {"sku": "TEA-EARL-100"}])
        pots, tea = ({"line_item_id": line["id"], "quantity": 1} for line in order["line_items"])
        connected.call_control_api("POST", f"/orders/{order['id']}/refunds", {"lines": [pots, tea]})
        connected.wait_for_deliveries()
        (part,) = fetch_fulfillment_orders(connected, order)
        assert [line["totalQuantity"] for line in part["lineItems"]["nodes"]] == [2]


def test_a_deleted_order_is_not_routed(store: SandboxShop) -> None:
    order = store.place_order(lines=[{"sku": "POT-BLK"}])
    store.call_control_api("DELETE", f"/orders/{order['id']}")
    shop_state = store.state.get_or_create_shop(store.domain)
    assert (route_order(shop_state, order["id"]), shop_state.fulfillment_orders) == ([], {})


def test_a_move_is_sent_with_both_fulfillment_orders_and_both_locations(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("FULFILLMENT_ORDERS_MOVED")
    (part,) = fetch_fulfillment_orders(connected, connected.place_order(lines=[{"sku": "POT-BLK", "quantity": 2}]))
    places = connected.query("{ locations(first: 5) { nodes { id } } }")["locations"]["nodes"]
    here = part["assignedLocation"]["location"]["id"]
    there = next(place["id"] for place in places if place["id"] != here)
    connected.query(MOVE, id=part["id"], location=there)
    connected.wait_for_deliveries()
    body = json.loads(receiver.find_request("fulfillment_orders/moved").content)
    original, moved = body["original_fulfillment_order"], body["moved_fulfillment_order"]
    assert original == {"id": part["id"], "status": "closed", "assigned_location_id": here}
    assert (moved["status"], moved["assigned_location_id"]) == ("open", there)
    assert (body["source_location"], body["destination_location_id"]) == ({"id": here}, there)
    assert body["fulfillment_order_line_items_requested"] == build_line_input(part, 2)


def test_a_partial_shipment_leaves_the_rest_open(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 3}])
    (part,) = fetch_fulfillment_orders(connected, order)
    assert create_fulfillment(connected, (part, build_line_input(part, 2)))["userErrors"] == []
    (part,) = fetch_fulfillment_orders(connected, order)
    assert (part["status"], part["lineItems"]["nodes"][0]["remainingQuantity"]) == ("IN_PROGRESS", 1)
    body = get_order(connected, order)["order"]
    assert (body["fulfillment_status"], body["line_items"][0]["fulfillable_quantity"]) == ("partial", 1)


@pytest.mark.parametrize("picked", [None, []])
def test_no_lines_or_an_empty_list_ship_all_that_remains(
    connected: SandboxShop, picked: list[dict[str, Any]] | None
) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 3}, {"sku": "TEA-SENC-100"}])
    (part,) = fetch_fulfillment_orders(connected, order)
    create_fulfillment(connected, (part, build_line_input(part, 1)))
    answer = create_fulfillment(connected, (part, picked))
    assert [line["quantity"] for line in answer["fulfillment"]["fulfillmentLineItems"]["nodes"]] == [2, 1]
    (part,) = fetch_fulfillment_orders(connected, order)
    assert (part["status"], part["supportedActions"]) == ("CLOSED", [])
    assert get_order(connected, order)["order"]["fulfillment_status"] == "fulfilled"


def test_more_than_remains_is_refused_and_changes_nothing(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 3}])
    before = get_order(connected, order)
    (part,) = fetch_fulfillment_orders(connected, order)
    answer = create_fulfillment(connected, (part, build_line_input(part, 2) + build_line_input(part, 2)))
    assert get_user_error(answer) == "Invalid fulfillment order line item quantity requested."
    assert get_order(connected, order) == before


def test_two_locations_cannot_ship_in_one_fulfillment(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100"}, {"sku": "POT-BLK"}])
    assert "same location" in get_user_error(
        create_fulfillment(connected, *((part, None) for part in fetch_fulfillment_orders(connected, order)))
    )


def place_mixed_order(shop: SandboxShop, **methods: int) -> Any:
    return shop.place_order(lines=[{"sku": "POT-BLK", "quantity": 3, "delivery_methods": methods}])


def list_methods(parts: Any) -> Any:
    return {part["deliveryMethod"]["methodType"]: part["lineItems"]["nodes"][0]["remainingQuantity"] for part in parts}


def test_an_order_is_routed_by_delivery_method_at_one_location(connected: SandboxShop) -> None:
    parts = fetch_fulfillment_orders(connected, place_mixed_order(connected, PICK_UP=1, LOCAL=1))
    assert list_methods(parts) == {"PICK_UP": 1, "LOCAL": 1, "SHIPPING": 1}
    assert len({part["assignedLocation"]["name"] for part in parts}) == 1


@pytest.mark.parametrize("methods", [{"PICK_UP": 4}, {"PICK_UP": 2, "LOCAL": 2}, {"PICK_UP": 0}, {"BALLOON": 1}])
def test_an_order_is_not_placed_with_impossible_delivery_methods(
    connected: SandboxShop, methods: dict[str, int]
) -> None:
    line = {"sku": "POT-BLK", "quantity": 3, "delivery_methods": methods}
    answer = connected.call_control_api("POST", "/orders", {"lines": [line]}, status=422)
    assert "delivery_methods" in str(answer)


def test_two_delivery_methods_cannot_ship_in_one_fulfillment(connected: SandboxShop) -> None:
    order = place_mixed_order(connected, NONE=1)
    before = get_order(connected, order)
    parts = fetch_fulfillment_orders(connected, order)
    assert get_user_error(create_fulfillment(connected, *((part, None) for part in parts))) == (
        "All fulfillment orders must have the same delivery method type."
        ' Multiple delivery method types ["none", "shipping"] were found.'
    )
    assert get_order(connected, order) == before


def test_two_orders_cannot_ship_in_one_fulfillment(connected: SandboxShop) -> None:
    orders = [connected.place_order(lines=[{"sku": "TEA-EARL-100"}]) for _ in range(2)]
    assert "same order" in get_user_error(
        create_fulfillment(connected, *((fetch_fulfillment_orders(connected, order)[0], None) for order in orders))
    )


def test_a_closed_fulfillment_order_ships_nothing_more(connected: SandboxShop) -> None:
    (part,) = fetch_fulfillment_orders(connected, connected.place_order(lines=[{"sku": "TEA-EARL-100"}]))
    create_fulfillment(connected, (part, None))
    assert "unfulfillable status= closed" in get_user_error(create_fulfillment(connected, (part, None)))


def test_an_unknown_fulfillment_order_does_not_exist(connected: SandboxShop) -> None:
    assert "does not exist" in get_user_error(
        create_fulfillment(connected, ({"id": "gid://shopify/FulfillmentOrder/1"}, None))
    )


def test_shipping_needs_a_write_scope(store: SandboxShop) -> None:
    store.connect("read_orders", "read_locations", "read_merchant_managed_fulfillment_orders")
    (part,) = fetch_fulfillment_orders(store, store.place_order(lines=[{"sku": "TEA-EARL-100"}]))
    lines = [{"fulfillmentOrderId": part["id"]}]
    answer = store.execute(CREATE, fulfillment={"lineItemsByFulfillmentOrder": lines}).json()
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_the_customer_is_notified_only_on_request(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 2}], email="customer01@tea-house.example")
    (part,) = fetch_fulfillment_orders(connected, order)
    create_fulfillment(connected, (part, build_line_input(part, 1)))
    assert get_order(connected, order)["customer_emails"] == []
    create_fulfillment(connected, (part, None), notifyCustomer=True, trackingInfo={"company": "DHL", "number": "0034"})
    (mail,) = get_order(connected, order)["customer_emails"]
    assert (mail["recipient"], mail["tracking_numbers"]) == ("customer01@tea-house.example", ["0034"])


def test_a_carrier_known_by_its_exact_name_gets_a_link(connected: SandboxShop) -> None:
    (part,) = fetch_fulfillment_orders(connected, connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 2}]))
    known = create_fulfillment(
        connected, (part, build_line_input(part, 1)), trackingInfo={"company": "UPS", "numbers": ["1Z1", "1Z2"]}
    )
    assert [each["url"] for each in known["fulfillment"]["trackingInfo"]] == [
        "https://www.ups.com/track?tracknum=1Z1",
        "https://www.ups.com/track?tracknum=1Z2",
    ]
    unknown = create_fulfillment(connected, (part, None), trackingInfo={"company": "ups", "number": "1Z3"})
    assert unknown["fulfillment"]["trackingInfo"] == [{"company": "ups", "number": "1Z3", "url": None}]


def test_shipping_sends_fulfillment_and_order_webhooks(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("FULFILLMENTS_CREATE", "ORDERS_UPDATED", "ORDERS_FULFILLED", "ORDERS_PARTIALLY_FULFILLED")
    (part,) = fetch_fulfillment_orders(connected, connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 2}]))
    create_fulfillment(connected, (part, build_line_input(part, 1)))
    connected.wait_for_deliveries()
    assert sorted(receiver.list_topics()) == ["fulfillments/create", "orders/partially_fulfilled", "orders/updated"]
    receiver.requests.clear()
    create_fulfillment(connected, (part, None))
    connected.wait_for_deliveries()
    assert sorted(receiver.list_topics()) == ["fulfillments/create", "orders/fulfilled", "orders/updated"]
    assert len({request.headers["X-Shopify-Event-Id"] for request in receiver.requests}) == 1


def test_tracking_is_replaced_as_a_whole(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100"}])
    (part,) = fetch_fulfillment_orders(connected, order)
    parcel = create_fulfillment(connected, (part, None), trackingInfo={"number": "old"})["fulfillment"]
    connected.query(TRACK, id=parcel["id"], tracking={"numbers": ["a", "b"]}, notify=True)
    shown = get_order(connected, order)
    assert [each["number"] for each in shown["fulfillments"][0]["tracking"]] == ["a", "b"]
    assert [mail["template"] for mail in shown["customer_emails"]] == ["shipping_update"]


def test_a_cancelled_fulfillment_reopens_as_a_new_fulfillment_order(connected: SandboxShop) -> None:
    order = connected.place_order(lines=[{"sku": "TEA-EARL-100", "quantity": 2}])
    (part,) = fetch_fulfillment_orders(connected, order)
    parcel = create_fulfillment(connected, (part, None))["fulfillment"]
    assert connected.query(CANCEL, id=parcel["id"])["fulfillmentCancel"]["fulfillment"] == {"status": "CANCELLED"}
    closed, reopened = fetch_fulfillment_orders(connected, order)
    assert (closed["status"], reopened["status"]) == ("CLOSED", "OPEN")
    assert reopened["lineItems"]["nodes"][0]["remainingQuantity"] == 2
    assert get_order(connected, order)["order"]["fulfillment_status"] is None
