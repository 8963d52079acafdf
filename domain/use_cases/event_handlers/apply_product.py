"""Events that speak of a product."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_handlers.outcomes import Outcomes
from novex_shopify.domain.use_cases.sync_products import match_unmapped


@dataclass(frozen=True, slots=True)
class ApplyProduct:
    """Notes new and changed variants, and matches those that have no item yet. What is mapped stays mapped."""

    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> Outcomes:
        """Apply. The events speak of different products."""
        outcomes = Outcomes()
        variants: list[Variant] = []
        for event, seen in outcomes.read(events, self.payloads.variants):
            variants += seen
            outcomes.settle(event, EventStatus.DONE)
        tx.mappings.see(shop, variants)
        ids = {variant.variant_id for variant in variants}
        alike, items = tx.mappings.like(shop, variants), tx.erp.catalog.like(variants)
        match_unmapped(tx, shop, ids, alike, items, now=self.clock.now())
        return outcomes


@dataclass(frozen=True, slots=True)
class DeleteProduct:
    """Takes a product's unmapped variants off the list of what is to be mapped.

    A mapping stays: orders that were placed before may still come.
    """

    payloads: PayloadReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> Outcomes:
        """Forget. The events speak of different products."""
        outcomes = Outcomes()
        for event, product_id in outcomes.read(events, self.payloads.product_id):
            tx.mappings.forget_unmapped(shop, product_id)
            outcomes.settle(event, EventStatus.DONE)
        return outcomes
