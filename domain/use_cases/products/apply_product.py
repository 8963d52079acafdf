"""Handles the events of products."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import ProductNotFoundYet
from novex_shopify.domain.model.product import ProductMapping, ProductState, Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.unread_fields import describe_unread, keep_unread_variant_fields
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import product_key
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.products.match_variants import (
    have_keys_changed,
    match_variants,
    rematch_sharing_keys,
    upsert_changed_variants,
)
from novex_shopify.domain.use_cases.wake_shop_stock import note_mapping_changes

KnownMappings = Sequence[ProductMapping]


@dataclass(frozen=True, slots=True)
class ApplyProduct:
    """Stores the products in the payloads, and matches variants that are undecided or have a new SKU or barcode."""

    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply the events, each about a different product, unless a newer state of the product is known."""
        outcomes = EventOutcomes()
        for product, known in _drop_stale(tx, shop, outcomes.parse(events, self.payloads.parse_product), outcomes):
            self._apply(tx, shop, product, known)
            if not known:  # its deletion may have arrived before it
                tx.events.release_resources(shop, [product_key(product.product_id)], self.clock.now())
        return outcomes

    def _apply(self, tx: Transaction, shop: ShopDomain, product: ProductState, known: KnownMappings) -> None:
        product, now = _keep_unread_fields(product, known), self.clock.now()
        deleted = _find_deleted(product, known)
        if deleted:
            tx.mappings.mark_deleted(shop, [variant.variant_id for variant in deleted], now)
            note_mapping_changes(tx, shop, [variant.variant_id for variant in deleted], ())
        written = upsert_changed_variants(tx, shop, [*product.variants, *_find_truncated(product, known)])
        rekeyed = _find_with_changed_keys(product, known)
        ids = {variant.variant_id for variant in product.variants} | written
        to_match = [
            mapping
            for mapping in tx.mappings.get_many(shop, ids)
            if mapping.undecided or (mapping.by_rule and mapping.variant.variant_id in rekeyed)
        ]
        match_variants(tx, shop, to_match, now)
        rematch_sharing_keys(tx, shop, [*deleted, *rekeyed.values()], now)


def _drop_stale(
    tx: Transaction, shop: ShopDomain, products: Sequence[tuple[WebhookEvent, ProductState]], outcomes: EventOutcomes
) -> list[tuple[ProductState, KnownMappings]]:
    """Settle all events; returns the products of which nothing newer is known, with their mappings."""
    ids = {product.product_id for _, product in products}
    deleted = tx.mappings.find_deleted_products(shop, ids)
    known: dict[int, list[ProductMapping]] = defaultdict(list)
    for mapping in tx.mappings.list_for_products(shop, ids):
        known[mapping.variant.product_id].append(mapping)
    fresh: list[tuple[ProductState, KnownMappings]] = []
    for event, product in products:
        if product.product_id in deleted:
            outcomes.settle(event, EventStatus.SUPERSEDED, "the product was deleted")
        elif any(product.is_older_than(mapping.variant.updated_at) for mapping in known[product.product_id]):
            outcomes.settle(event, EventStatus.SUPERSEDED)
        else:
            outcomes.settle(event, EventStatus.DONE, describe_unread(product.unread))
            fresh.append((product, known[product.product_id]))
    return fresh


def _keep_unread_fields(product: ProductState, known: KnownMappings) -> ProductState:
    before = {mapping.variant.variant_id: mapping.variant for mapping in known}
    variants = (keep_unread_variant_fields(each, before.get(each.variant_id)) for each in product.variants)
    return replace(product, variants=tuple(variants))


def _find_deleted(product: ProductState, known: KnownMappings) -> list[Variant]:
    """Find the variants that the product no longer has."""
    if not product.complete:
        return []  # a variant that the payload lacks may still exist
    ids = product.variant_ids
    return [each.variant for each in known if each.deleted_at is None and each.variant.variant_id not in ids]


def _find_truncated(product: ProductState, known: KnownMappings) -> list[Variant]:
    """Return the variants of which the payload holds only the id, with the status of the product."""
    is_status_read = all(each.name != "status" for each in product.unread)
    return [
        replace(
            mapping.variant,
            status=product.status if is_status_read else mapping.variant.status,
            updated_at=product.updated_at,
        )
        for mapping in known
        if mapping.variant.variant_id in product.truncated_variant_ids
    ]


def _find_with_changed_keys(product: ProductState, known: KnownMappings) -> dict[int, Variant]:
    """Find the variants with a new SKU or barcode; returns their previous state by id."""
    current = {variant.variant_id: variant for variant in product.variants}
    return {
        variant_id: mapping.variant
        for mapping in known
        if (variant_id := mapping.variant.variant_id) in current and have_keys_changed(mapping, current[variant_id])
    }


@dataclass(frozen=True, slots=True)
class DeleteProduct:
    """Removes a deleted product's unmapped variants from the work list.

    Mapped ones stay, marked as deleted: orders placed earlier may still arrive. The deletion of a
    product that is not known waits for it: a webhook of the product may still arrive.
    """

    payloads: PayloadReader
    clock: Clock

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Delete the products of the events, each about a different product."""
        outcomes = EventOutcomes()
        now = self.clock.now()
        parsed = outcomes.parse(events, self.payloads.parse_product_id)
        deleted = [
            mapping.variant for mapping in tx.mappings.list_for_products(shop, [product_id for _, product_id in parsed])
        ]
        product_ids = {variant.product_id for variant in deleted}
        for event, product_id in parsed:
            if product_id in product_ids:
                outcomes.settle(event, EventStatus.DONE)
            else:
                # Not a tombstone: it would refuse a product for good of which Shopify cannot confirm the deletion yet.
                outcomes.fail(event, ProductNotFoundYet(product_id))
        tx.mappings.mark_products_deleted(shop, sorted(product_ids), now)
        note_mapping_changes(tx, shop, [variant.variant_id for variant in deleted], ())
        rematch_sharing_keys(tx, shop, deleted, now)
        return outcomes
