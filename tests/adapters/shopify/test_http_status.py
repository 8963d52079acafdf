"""HTTP status codes of Shopify."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.shopify.http_status import check_shop_is_available, check_status, parse_retry_after
from novex_shopify.domain.errors import (
    NovexError,
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    TokenRefused,
)
from tests.builders import SHOP


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, ShopifyRefused),
        (400, ShopifyRefused),
        (401, TokenRefused),
        (402, ShopPaused),
        (403, ShopifyAccessDenied),
        (404, ShopClosed),
        (408, ShopifyUnavailable),
        (423, ShopPaused),
        (429, ShopifyThrottled),
        (430, ShopifyThrottled),
        (500, ShopifyUnavailable),
        (503, ShopifyUnavailable),
    ],
)
def test_each_status_is_its_own_error(status: int, error: type[NovexError]) -> None:
    with pytest.raises(NovexError) as raised:
        check_status(SHOP, status, {}, "grantedScopes")
    assert type(raised.value) is error
    assert "grantedScopes" in str(raised.value) or error is ShopPaused


def test_200_is_no_error() -> None:
    check_status(SHOP, 200, {}, "grantedScopes")  # passes unless it raises


@pytest.mark.parametrize("status", [200, 400, 401, 403, 429, 500])
def test_only_a_paused_or_closed_shop_is_unavailable(status: int) -> None:
    check_shop_is_available(SHOP, status, "a token request")  # passes unless it raises


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "2.5"}, 2.5), ({}, 2), ({"Retry-After": "Wed, 25 Nov 2026"}, 2)]
)
def test_retry_after_is_read_in_seconds(headers: dict[str, str], seconds: float) -> None:
    assert parse_retry_after(headers) == timedelta(seconds=seconds)
