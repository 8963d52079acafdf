"""Stores the locations of a store as Shopify has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels


def store_locations(tx: Transaction, shop: ShopDomain, locations: Sequence[Location], now: datetime) -> None:
    """Store all locations of a store. Those that it no longer has lose what they were mapped to."""
    known = tx.shop_stock.locations.list_for_shop(shop)
    gone = {each.id for each in known} - {each.id for each in locations}
    tx.shop_stock.locations.save(locations)
    tx.shop_stock.locations.remove(shop, gone)
    if set(known) != set(locations):
        derive_levels(tx, shop, now)


@dataclass(frozen=True, slots=True)
class ReadNamedLocations:
    """A `locations/*` webhook does not say whether another app keeps the location's stock, so all are read."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes:
        return self.payloads.serialize_locations(self.admin.fetch_locations(self.access(event.shop_domain)))


@dataclass(frozen=True, slots=True)
class StoreLocations:
    """Stores the locations that were read."""

    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = EventOutcomes()
        for event, locations in outcomes.parse(events, self.payloads.deserialize_locations):
            store_locations(tx, shop, locations, self.clock.now())
            outcomes.settle(event, EventStatus.DONE)
        return outcomes
