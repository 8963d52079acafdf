"""What becomes of an event that Shopify does not confirm."""

import logging

from novex_shopify.domain.errors import UnconfirmedByShopify
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent

ATTEMPTS_UNTIL_DENIED = 3
"""Shopify may answer from a copy of its data that is some seconds old."""

_log = logging.getLogger(__name__)


def deny(event: WebhookEvent, reason: str) -> Settlement:
    """Ignore the event, which may be forged. Raises `UnconfirmedByShopify` until Shopify was asked several times."""
    if event.attempts < ATTEMPTS_UNTIL_DENIED:
        raise UnconfirmedByShopify(reason)
    facts = {"event_id": event.id, "shop": event.shop_domain, "topic": event.topic}
    _log.warning("event.denied_by_shopify", extra={**facts, "reason": reason})
    return Settlement(EventStatus.IGNORED, f"{reason}.")
