"""Shopify's HTTP status codes, as errors of the domain (docs/shopify.md, Status codes)."""

from collections.abc import Mapping
from datetime import timedelta

from novex_shopify.domain.errors import (
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    TokenRefused,
)
from novex_shopify.domain.model.shop import ShopDomain

_DEFAULT_RETRY_AFTER = timedelta(seconds=2)


def check_status(shop: ShopDomain, status: int, headers: Mapping[str, str], call: str) -> None:
    """Raise the error of any status but 200. `call` names the request in the message."""
    if status == 401:
        raise TokenRefused(shop, call)
    if status == 403:
        raise ShopifyAccessDenied(f"{shop} refused {call} (403): the token lacks a scope or an approval.")
    check_shop_is_available(shop, status, call)
    if status in (429, 430):
        raise ShopifyThrottled(f"{shop} refused {call} ({status}): too many requests.", parse_retry_after(headers))
    if status >= 500 or status == 408:
        raise ShopifyUnavailable(f"{shop} answered {call} with {status}.")
    if status != 200:
        raise ShopifyRefused(call, [f"HTTP {status}"])


def check_shop_is_available(shop: ShopDomain, status: int, call: str) -> None:
    """Raise `ShopPaused` or `ShopClosed`. Shopify sends these statuses for every request, OAuth included."""
    if status in (402, 423):
        raise ShopPaused(shop, status)
    if status == 404:
        raise ShopClosed(shop, call)


def parse_retry_after(headers: Mapping[str, str]) -> timedelta:
    """The wait in `Retry-After`; two seconds if it is missing or unreadable."""
    try:
        return timedelta(seconds=float(headers["Retry-After"]))
    except (KeyError, ValueError):
        return _DEFAULT_RETRY_AFTER
