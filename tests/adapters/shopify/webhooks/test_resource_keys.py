"""The resource that each topic is about."""

import json

import pytest

from novex_shopify.adapters.shopify.webhooks.resource_keys import parse_resource_key
from novex_shopify.domain.errors import NoJsonObject, UnreadablePayload
from tests.builders import ORDER_ID, an_order_body, an_uninstalled_body

FULFILLMENT_ORDER = {"id": "gid://shopify/FulfillmentOrder/7", "status": "open"}


@pytest.mark.parametrize(
    ("topic", "key"),
    [
        ("orders/create", f"order:{ORDER_ID}"),
        ("orders/paid", f"order:{ORDER_ID}"),
        ("themes/publish", None),
    ],
)
def test_an_order_is_the_resource_of_its_topics(topic: str, key: str | None) -> None:
    assert parse_resource_key(topic, an_order_body()) == key


@pytest.mark.parametrize(
    ("topic", "body", "key"),
    [
        ("refunds/create", {"id": 3, "order_id": ORDER_ID, "refund_line_items": []}, f"order:{ORDER_ID}"),
        ("fulfillments/create", {"id": 3, "order_id": ORDER_ID, "line_items": []}, f"order:{ORDER_ID}"),
        ("orders/risk_assessment_changed", {"order_id": ORDER_ID, "risk_level": "low"}, f"order:{ORDER_ID}"),
        ("products/delete", {"id": 5}, "product:5"),
        ("customers_email_marketing_consent/update", {"customer_id": 8, "email_marketing_consent": None}, "customer:8"),
        ("customers_marketing_consent/update", {"id": 8, "sms_marketing_consent": None}, "customer:8"),
        (
            "bulk_operations/finish",
            {"admin_graphql_api_id": "gid://shopify/BulkOperation/1"},
            "gid://shopify/BulkOperation/1",
        ),
        ("fulfillment_orders/moved", {"moved_fulfillment_order": FULFILLMENT_ORDER}, FULFILLMENT_ORDER["id"]),
        ("app/scopes_update", {"current": []}, "app"),
        ("shop/redact", {"shop_domain": "a.myshopify.com"}, "privacy"),
    ],
)
def test_each_topic_names_its_resource(topic: str, body: dict[str, object], key: str) -> None:
    assert parse_resource_key(topic, json.dumps(body).encode()) == key


def test_an_uninstall_is_about_the_app() -> None:
    assert parse_resource_key("app/uninstalled", an_uninstalled_body()) == "app"


def test_a_body_without_a_fulfillment_order_is_unreadable() -> None:
    with pytest.raises(UnreadablePayload, match="names no fulfillment order"):
        parse_resource_key("fulfillment_orders/moved", b"{}")


@pytest.mark.parametrize("number", ["9223372036854775808", "9" * 5000, "x", "1?" + "x" * 300])
def test_a_global_id_that_no_record_can_have_is_unreadable(number: str) -> None:
    moved = {"moved_fulfillment_order": {"id": f"gid://shopify/FulfillmentOrder/{number}"}}
    finished = {"admin_graphql_api_id": f"gid://shopify/BulkOperation/{number}"}
    for topic, body in (("fulfillment_orders/moved", moved), ("bulk_operations/finish", finished)):
        with pytest.raises(UnreadablePayload, match="no readable id"):
            parse_resource_key(topic, json.dumps(body).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"code=1&host=2&shop=a.myshopify.com", b"\xff", b"[" * 9000])
@pytest.mark.parametrize("topic", ["orders/create", "products/delete", "shop/redact", "themes/publish"])
def test_a_body_that_is_no_json_object_is_an_error_of_its_own(topic: str, body: bytes) -> None:
    with pytest.raises(NoJsonObject):
        parse_resource_key(topic, body)
