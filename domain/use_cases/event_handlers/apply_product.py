"""Events that speak of a product."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.product import ProductMapping, ProductState, Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_handlers.outcomes import Outcomes
from novex_shopify.domain.use_cases.match_variants import (
    has_other_keys,
    match_alike,
    match_variants,
    note_variants,
)

Known = Sequence[ProductMapping]


@dataclass(frozen=True, slots=True)
class ApplyProduct:
    """Brings what is known of products to the states in the payloads, and matches what the rule shall look at."""

    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> Outcomes:
        """Apply what is not older than what is known. The events speak of different products."""
        outcomes = Outcomes()
        for product, known in _fresh(tx, shop, outcomes.read(events, self.payloads.product), outcomes):
            self._apply(tx, shop, product, known)
        return outcomes

    def _apply(self, tx: Transaction, shop: ShopDomain, product: ProductState, known: Known) -> None:
        now = self.clock.now()
        gone = _gone(product, known)
        if gone:
            tx.mappings.delete(shop, [variant.variant_id for variant in gone], now)
        written = note_variants(tx, shop, [*product.variants, *_untold(product, known)])
        rekeyed = _rekeyed(product, known)
        ids = {variant.variant_id for variant in product.variants} | written
        to_match = [
            mapping
            for mapping in tx.mappings.some(shop, ids)
            if mapping.undecided or (mapping.by_rule and mapping.variant.variant_id in rekeyed)
        ]
        match_variants(tx, shop, to_match, now)
        match_alike(tx, shop, [*gone, *rekeyed.values()], now)


def _fresh(
    tx: Transaction, shop: ShopDomain, products: Sequence[tuple[WebhookEvent, ProductState]], outcomes: Outcomes
) -> list[tuple[ProductState, Known]]:
    """Those of which nothing newer is known, with what is known; all are settled."""
    ids = {product.product_id for _, product in products}
    deleted = tx.mappings.deleted_products(shop, ids)
    known: dict[int, list[ProductMapping]] = defaultdict(list)
    for mapping in tx.mappings.of_products(shop, ids):
        known[mapping.variant.product_id].append(mapping)
    fresh: list[tuple[ProductState, Known]] = []
    for event, product in products:
        if product.product_id in deleted:
            outcomes.settle(event, EventStatus.SUPERSEDED, "the product was deleted")
        elif any(product.is_older_than(mapping.variant.updated_at) for mapping in known[product.product_id]):
            outcomes.settle(event, EventStatus.SUPERSEDED)
        else:
            outcomes.settle(event, EventStatus.DONE)
            fresh.append((product, known[product.product_id]))
    return fresh


def _gone(product: ProductState, known: Known) -> list[Variant]:
    """The variants that the product has no more, if it was told in whole."""
    if not product.whole:
        return []
    ids = product.variant_ids
    return [each.variant for each in known if each.deleted_at is None and each.variant.variant_id not in ids]


def _untold(product: ProductState, known: Known) -> list[Variant]:
    """What a product's state says of the variants that it only names: nothing but that state."""
    return [
        replace(mapping.variant, status=product.status, updated_at=product.updated_at)
        for mapping in known
        if mapping.variant.variant_id in product.untold
    ]


def _rekeyed(product: ProductState, known: Known) -> dict[int, Variant]:
    """What the variants were whose SKU or barcode is another now."""
    told = {variant.variant_id: variant for variant in product.variants}
    return {
        variant_id: mapping.variant
        for mapping in known
        if (variant_id := mapping.variant.variant_id) in told and has_other_keys(mapping, told[variant_id])
    }


@dataclass(frozen=True, slots=True)
class DeleteProduct:
    """Takes a product's unmapped variants off the list of what is to be mapped.

    A mapping stays, and is marked: orders that were placed before may still come.
    """

    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> Outcomes:
        """Delete. The events speak of different products."""
        outcomes = Outcomes()
        now = self.clock.now()
        product_ids = []
        for event, product_id in outcomes.read(events, self.payloads.product_id):
            product_ids.append(product_id)
            outcomes.settle(event, EventStatus.DONE)
        gone = [mapping.variant for mapping in tx.mappings.of_products(shop, product_ids)]
        tx.mappings.delete_products(shop, product_ids, now)
        match_alike(tx, shop, gone, now)
        return outcomes
