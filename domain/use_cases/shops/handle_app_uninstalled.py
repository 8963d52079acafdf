"""Handles the removal of the app by the merchant."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.shops.disconnect_shop import disconnect


@dataclass(frozen=True, slots=True)
class HandleAppUninstalled:
    """Disconnects the store, unless it was connected again after the event."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        for event, named in outcomes.parse(events, self.payloads.parse_shop_domain):
            # Only the body is signed, so a header that names another store proves nothing (docs/shopify.md, Webhooks).
            outcomes.settle(event, _apply(tx, event) if named == shop else EventStatus.IGNORED)
        return outcomes


def _apply(tx: Transaction, event: WebhookEvent) -> EventStatus:
    shop = tx.shops.get(event.shop_domain)
    uninstalled_at = event.triggered_at or event.received_at
    if shop is None or uninstalled_at < shop.installed_at:
        return EventStatus.SUPERSEDED
    disconnect(tx, shop, uninstalled_at)
    return EventStatus.DONE
