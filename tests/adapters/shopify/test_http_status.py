"""HTTP status codes of Shopify."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.shopify.http_status import check_shop_is_available, check_status, parse_retry_after
from novex_shopify.domain.errors import (
    NovexError,
    PermanentTokenRefused,
    ShopClosed,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    ShopRenamed,
    TokenRefused,
    UnknownShopifyError,
)
from tests.builders import SHOP


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, TokenRefused),
        (402, ShopPaused),
        (404, ShopClosed),
        (408, ShopifyUnavailable),
        (423, ShopPaused),
        (429, ShopifyThrottled),
        (430, ShopifyThrottled),
        (500, ShopifyUnavailable),
        (503, ShopifyUnavailable),
        (530, ShopifyUnavailable),
        (783, ShopifyUnavailable),
    ],
)
def test_each_status_is_its_own_error(status: int, error: type[NovexError]) -> None:
    with pytest.raises(NovexError) as raised:
        check_status(SHOP, status, {}, b"", "grantedScopes")
    assert type(raised.value) is error
    assert "grantedScopes" in str(raised.value) or error is ShopPaused


@pytest.mark.parametrize("status", [201, 204, 301, 302, 304, 307, 308, 400, 405, 406, 409, 410, 413, 414, 422, 425])
def test_a_status_that_is_not_known_may_have_done_something(status: int) -> None:
    with pytest.raises(UnknownShopifyError, match=f"grantedScopes with HTTP {status}"):
        check_status(SHOP, status, {}, b"", "grantedScopes")


def test_200_is_no_error() -> None:
    check_status(SHOP, 200, {}, b"", "grantedScopes")  # passes unless it raises


@pytest.mark.parametrize("status", [403, 404, 503])
@pytest.mark.parametrize("body", [b'{"errors":"Unavailable Shop"}', b"<h1>Unavailable shop</h1>"])
def test_an_unavailable_shop_is_paused_with_any_status(status: int, body: bytes) -> None:
    with pytest.raises(ShopPaused, match="not available at Shopify"):
        check_status(SHOP, status, {}, body, "grantedScopes")


@pytest.mark.parametrize("body", [b"", b"<!DOCTYPE html><title>Access denied</title>", b"error code: 1020"])
def test_a_403_that_is_not_of_the_api_is_not_about_the_token(body: bytes) -> None:
    with pytest.raises(UnknownShopifyError):
        check_status(SHOP, 403, {}, body, "grantedScopes")


def test_a_403_for_a_permanent_token_names_the_two_ways_out() -> None:
    body = b'{"errors":"[API] Non-expiring access tokens are no longer accepted for the Admin API."}'
    with pytest.raises(PermanentTokenRefused, match=rf"exchange-token {SHOP}.*/shopify/install\?shop={SHOP}"):
        check_status(SHOP, 403, {}, body, "grantedScopes")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_shop_names_its_new_address(status: int) -> None:
    headers = {"Location": "https://New-Tea.myshopify.com/admin/api/2026-10/graphql.json"}
    with pytest.raises(ShopRenamed, match=r"/shopify/install\?shop=new-tea\.myshopify\.com"):
        check_status(SHOP, status, headers, b"", "grantedScopes")


@pytest.mark.parametrize(
    "location",
    ["", "/password", f"https://{SHOP}/password", "https://myshopify.com.evil.example/", "https://[broken", "https://"],
)
def test_a_redirect_to_anywhere_else_is_not_a_new_address(location: str) -> None:
    with pytest.raises(UnknownShopifyError):
        check_status(SHOP, 301, {"Location": location}, b"", "grantedScopes")


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 429, 500])
def test_a_shop_is_unavailable_only_if_the_answer_says_so(status: int) -> None:
    check_shop_is_available(SHOP, status, {}, b"", "a token request")  # passes unless it raises


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "2.5"}, 2.5),
        ({}, 2),
        ({"Retry-After": "Wed, 25 Nov 2026"}, 2),
        ({"Retry-After": "nan"}, 2),
        ({"Retry-After": "inf"}, 1800),
    ],
)
def test_retry_after_is_read_in_seconds(headers: dict[str, str], seconds: float) -> None:
    assert parse_retry_after(headers) == timedelta(seconds=seconds)
