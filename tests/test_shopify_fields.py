"""docs/shopify-fields.md names each of Shopify's fields that is not used, and no field that is used."""

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from graphql import GraphQLObjectType, build_schema

from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_topic import Subject
from novex_shopify.entrypoints.sandbox.orders.order_actions import place_order
from novex_shopify.entrypoints.sandbox.orders.refund_actions import refund_order
from novex_shopify.entrypoints.sandbox.payloads.orders import build_order_payload
from novex_shopify.entrypoints.sandbox.requests import OrderLineRequest, OrderRequest, RefundRequest
from tests.check_graphql_schema import SANDBOX_SCHEMA
from tests.entrypoints.sandbox.strategies import SHOP
from tests.shopify_fields import (
    CHECKED_TYPES,
    PAGE,
    ROOT,
    SCHEMAS,
    find_unnamed_fields,
    find_unnamed_keys,
    get_topic,
    list_keys,
    list_schema_keys,
    list_selected_fields,
    list_used_keys,
    read_unused_keys,
)

WEBHOOKS = ROOT / "adapters/shopify/webhooks"
READERS = "".join(path.read_text("utf-8") for path in WEBHOOKS.glob("*.py") if "schemas" not in path.stem)
"""The code that reads decoded bodies."""

TEXT = PAGE.read_text("utf-8")
UNUSED = read_unused_keys(TEXT)
SANDBOX = build_schema(SANDBOX_SCHEMA.read_text("utf-8"))


def build_payload() -> Any:
    """The body of a refunded B2B order with a bundle, attributes and payment terms, as the sandbox sends it."""
    line = OrderLineRequest(sku="POT-BLK", properties={"Engraving": "For E."}, bundle="Tea set")
    customer = "customer01@tea-house.example"  # in a country with taxes; the sandbox would take one after the other
    order, _ = place_order(
        SHOP,
        OrderRequest(lines=(line,), email=customer, company=True, due_in_days=30, note_attributes={"Gift": "yes"}),
    )
    order, _ = refund_order(SHOP, order.id, RefundRequest())
    return json.loads(json.dumps(build_order_payload(SHOP, order)))


def test_each_key_of_an_order_is_used_or_named() -> None:
    assert find_unnamed_keys("orders/create", list_keys(build_payload()), UNUSED) == set()


def test_a_new_key_is_reported_by_its_name() -> None:
    payload = build_payload()
    payload["new"] = payload["line_items"][0]["tax_lines"][0]["newer"] = payload["customer"]["newest"] = 1
    assert find_unnamed_keys("orders/create", list_keys(payload), UNUSED) == {
        "new",
        "line_items.tax_lines.newer",
        "customer.newest",
    }


def test_a_new_topic_is_reported() -> None:
    assert find_unnamed_keys("gift_cards/create", iter(["code"]), UNUSED) == {"code"}
    assert find_unnamed_keys("shop/update", iter(["plan_name"]), UNUSED) == set()


def test_the_keys_of_a_json_schema_are_found_at_every_depth() -> None:
    deep = {"type": "array", "items": {"anyOf": [{"type": "null"}, {"properties": {"price": {"type": "string"}}}]}}
    assert list(list_schema_keys({"properties": {"line_items": deep}})) == ["line_items", "line_items.price"]


def test_the_folder_of_a_payload_names_its_topic() -> None:
    assert get_topic(Path("payloads/orders/paid/1.json")) == "orders/paid"
    consent = Path("payloads/customers/marketing_consent_update/1.json")
    assert get_topic(consent) == "customers_marketing_consent/update"


@pytest.mark.parametrize("subject", SCHEMAS)
def test_no_key_is_named_that_is_used(subject: Subject) -> None:
    assert set(list_used_keys(SCHEMAS[subject])) & UNUSED.get(subject, set()) == set()


@pytest.mark.parametrize("subject", SCHEMAS)
def test_each_key_of_a_schema_is_read(subject: Subject) -> None:
    names = {key.rpartition(".")[2] for key in list_used_keys(SCHEMAS[subject])} - {"*"}
    assert {name for name in names if not re.search(rf"\.{name}\b", READERS)} == set()


def test_each_field_of_a_graphql_order_is_selected_or_named() -> None:
    assert find_unnamed_fields(SANDBOX, UNUSED) == set()


def test_no_graphql_field_is_named_that_is_selected() -> None:
    selected = list_selected_fields(SANDBOX)
    assert {(name, field) for name in CHECKED_TYPES for field in UNUSED[name]} & selected == set()


MAPPED = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (`[^|]+) \|$", TEXT.partition("## The raw order")[0], re.MULTILINE)


@pytest.mark.parametrize(("webhook", "graphql", "document"), MAPPED)
def test_a_field_is_where_the_page_says(webhook: str, graphql: str, document: str) -> None:
    assert webhook == "none" or webhook.strip("`") in set(list_used_keys(SCHEMAS[Subject.ORDER]))
    owner, _, field = graphql.strip("`").partition(".")
    kind = SANDBOX.type_map[owner]
    assert isinstance(kind, GraphQLObjectType)
    assert field in kind.fields
    assert (owner, field) in list_selected_fields(SANDBOX)
    for path in re.findall(r"`([\w.]+)`", document):
        assert has_path(SalesOrder, path.split(".")), path


def has_path(hint: Any, path: list[str]) -> bool:
    """Whether a dataclass, or one that it is a list of, has the attribute."""
    if not path:
        return True
    kinds = [part for part in (hint, *get_args(hint)) if isinstance(part, type) and is_dataclass(part)]
    return any(_has_attribute(kind, path) for kind in kinds)


def _has_attribute(kind: Any, path: list[str]) -> bool:
    first, *rest = path
    if first in {field.name for field in fields(kind)}:
        return has_path(get_type_hints(kind)[first], rest)
    return not rest and isinstance(getattr(kind, first, None), property)
