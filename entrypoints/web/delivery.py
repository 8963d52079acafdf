"""The headers of a webhook."""

from collections.abc import Mapping
from datetime import UTC, datetime

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_event import Delivery

_LONGEST_HEADER = 255


class MissingSignature(Exception):
    """No proof was sent at all."""


class MalformedDelivery(Exception):
    """A header is missing, or is not what Shopify sends."""


def read_delivery(headers: Mapping[str, str], body: bytes) -> Delivery:
    """Put a delivery together. Raises `MissingSignature`, `MalformedDelivery` or `InvalidShopDomain`."""
    signature = headers.get("x-shopify-hmac-sha256")
    if not signature:
        raise MissingSignature("the header X-Shopify-Hmac-Sha256 is missing")
    return Delivery(
        shop_domain=parse_shop_domain(_required(headers, "X-Shopify-Shop-Domain")),
        topic=_required(headers, "X-Shopify-Topic"),
        webhook_id=_required(headers, "X-Shopify-Webhook-Id"),
        signature=signature,
        body=body,
        event_id=headers.get("x-shopify-event-id", "")[:_LONGEST_HEADER] or None,
        triggered_at=_moment(headers.get("x-shopify-triggered-at")),
    )


def _required(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name.lower(), "")
    if not value or len(value) > _LONGEST_HEADER or not value.isprintable():
        raise MalformedDelivery(f"the header {name} is missing or malformed")
    return value


def _moment(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise MalformedDelivery("the header X-Shopify-Triggered-At is not a time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
