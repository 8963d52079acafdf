"""Each GraphQL error is the error of the domain that says what to do next."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from novex_shopify.adapters.shopify.graphql.errors import (
    build_error,
    build_order_not_found,
    check_user_errors,
    find_withheld_fields,
)
from novex_shopify.adapters.shopify.graphql.responses import GraphQLResponse, UserError
from novex_shopify.domain.errors import (
    NovexError,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyUnavailable,
    ShopPaused,
    UnknownShopifyError,
)
from tests.builders import SHOP


def parse_response(**body: Any) -> GraphQLResponse:
    return msgspec.convert(body, GraphQLResponse)


def build_graphql_error(code: str | None = None, *path: str | int, message: str = "No.") -> dict[str, Any]:
    return {"message": message, "path": list(path) or None, "extensions": {"code": code}}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("INTERNAL_SERVER_ERROR", ShopifyUnavailable),
        ("ACCESS_DENIED", ShopifyAccessDenied),
        ("MAX_COST_EXCEEDED", ShopifyRefused),
        ("undefinedField", ShopifyRefused),
        ("BAD_REQUEST", ShopifyRefused),
        ("INVALID_FIELD_ARGUMENTS", ShopifyRefused),
        ("MAX_INPUT_SIZE_EXCEEDED", ShopifyRefused),
        ("INVALID_VARIABLE", ShopifyRefused),
        ("SHOP_INACTIVE", ShopPaused),
        ("SHOP_PENDING_TERMINATION", ShopPaused),
        ("SHOP_SOMETHING_NEW", ShopPaused),
        ("SOMETHING_NEW", UnknownShopifyError),
        (None, UnknownShopifyError),
    ],
)
def test_a_code_is_its_own_error_and_names_the_call(code: str | None, error: type[NovexError]) -> None:
    built = build_error(SHOP, parse_response(errors=[build_graphql_error(code)]), "order")
    assert type(built) is error
    assert "order" in str(built) or error is ShopPaused


def test_what_is_not_known_outweighs_what_is_final() -> None:
    errors = [build_graphql_error("MAX_COST_EXCEEDED"), build_graphql_error(message="Timeout")]
    assert isinstance(build_error(SHOP, parse_response(errors=errors), "order"), UnknownShopifyError)


def test_an_unavailable_shop_is_recognized_by_its_text_too() -> None:
    assert isinstance(build_error(SHOP, parse_response(errors="Unavailable Shop"), "order"), ShopPaused)


def test_a_paused_shop_has_its_cause_and_what_its_owner_does() -> None:
    built = build_error(SHOP, parse_response(errors=[build_graphql_error("SHOP_PENDING_TERMINATION")]), "order")
    assert "unless its owner picks a plan in the Shopify admin (SHOP_PENDING_TERMINATION)" in str(built)


def test_what_may_succeed_later_outweighs_what_cannot() -> None:
    errors = [build_graphql_error("ACCESS_DENIED"), build_graphql_error("INTERNAL_SERVER_ERROR")]
    assert isinstance(build_error(SHOP, parse_response(errors=errors), "order"), ShopifyUnavailable)


def test_a_throttled_request_waits_until_its_points_are_restored() -> None:
    status = {"maximumAvailable": 2000, "currentlyAvailable": 100, "restoreRate": 50}
    cost = {"requestedQueryCost": 350, "throttleStatus": status}
    body = parse_response(errors=[build_graphql_error("THROTTLED")], extensions={"cost": cost})
    built = build_error(SHOP, body, "orders")
    assert getattr(built, "retry_after", None) == timedelta(seconds=5)


def test_an_error_that_is_a_text_is_shown_as_it_is() -> None:
    built = build_error(SHOP, parse_response(errors="[API] Invalid API key"), "shop")
    assert isinstance(built, UnknownShopifyError)
    assert str(built).endswith(": [API] Invalid API key")


def test_the_messages_of_all_errors_are_kept() -> None:
    errors = [
        build_graphql_error("undefinedField", message="Field 'a' is unknown."),
        build_graphql_error("undefinedField", message="Field 'b' is unknown."),
    ]
    built = build_error(SHOP, parse_response(errors=errors), "order")
    assert str(built) == "Shopify declined order: Field 'a' is unknown. Field 'b' is unknown."


def test_fields_that_the_app_may_not_read_are_listed_once() -> None:
    errors = [
        build_graphql_error("ACCESS_DENIED", "orders", "nodes", 0, "phone"),
        build_graphql_error("ACCESS_DENIED", "orders", "nodes", 1, "phone"),
        build_graphql_error("ACCESS_DENIED", "orders", "nodes", 0, "email"),
    ]
    body = parse_response(errors=errors)
    body.data = msgspec.Raw(b'{"orders":{}}')
    assert find_withheld_fields(body) == ["email", "phone"]


@pytest.mark.parametrize(
    ("data", "other"),
    [
        (b"null", build_graphql_error("ACCESS_DENIED", "order", "phone")),
        (b'{"order":{}}', build_graphql_error("ACCESS_DENIED")),
        (b'{"order":{}}', build_graphql_error("INTERNAL_SERVER_ERROR", "order", "phone")),
    ],
    ids=["no data", "no field", "another error"],
)
def test_no_field_is_withheld_if_anything_else_is_wrong(data: bytes, other: dict[str, Any]) -> None:
    body = parse_response(errors=[build_graphql_error("ACCESS_DENIED", "order", "email"), other])
    body.data = msgspec.Raw(data)
    assert find_withheld_fields(body) == []


def test_a_user_error_is_raised_in_shopifys_words() -> None:
    check_user_errors("fulfillmentCreate", [])
    with pytest.raises(ShopifyRefused, match=r"fulfillmentCreate: Too many\. Too late\."):
        check_user_errors("fulfillmentCreate", [UserError("Too many."), UserError("Too late.")])


def test_an_order_that_is_missing_is_named_with_its_store() -> None:
    assert str(build_order_not_found(SHOP, 7)) == f"{SHOP} has no order 7."
