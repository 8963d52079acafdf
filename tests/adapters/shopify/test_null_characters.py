"""U+0000 is removed wherever the product reads JSON of Shopify."""

import json
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.adapters.shopify.bulk import record_mapper
from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.adapters.shopify.webhooks.payload_reader import JsonPayloadReader
from tests.adapters.shopify.graphql.graphql_calls import ACCESS, ShopResponse, connect
from tests.builders import an_order_body

TEXTS = st.text(st.sampled_from('\0\\u0"aä'))
BODIES = st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner, max_size=3))


def strip_null_characters(body: Any) -> Any:
    match body:
        case str():
            return body.replace("\0", "")
        case list():
            return [strip_null_characters(each) for each in body]
        case _:
            return {strip_null_characters(key): strip_null_characters(value) for key, value in body.items()}


@given(BODIES)
def test_only_null_characters_are_removed(body: Any) -> None:
    assert json.loads(remove_null_characters(json.dumps(body).encode())) == strip_null_characters(body)


def test_they_are_removed_from_webhooks() -> None:
    assert JsonPayloadReader().parse_order(an_order_body(note="Ring\0 twice")).note == "Ring twice"


def test_they_are_removed_from_graphql_responses() -> None:
    with connect(lambda _: httpx.Response(200, json={"data": {"name": "Tea\0"}})) as client:
        assert client.execute(ACCESS, "grantedScopes", ShopResponse) == ShopResponse("Tea")


def test_they_are_removed_from_lines_of_bulk_files() -> None:
    line = {"id": "gid://shopify/Customer/7", "updatedAt": "2026-11-23T12:00:00Z", "firstName": "A\0da"}
    assert record_mapper.parse_customer(json.dumps(line).encode(), ()).first_name == "Ada"
