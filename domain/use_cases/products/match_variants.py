"""Stores variants and matches them with ERP items, for imports and webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from novex_shopify.domain.model.product import MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.product_matching import Match, apply_match, build_item, match_products
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import variant_key
from novex_shopify.domain.use_cases.indexing.index_records import index_variants
from novex_shopify.domain.use_cases.wake_shop_stock import note_mapping_changes


def upsert_changed_variants(
    tx: Transaction, shop: ShopDomain, variants: Sequence[Variant], digests: Mapping[int, int] | None = None
) -> set[int]:
    """Store the variants that are new, changed or restored, unless a newer state is known; returns their ids.

    Variants with a digest are always stored, because the digest is new.
    """
    digested = digests or {}
    others = [variant.variant_id for variant in variants if variant.variant_id not in digested]
    known = {each.variant.variant_id: each for each in tx.mappings.get_many(shop, others)} if others else {}
    changed = [
        variant
        for variant in variants
        if variant.variant_id in digested or _has_changed(variant, known.get(variant.variant_id))
    ]
    written = tx.mappings.upsert_variants(shop, changed, digests) if changed else set()
    note_mapping_changes(tx, shop, written, ())
    index_variants(tx, shop, [variant for variant in changed if variant.variant_id in written])
    return written


@dataclass(frozen=True, slots=True)
class MatchOutcome:
    """How many variants are mapped now that were not, for how many of them an item was created, and which orders
    this released. `obstacles` are the reasons why active variants got no item, in the order of the variants.
    """

    mapped: int = 0
    created: int = 0
    released: Release = field(default_factory=Release)
    obstacles: tuple[tuple[Variant, str], ...] = ()

    def __add__(self, other: "MatchOutcome") -> "MatchOutcome":
        return MatchOutcome(
            self.mapped + other.mapped,
            self.created + other.created,
            self.released + other.released,
            (*self.obstacles, *other.obstacles),
        )


def match_variants(
    tx: Transaction, shop: ShopDomain, mappings: Sequence[ProductMapping], now: datetime, *, create_items: bool = False
) -> MatchOutcome:
    """Match these variants, and release the waiting orders.

    Missing items are created with `create_items`, or if the store's settings say so. Then the reason of a variant that
    got none is the obstacle.
    """
    if not mappings:
        return MatchOutcome()
    variants = [mapping.variant for mapping in mappings]
    others = [other.variant for other in tx.mappings.find_sharing_keys(shop, variants)]
    matches: Sequence[Match] = match_products(variants, others, tx.erp.catalog.find_similar(variants))
    creates = create_items or tx.shops.get_settings(shop).create_missing_items
    if creates:
        matches = _create_missing_items(tx, mappings, matches)
    outcomes = [(mapping, apply_match(mapping, match)) for mapping, match in zip(mappings, matches, strict=True)]
    written = tx.mappings.save_matches([after for before, after in outcomes if after != before or before.item_id])
    mapped = {after.variant.variant_id for before, after in outcomes if after.item_id and not before.item_id}
    newly_mapped = mapped & written
    moved = [
        (before, after) for before, after in outcomes if before.item_id != after.item_id and _is_in(after, written)
    ]
    items = {each.item_id for pair in moved for each in pair if each.item_id}
    note_mapping_changes(tx, shop, [after.variant.variant_id for _, after in moved], items)
    released = tx.events.release(shop, map(variant_key, newly_mapped), now) if newly_mapped else Release()
    created = sum(after.matched_by is MatchedBy.CREATED and _is_in(after, newly_mapped) for _, after in outcomes)
    obstacles = tuple((each.variant, each.obstacle) for each in matches if each.obstacle and not each.variant.archived)
    return MatchOutcome(len(newly_mapped), created, released, obstacles)


def rematch_sharing_keys(tx: Transaction, shop: ShopDomain, variants: Sequence[Variant], now: datetime) -> MatchOutcome:
    """Match undecided variants that share a SKU or barcode with these: it may be unique now, or have an item."""
    alike = tx.mappings.find_sharing_keys(shop, variants) if variants else ()
    return match_variants(tx, shop, [mapping for mapping in alike if mapping.undecided], now)


def have_keys_changed(mapping: ProductMapping, variant: Variant) -> bool:
    return (mapping.variant.sku, mapping.variant.barcode) != (variant.sku, variant.barcode)


def _is_in(mapping: ProductMapping, variant_ids: set[int]) -> bool:
    return mapping.variant.variant_id in variant_ids


def _has_changed(variant: Variant, known: ProductMapping | None) -> bool:
    if known is None:
        return True
    changed = known.deleted_at is not None or variant.complete(known.variant) != known.variant
    return changed and not variant.is_older_than(known.variant.updated_at)


def _create_missing_items(
    tx: Transaction, mappings: Sequence[ProductMapping], matches: Sequence[Match]
) -> Sequence[Match]:
    """Create an item for each variant that certainly has none in the ERP, unless the variant is archived."""
    wanted = {
        mapping.variant.variant_id: build_item(mapping.variant)
        for mapping, match in zip(mappings, matches, strict=True)
        if match.missing and mapping.undecided and not mapping.variant.archived
    }
    tx.erp.catalog.add(list(wanted.values()))
    return [
        replace(match, item_id=item.id, matched_by=MatchedBy.CREATED, reason=None)
        if item
        else replace(match, reason=match.obstacle or match.reason)
        for match in matches
        for item in (wanted.get(match.variant.variant_id),)
    ]
