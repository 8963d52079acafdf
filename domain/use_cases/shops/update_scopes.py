"""Handles a change of the granted scopes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.shop import Scopes, ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


@dataclass(frozen=True, slots=True)
class UpdateScopes:
    """Stores what the merchant grants, unless the store was connected again after the event."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        for event, scopes in outcomes.parse(events, self.payloads.parse_scopes):
            known = tx.shops.get(shop)
            if known is None or (event.triggered_at or event.received_at) < known.installed_at:
                outcomes.settle(event, EventStatus.SUPERSEDED)
                continue
            allowed = Scopes.from_handles(scopes)
            if allowed.missing_in(known.scopes):  # a shipment may have waited for the new scope
                tx.pushes.release(shop, event.received_at)
            if allowed != known.scopes:  # topics can be subscribed, or not any longer
                tx.subscriptions.schedule_check(shop, event.received_at)
            tx.shops.save(replace(known, scopes=allowed))
            outcomes.settle(event, EventStatus.DONE)
        return outcomes
