"""Stores variants and matches them with ERP items, for imports and webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from novex_shopify.domain.errors import variant_key
from novex_shopify.domain.model.product import MatchedBy, ProductMapping, Variant
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.product_matching import Match, apply_match, build_item, match_products
from novex_shopify.domain.ports.unit_of_work import Transaction


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
    return tx.mappings.upsert_variants(shop, changed, digests) if changed else set()


def match_variants(tx: Transaction, shop: ShopDomain, mappings: Sequence[ProductMapping], now: datetime) -> None:
    """Match these variants, create missing items if the store's settings say so, and release the waiting orders."""
    if not mappings:
        return
    variants = [mapping.variant for mapping in mappings]
    others = [other.variant for other in tx.mappings.find_sharing_keys(shop, variants)]
    matches: Sequence[Match] = match_products(variants, others, tx.erp.catalog.find_similar(variants))
    if tx.shops.get_settings(shop).create_missing_items:
        matches = _create_missing_items(tx, mappings, matches)
    outcomes = [(mapping, apply_match(mapping, match)) for mapping, match in zip(mappings, matches, strict=True)]
    written = tx.mappings.save_matches([after for before, after in outcomes if after != before or before.item_id])
    mapped = {after.variant.variant_id for before, after in outcomes if after.item_id and not before.item_id}
    if newly_mapped := mapped & written:
        tx.events.release(shop, map(variant_key, newly_mapped), now)


def rematch_sharing_keys(tx: Transaction, shop: ShopDomain, variants: Sequence[Variant], now: datetime) -> None:
    """Match undecided variants that shared a SKU or barcode with these: it may be unique now."""
    alike = tx.mappings.find_sharing_keys(shop, variants) if variants else ()
    match_variants(tx, shop, [mapping for mapping in alike if mapping.undecided], now)


def have_keys_changed(mapping: ProductMapping, variant: Variant) -> bool:
    return (mapping.variant.sku, mapping.variant.barcode) != (variant.sku, variant.barcode)


def _has_changed(variant: Variant, known: ProductMapping | None) -> bool:
    if known is None:
        return True
    changed = known.deleted_at is not None or variant != known.variant
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
        replace(match, item_id=item.id, matched_by=MatchedBy.CREATED, reason=None) if item else match
        for match in matches
        for item in (wanted.get(match.variant.variant_id),)
    ]
