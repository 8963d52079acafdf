"""Product mappings in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.product import (
    MappedItem,
    MappingCursor,
    MappingFilter,
    MappingStatus,
    MappingWithDemand,
    ProductMapping,
    Variant,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.resource_keys import parse_variant_key


@dataclass(frozen=True, slots=True)
class MemoryProductMappings:
    """The port `ProductMappings`."""

    state: State

    def upsert_variants(
        self, shop: ShopDomain, variants: Iterable[Variant], digests: Mapping[int, int] | None = None
    ) -> set[int]:
        written = set()
        for variant in variants:
            key = (shop, variant.variant_id)
            known = self.state.mappings.get(key)
            deleted = (shop, variant.product_id) in self.state.deleted_products
            if deleted or (known and variant.is_older_than(known.variant.updated_at)):
                continue
            if known and known.by_rule and _get_matching_keys(known.variant) != _get_matching_keys(variant):
                self.state.mappings_with_changed_keys[key] = True
            complete = variant.complete(known.variant) if known else variant
            self.state.mappings[key] = replace(
                known or ProductMapping(shop, variant), variant=complete, deleted_at=None
            )
            self._set_digest(key, (digests or {}).get(variant.variant_id))
            written.add(variant.variant_id)
        return written

    def get_digests(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, int]:
        known = self.state.mapping_digests
        return {variant_id: known[shop, variant_id] for variant_id in variant_ids if (shop, variant_id) in known}

    def save(self, *mappings: ProductMapping) -> None:
        for mapping in mappings:
            key = (mapping.shop_domain, mapping.variant.variant_id)
            known = self.state.mappings.get(key, mapping)
            self.state.mappings[key] = replace(mapping, variant=known.variant, deleted_at=known.deleted_at)
            self.state.mappings_with_changed_keys.pop(key, None)

    def list_to_match(self, shop: ShopDomain, after: int, limit: int) -> Sequence[ProductMapping]:
        return [mapping for mapping in self.list_for_shop(shop, after=after) if self._needs_matching(mapping)][:limit]

    def save_matches(self, mappings: Sequence[ProductMapping]) -> set[int]:
        written = set()
        for mapping in mappings:
            known = self.get(mapping.shop_domain, mapping.variant.variant_id)
            if known and self._needs_matching(known):
                self.save(mapping)
                written.add(mapping.variant.variant_id)
        return written

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        return self.state.mappings.get((shop, variant_id))

    def get_many(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Sequence[ProductMapping]:
        return [mapping for number in sorted(set(variant_ids)) if (mapping := self.get(shop, number))]

    def list_for_shop(
        self, shop: ShopDomain, status: MappingStatus | None = None, *, after: int = 0, limit: int | None = None
    ) -> Sequence[ProductMapping]:
        return [
            self.state.mappings[key]
            for key in sorted(self.state.mappings)
            if key[0] == shop and key[1] > after and status in (None, self.state.mappings[key].status)
        ][:limit]

    def list_for_products(self, shop: ShopDomain, product_ids: Collection[int]) -> Sequence[ProductMapping]:
        return [mapping for mapping in self.list_for_shop(shop) if mapping.variant.product_id in product_ids]

    def list_page(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: MappingCursor | None = None
    ) -> Sequence[MappingWithDemand]:
        waiting = self._count_waiting_orders(shop)
        mappings_with_demand = (
            MappingWithDemand(each, waiting[each.variant.variant_id])
            for each in self.list_for_shop(shop)
            if _matches_filter(each, which)
        )
        in_order = sorted(mappings_with_demand, key=lambda each: _build_sort_key(each.cursor))
        return [each for each in in_order if after is None or _build_sort_key(each.cursor) > _build_sort_key(after)][
            :limit
        ]

    def count(self, shop: ShopDomain, which: MappingFilter, limit: int) -> int:
        return min(limit, sum(_matches_filter(each, which) for each in self.list_for_shop(shop)))

    def find_sharing_keys(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        keys = {key for variant in variants for key in _get_matching_keys(variant)}
        variant_ids = {variant.variant_id for variant in variants}
        return [
            mapping
            for mapping in self.list_for_shop(shop)
            if mapping.deleted_at is None
            and mapping.variant.variant_id not in variant_ids
            and keys.intersection(_get_matching_keys(mapping.variant))
        ]

    def find_newest_updates(self, shop: ShopDomain, product_ids: Collection[int]) -> Mapping[int, datetime]:
        newest: dict[int, datetime] = {}
        for mapping in self.list_for_products(shop, product_ids):
            if at := mapping.variant.updated_at:
                newest[mapping.variant.product_id] = max(at, newest.get(mapping.variant.product_id, at))
        return newest

    def list_active_ids(self, shop: ShopDomain, after: int, limit: int, before: datetime) -> Sequence[int]:
        return [
            mapping.variant.variant_id
            for mapping in self.list_for_shop(shop, after=after)
            if mapping.deleted_at is None
            and (mapping.variant.updated_at is None or mapping.variant.updated_at < before)
        ][:limit]

    def mark_deleted(self, shop: ShopDomain, variant_ids: Collection[int], at: datetime) -> None:
        for mapping in self.get_many(shop, variant_ids):
            key = (shop, mapping.variant.variant_id)
            self._set_digest(key, None)
            if mapping.status is MappingStatus.UNMAPPED:
                del self.state.mappings[key]
            else:
                self.state.mappings[key] = replace(mapping, deleted_at=mapping.deleted_at or at)

    def mark_products_deleted(self, shop: ShopDomain, product_ids: Collection[int], at: datetime) -> None:
        self.mark_deleted(
            shop, [mapping.variant.variant_id for mapping in self.list_for_products(shop, product_ids)], at
        )
        for product_id in product_ids:
            self.state.deleted_products.setdefault((shop, product_id), at)

    def find_deleted_products(self, shop: ShopDomain, product_ids: Collection[int]) -> set[int]:
        return {product_id for product_id in product_ids if (shop, product_id) in self.state.deleted_products}

    def get_items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, MappedItem]:
        return {
            mapping.variant.variant_id: MappedItem(mapping.item_id, mapping.pieces)
            for mapping in self.get_many(shop, variant_ids)
            if mapping.status is not MappingStatus.UNMAPPED
        }

    def _needs_matching(self, mapping: ProductMapping) -> bool:
        rekeyed = (mapping.shop_domain, mapping.variant.variant_id) in self.state.mappings_with_changed_keys
        return mapping.deleted_at is None and (mapping.undecided or rekeyed)

    def _set_digest(self, key: tuple[ShopDomain, int], digest: int | None) -> None:
        self.state.mapping_digests.pop(key, None)
        if digest is not None:
            self.state.mapping_digests[key] = digest

    def _count_waiting_orders(self, shop: ShopDomain) -> Counter[int]:
        parked = (
            event
            for event in self.state.events.values()
            if event.shop_domain == shop and event.status is EventStatus.PARKED
        )
        waiting = {(event.resource_key, key) for event in parked for key in event.waiting_for}
        return Counter(variant_id for _, key in waiting if (variant_id := parse_variant_key(key)) is not None)


def _matches_filter(mapping: ProductMapping, mapping_filter: MappingFilter) -> bool:
    if mapping_filter.status not in (None, mapping.status):
        return False
    if (
        mapping_filter.status is MappingStatus.UNMAPPED
        and not mapping_filter.include_archived
        and (mapping.variant.archived or mapping.deleted_at)
    ):
        return False
    if mapping_filter.text is None:
        return True
    variant, text = mapping.variant, mapping_filter.text.lower()
    text_found = any(text in (value or "").lower() for value in (variant.title, variant.sku, variant.barcode))
    return text_found or mapping_filter.text in (str(variant.variant_id), mapping.item_id)


def _build_sort_key(cursor: MappingCursor) -> tuple[int, int]:
    return (-cursor.waiting_orders, cursor.variant_id)


def _get_matching_keys(variant: Variant) -> set[tuple[str, str]]:
    keys = (("sku", variant.sku), ("barcode", variant.barcode))
    return {(name, value) for name, value in keys if value}
