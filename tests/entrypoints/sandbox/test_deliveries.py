"""Webhooks: signatures, retries, failures."""

import json
from datetime import date, datetime

import httpx
import pytest

from novex_shopify.entrypoints.sandbox.app import SandboxSettings
from tests.entrypoints.sandbox.harness import (
    CLIENT_ID,
    SECRET,
    SUBSCRIBE,
    WEBHOOK_URL,
    SandboxShop,
    WebhookReceiver,
    sign_body,
)


def test_a_delivery_is_signed_over_its_raw_bytes_and_says_what_it_is(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("ORDERS_CREATE")
    order = connected.place_order(email="customer08@tea-house.example")
    connected.wait_for_deliveries()
    (request,) = receiver.requests
    assert request.headers["X-Shopify-Hmac-Sha256"] == sign_body(request.content)
    assert request.headers["X-Shopify-Topic"] == "orders/create"
    assert request.headers["X-Shopify-Shop-Domain"] == connected.domain
    assert request.headers["X-Shopify-API-Version"] == "2026-10"
    assert datetime.fromisoformat(request.headers["X-Shopify-Triggered-At"]).date() == date(2026, 11, 23)
    assert len(request.headers["X-Shopify-Triggered-At"].partition(".")[2]) == len("123456789Z")
    assert json.loads(request.content) == order
    assert "美咲".encode() in request.content


def test_all_topics_of_one_action_share_its_event_id_but_no_webhook_id(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("ORDERS_CREATE", "ORDERS_PAID")
    connected.place_order()
    connected.wait_for_deliveries()
    assert len({request.headers["X-Shopify-Event-Id"] for request in receiver.requests}) == 1
    assert len({request.headers["X-Shopify-Webhook-Id"] for request in receiver.requests}) == 2


def test_routing_is_sent_with_the_gid_alone(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE")
    connected.place_order(lines=[{"sku": "POT-BLK"}])
    connected.wait_for_deliveries()
    body = json.loads(receiver.find_request("fulfillment_orders/order_routing_complete").content)["fulfillment_order"]
    assert body["id"].startswith("gid://shopify/FulfillmentOrder/")
    assert set(body) == {"id", "status"}


@pytest.mark.parametrize(
    "topic",
    [
        "APP_SCOPES_UPDATE",
        "BULK_OPERATIONS_FINISH",
        "FULFILLMENTS_UPDATE",
        "FULFILLMENT_ORDERS_MOVED",
        "ORDERS_DELETE",
        "ORDERS_RISK_ASSESSMENT_CHANGED",
        "PRODUCTS_CREATE",
        "PRODUCTS_DELETE",
        "PRODUCTS_UPDATE",
        "REFUNDS_CREATE",
    ],
)
def test_a_topic_can_be_subscribed_to_whether_or_not_it_ever_happens_here(connected: SandboxShop, topic: str) -> None:
    connected.subscribe(topic)
    assert [each["topic"] for each in connected.call_control_api("GET")["subscriptions"]] == [topic]


@pytest.mark.parametrize("answer", [500, 302, 404])
def test_anything_but_2xx_is_repeated_with_the_same_headers_and_body(
    connected: SandboxShop, receiver: WebhookReceiver, answer: int
) -> None:
    connected.subscribe("ORDERS_CREATE")
    receiver.statuses = [answer, answer]
    connected.place_order()
    connected.wait_for_deliveries()
    assert len(receiver.requests) == 3
    assert len({request.content for request in receiver.requests}) == 1
    assert len({tuple(request.headers.multi_items()) for request in receiver.requests}) == 1
    (delivery,) = connected.call_control_api("GET", "/deliveries?topic=orders/create")["deliveries"]
    assert [attempt["status_code"] for attempt in delivery["attempts"]] == [answer, answer, 200]
    assert delivery["state"] == "delivered"


def test_a_subscription_is_deleted_after_eight_failures_in_a_row(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("ORDERS_CREATE")
    receiver.default_status = 503
    connected.place_order()
    connected.wait_for_deliveries()
    assert connected.call_control_api("GET")["subscriptions"] == []
    (delivery,) = connected.call_control_api("GET", "/deliveries")["deliveries"]
    assert (delivery["state"], len(delivery["attempts"])) == ("failed", 9)


def test_seven_failures_leave_the_subscription_alone(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    connected.subscribe("ORDERS_CREATE")
    receiver.statuses = [503] * 7
    connected.place_order()
    connected.wait_for_deliveries()
    assert len(connected.call_control_api("GET")["subscriptions"]) == 1


def test_uninstalling_is_delivered_although_it_ends_the_subscription(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("APP_UNINSTALLED")
    connected.call_control_api("POST", "/uninstall")
    connected.wait_for_deliveries()
    assert json.loads(receiver.find_request("app/uninstalled").content)["myshopify_domain"] == connected.domain


def test_a_changed_customer_is_sent_without_the_removed_fields(
    connected: SandboxShop, receiver: WebhookReceiver
) -> None:
    connected.subscribe("CUSTOMERS_UPDATE")
    customer = connected.call_control_api("GET", "/customers")["customers"][0]
    changed = connected.call_control_api("PATCH", f"/customers/{customer['id']}", {"note": "moved"})
    connected.wait_for_deliveries()
    body = json.loads(receiver.find_request("customers/update").content)
    assert body == changed
    assert body["updated_at"] > customer["updated_at"]
    assert not {"tags", "orders_count", "total_spent"} & set(body)


class TestRedelivery:
    @pytest.fixture
    def delivered(self, connected: SandboxShop, receiver: WebhookReceiver) -> httpx.Request:
        connected.subscribe("ORDERS_CREATE")
        connected.place_order()
        connected.wait_for_deliveries()
        return receiver.requests.pop()

    def build_redeliver_path(self, request: httpx.Request) -> str:
        return f"/deliveries/{request.headers['X-Shopify-Webhook-Id']}/redeliver"

    def test_a_delivery_comes_twice_under_the_same_id(
        self, connected: SandboxShop, receiver: WebhookReceiver, delivered: httpx.Request
    ) -> None:
        answer = connected.call_control_api("POST", self.build_redeliver_path(delivered))
        assert (answer["webhook_id"], answer["status_code"]) == (delivered.headers["X-Shopify-Webhook-Id"], 200)
        (again,) = receiver.requests
        assert (again.headers, again.content) == (delivered.headers, delivered.content)

    def test_as_new_an_old_state_arrives_late_under_a_new_id(
        self, connected: SandboxShop, receiver: WebhookReceiver, delivered: httpx.Request
    ) -> None:
        answer = connected.call_control_api("POST", self.build_redeliver_path(delivered), {"as_new": True})
        (late,) = receiver.requests
        assert late.headers["X-Shopify-Webhook-Id"] == answer["webhook_id"] != delivered.headers["X-Shopify-Webhook-Id"]
        assert late.headers["X-Shopify-Triggered-At"] == delivered.headers["X-Shopify-Triggered-At"]
        assert late.content == delivered.content

    def test_a_forged_signature_does_not_fit_the_body(
        self, connected: SandboxShop, receiver: WebhookReceiver, delivered: httpx.Request
    ) -> None:
        receiver.default_status = 401
        answer = connected.call_control_api("POST", self.build_redeliver_path(delivered), {"forge_signature": True})
        assert answer["status_code"] == 401
        (forged,) = receiver.requests
        assert forged.headers["X-Shopify-Hmac-Sha256"] != sign_body(forged.content)

    def test_an_unknown_delivery_cannot_be_repeated(self, connected: SandboxShop) -> None:
        assert "no delivery" in connected.call_control_api("POST", "/deliveries/none/redeliver", status=404)["error"]


class TestUnreachableApp:
    @pytest.fixture
    def settings(self) -> SandboxSettings:
        return SandboxSettings(client_id=CLIENT_ID, client_secret=SECRET, retry_delays=(), delivery_timeout=0.02)

    def test_a_slow_answer_counts_as_none(self, connected: SandboxShop, receiver: WebhookReceiver) -> None:
        connected.subscribe("ORDERS_CREATE")
        receiver.hang = True
        connected.place_order()
        connected.wait_for_deliveries()
        (delivery,) = connected.call_control_api("GET", "/deliveries")["deliveries"]
        assert delivery["attempts"][0]["status_code"] is None
        assert delivery["attempts"][0]["error"]


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (WEBHOOK_URL, "Address for this topic has already been taken"),
        ("http://erp.example/hooks", "Address protocol http:// is not supported"),
        ("nonsense", "Address is invalid"),
    ],
)
def test_a_bad_address_is_a_user_error(connected: SandboxShop, uri: str, words: str) -> None:
    connected.subscribe("ORDERS_CREATE")
    answer = connected.query(SUBSCRIBE, topic="ORDERS_CREATE", uri=uri)["webhookSubscriptionCreate"]
    assert answer["webhookSubscription"] is None
    assert answer["userErrors"] == [{"field": ["webhookSubscription", "uri"], "message": words}]


def test_a_topic_needs_its_scope(store: SandboxShop) -> None:
    store.connect("read_products")
    answer = store.query(SUBSCRIBE, topic="ORDERS_CREATE", uri=WEBHOOK_URL)["webhookSubscriptionCreate"]
    assert "specified topic" in answer["userErrors"][0]["message"]


def test_a_named_subscription_puts_its_name_on_what_it_gets(connected: SandboxShop, receiver: WebhookReceiver) -> None:
    document = """mutation ($uri: String!) { webhookSubscriptionCreate(
      topic: ORDERS_CREATE, webhookSubscription: {uri: $uri, name: "erp-orders"}) { userErrors { message } } }"""
    connected.query(document, uri=WEBHOOK_URL)
    connected.place_order()
    connected.wait_for_deliveries()
    assert receiver.requests[0].headers["X-Shopify-Name"] == "erp-orders"


def test_subscriptions_are_listed_moved_and_deleted(connected: SandboxShop) -> None:
    connected.subscribe("ORDERS_CREATE", "ORDERS_UPDATED")
    listing = "{ webhookSubscriptions(first: 5, topics: [ORDERS_UPDATED]) { nodes { id uri } } }"
    (found,) = connected.query(listing)["webhookSubscriptions"]["nodes"]
    move = """mutation ($id: ID!) {
      webhookSubscriptionUpdate(id: $id, webhookSubscription: {uri: "https://new.example/"}) {
        webhookSubscription { uri } userErrors { message } } }"""
    moved = connected.query(move, id=found["id"])["webhookSubscriptionUpdate"]["webhookSubscription"]
    assert moved == {"uri": "https://new.example/"}
    delete = "mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId } }"
    assert connected.query(delete, id=found["id"])["webhookSubscriptionDelete"] == {
        "deletedWebhookSubscriptionId": found["id"]
    }
    assert connected.query("{ webhookSubscriptionsCount { count } }")["webhookSubscriptionsCount"] == {"count": 1}
