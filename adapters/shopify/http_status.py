"""Shopify's HTTP status codes, as errors of the domain (docs/shopify.md, Status codes)."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from novex_shopify.domain.errors import (
    InvalidShopDomain,
    PermanentTokenRefused,
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
    ShopRenamed,
    TokenRefused,
    UnknownShopifyError,
)
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.timing import MAX_RETRY_DELAY

_DEFAULT_RETRY_AFTER = timedelta(seconds=2)


def check_status(shop: ShopDomain, status: int, headers: Mapping[str, str], body: bytes, call: str) -> None:
    """Raise the error of any status but 200. `call` names the request in the message."""
    if status == 200:
        return
    check_shop_is_available(shop, status, headers, body, call)
    if status == 401:
        raise TokenRefused(shop, call)
    if status == 403 and body.lstrip().startswith(b"{"):  # another body is not of the API: something before it answered
        raise _build_403_error(shop, body, call)
    if status in (429, 430):
        raise ShopifyThrottled(f"{shop} refused {call} ({status}): too many requests.", parse_retry_after(headers))
    if status >= 500 or status == 408:
        raise ShopifyUnavailable(f"{shop} answered {call} with {status}.")
    raise UnknownShopifyError(f"{shop} answered {call} with HTTP {status}, which does not say whether it was done.")


def check_shop_is_available(shop: ShopDomain, status: int, headers: Mapping[str, str], body: bytes, call: str) -> None:
    """Raise `ShopPaused`, `ShopClosed` or `ShopRenamed`: Shopify answers so to every request, OAuth included."""
    if status in (402, 423) or (status != 200 and says_unavailable_shop(body)):
        raise ShopPaused(shop, status)
    if status == 404:
        raise ShopClosed(shop, call)
    new_address = _find_new_address(shop, status, headers)
    if new_address:
        raise ShopRenamed(shop, new_address)


def says_unavailable_shop(body: bytes) -> bool:
    """Whether Shopify says that it does not serve the shop at all, which it does with several statuses."""
    return b"unavailable shop" in body.lower()


def parse_retry_after(headers: Mapping[str, str]) -> timedelta:
    """The wait in `Retry-After`, at most `MAX_RETRY_DELAY`; two seconds if it is missing or unreadable."""
    try:
        return timedelta(seconds=min(float(headers["Retry-After"]), MAX_RETRY_DELAY.total_seconds()))
    except (KeyError, ValueError):
        return _DEFAULT_RETRY_AFTER


def _build_403_error(shop: ShopDomain, body: bytes, call: str) -> ShopifyAccessDenied:
    if b"non-expiring access token" in body.lower():
        return PermanentTokenRefused(shop, call)
    return ShopifyAccessDenied(f"{shop} refused {call} (403): the token lacks a scope or an approval.")


def _find_new_address(shop: ShopDomain, status: int, headers: Mapping[str, str]) -> ShopDomain | None:
    """The store's address that a redirect leads to; None if it leads anywhere else."""
    if not 300 <= status < 400:
        return None
    try:
        target = parse_shop_domain(urlsplit(headers.get("Location", "")).hostname or "")
    except (InvalidShopDomain, ValueError):
        return None
    return target if target != shop else None
