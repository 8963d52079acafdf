"""The headers of a webhook."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_event import Delivery

_LONGEST_HEADER = 255
_FIRST_YEAR, _LAST_YEAR = 2006, 2105  # Shopify is not older; the header is not signed, so anything may stand in it


class MissingSignature(Exception):
    """No proof was sent at all."""


class MalformedDelivery(Exception):
    """A header is missing, or is not what Shopify sends."""


def read_delivery(raw_headers: Sequence[tuple[bytes, bytes]], body: bytes) -> Delivery:
    """Put a delivery together. Raises `MissingSignature`, `MalformedDelivery` or `InvalidShopDomain`."""
    headers = dict(raw_headers)
    signature = headers.get(b"x-shopify-hmac-sha256")
    if not signature:
        raise MissingSignature("the header X-Shopify-Hmac-Sha256 is missing")
    return Delivery(
        shop_domain=_shop_domain(_required(headers, b"x-shopify-shop-domain")),
        topic=_required(headers, b"x-shopify-topic"),
        webhook_id=_required(headers, b"x-shopify-webhook-id"),
        signature=signature.decode("latin-1"),
        body=body,
        event_id=_optional(headers, b"x-shopify-event-id"),
        triggered_at=_moment(_optional(headers, b"x-shopify-triggered-at")),
        api_version=_optional(headers, b"x-shopify-api-version"),
    )


_shop_domain = lru_cache(maxsize=4096)(parse_shop_domain)


def _required(headers: Mapping[bytes, bytes], name: bytes) -> str:
    value = _optional(headers, name)
    if value is None:
        raise MalformedDelivery(f"the header {_spelled(name)} is missing")
    return value


def _optional(headers: Mapping[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name, b"").decode("latin-1")
    if len(value) > _LONGEST_HEADER or not value.isprintable():
        raise MalformedDelivery(f"the header {_spelled(name)} is malformed")
    return value or None


def _spelled(name: bytes) -> str:
    return name.decode().title()


def _moment(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise MalformedDelivery("the header X-Shopify-Triggered-At is not a time") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise MalformedDelivery("the header X-Shopify-Triggered-At is not a time of our days")
    return moment
