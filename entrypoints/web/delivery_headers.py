"""The headers of a webhook: `X-Shopify-*`, or `Shopify-*` of the newer Events (docs/shopify.md, Webhooks)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_event import Delivery

_MAX_HEADER_LENGTH = 255
_MIN_YEAR, _MAX_YEAR = 2006, 2105  # since Shopify's founding; the header is not signed, so it may contain anything


class MissingSignature(Exception):
    """The request has no signature."""


class MalformedDelivery(Exception):
    """A header is missing or malformed."""


def parse_delivery(raw_headers: Sequence[tuple[bytes, bytes]], body: bytes) -> Delivery:
    """Raises `MissingSignature`, `MalformedDelivery` or `InvalidShopDomain`."""
    headers = dict(raw_headers)
    signature = _find(headers, b"hmac-sha256")
    if not signature:
        raise MissingSignature("the header X-Shopify-Hmac-Sha256 is missing")
    return Delivery(
        shop_domain=_parse_shop_domain(_get_required(headers, b"shop-domain")),
        topic=_get_required(headers, b"topic"),
        webhook_id=_get_required(headers, b"webhook-id"),
        signature=signature.decode("latin-1"),
        body=body,
        event_id=_get_optional(headers, b"event-id"),
        triggered_at=_parse_timestamp(_get_optional(headers, b"triggered-at")),
        api_version=_get_optional(headers, b"api-version"),
    )


_parse_shop_domain = lru_cache(maxsize=4096)(parse_shop_domain)


def _get_required(headers: Mapping[bytes, bytes], name: bytes) -> str:
    value = _get_optional(headers, name)
    if value is None:
        raise MalformedDelivery(f"the header {_format_header_name(name)} is missing")
    return value


def _get_optional(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    value = _find(headers, name).decode("latin-1")
    if len(value) > _MAX_HEADER_LENGTH or not value.isprintable():
        raise MalformedDelivery(f"the header {_format_header_name(name)} is malformed")
    return value or None


def _find(headers: Mapping[bytes, bytes], name: bytes) -> bytes:
    return headers.get(b"x-shopify-" + name) or headers.get(b"shopify-" + name, b"")


def _format_header_name(name: bytes) -> str:
    return f"X-Shopify-{name.decode().title()}"


def _parse_timestamp(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        timestamp = datetime.fromisoformat(value)
        timestamp = timestamp.astimezone(UTC) if timestamp.tzinfo else timestamp.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise MalformedDelivery("the header X-Shopify-Triggered-At is not a time") from None
    if not _MIN_YEAR <= timestamp.year <= _MAX_YEAR:
        raise MalformedDelivery("the header X-Shopify-Triggered-At is out of range")
    return timestamp
