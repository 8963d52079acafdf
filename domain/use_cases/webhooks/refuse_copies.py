"""Refuses bodies that came before under another topic or store: only the body is signed."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS, Subject
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction

_PRIVACY_SUBJECTS = (Subject.DATA_REQUEST, Subject.CUSTOMER_ERASURE, Subject.SHOP_ERASURE)

_log = logging.getLogger(__name__)


def refuse_copies(tx: Transaction, payloads: PayloadReader, group: Sequence[WebhookEvent]) -> Mapping[int, Settlement]:
    """Settle the copies among events of one store and subject, by their ids.

    A body that states its store is genuine there, even if it came as another store's before.
    """
    copies = tx.events.list_earlier_copies([event.id for event in group])
    refused = {}
    for event in group:
        earlier = [each for each in copies.get(event.id, ()) if _is_foreign(event, *each)]
        if any(shop != event.shop_domain for shop, _ in earlier) and _states_its_store(tx, payloads, event):
            earlier = [each for each in earlier if each[0] == event.shop_domain]
        if earlier:
            reason = f"the same body came before as {earlier[0][1]} of {earlier[0][0]}"
            _log.warning(
                "event.copy_refused", extra={"event_id": event.id, "shop": event.shop_domain, "reason": reason}
            )
            tx.events.overwrite(replace(event, body=b""))  # nothing reads it again
            refused[event.id] = Settlement(EventStatus.IGNORED, reason)
    return refused


def _is_foreign(event: WebhookEvent, shop: ShopDomain, topic: str) -> bool:
    subject = HANDLED_TOPICS[event.topic].subject
    if subject is Subject.SCOPES:  # names no store, and is read from Shopify anyway
        return False
    known = HANDLED_TOPICS.get(topic)
    return shop != event.shop_domain or (known is not None and known.subject is not subject)


def _states_its_store(tx: Transaction, payloads: PayloadReader, event: WebhookEvent) -> bool:
    subject = HANDLED_TOPICS[event.topic].subject
    try:
        if subject in _PRIVACY_SUBJECTS:
            return payloads.parse_privacy_request(event.body).shop_domain == event.shop_domain
        if subject is Subject.APP:
            return payloads.parse_shop_domain(event.body) == event.shop_domain
        if subject is Subject.ORDER:
            stated, shop = payloads.parse_order_shop_id(event.body), tx.shops.get(event.shop_domain)
            return stated is not None and shop is not None and stated == shop.profile.shopify_id
    except UnreadablePayload:
        pass
    return False
