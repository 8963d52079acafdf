"""Variants are noted and matched with the ERP's items: the same for an import and for a webhook."""

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
    """Write those of the variants that are new, changed or back, and not older than what is known; returns their ids.

    Those with a digest are written anyway, so that the digest is.
    """
    digested = digests or {}
    others = [variant.variant_id for variant in variants if variant.variant_id not in digested]
    known = {each.variant.variant_id: each for each in tx.mappings.get_many(shop, others)} if others else {}
    news = [
        variant
        for variant in variants
        if variant.variant_id in digested or _has_changed(variant, known.get(variant.variant_id))
    ]
    return tx.mappings.upsert_variants(shop, news, digests) if news else set()


def match_variants(tx: Transaction, shop: ShopDomain, mappings: Sequence[ProductMapping], now: datetime) -> None:
    """Match these variants, by making the item where the store wants that, and release the orders that waited."""
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


def rematch_sharing_keys(tx: Transaction, shop: ShopDomain, deleted: Sequence[Variant], now: datetime) -> None:
    """Match what shared a SKU or a barcode with variants that are gone, or had it: it may be the only one now."""
    alike = tx.mappings.find_sharing_keys(shop, deleted) if deleted else ()
    match_variants(tx, shop, [mapping for mapping in alike if mapping.undecided], now)


def have_keys_changed(mapping: ProductMapping, variant: Variant) -> bool:
    """Whether a variant's SKU or barcode is not what it was."""
    return (mapping.variant.sku, mapping.variant.barcode) != (variant.sku, variant.barcode)


def _has_changed(variant: Variant, known: ProductMapping | None) -> bool:
    if known is None:
        return True
    changed = known.deleted_at is not None or variant != known.variant
    return changed and not variant.is_older_than(known.variant.updated_at)


def _create_missing_items(
    tx: Transaction, mappings: Sequence[ProductMapping], matches: Sequence[Match]
) -> Sequence[Match]:
    """Make an item for each variant that the ERP misses beyond doubt. What is sold no more gets none."""
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
