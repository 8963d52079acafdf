"""Product mappings in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.errors import variant_of
from novex_shopify.domain.model.product import (
    ListedMapping,
    MappingFilter,
    MappingStatus,
    Place,
    ProductMapping,
    Variant,
)
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus


@dataclass(frozen=True, slots=True)
class MemoryProductMappings:
    """The port `ProductMappings`."""

    state: State

    def see(self, shop: ShopDomain, variants: Iterable[Variant], digests: Mapping[int, int] | None = None) -> set[int]:
        """Write that the store has these variants; known ones keep their mapping."""
        written = set()
        for variant in variants:
            key = (shop, variant.variant_id)
            known = self.state.mappings.get(key)
            deleted = (shop, variant.product_id) in self.state.deleted_products
            if deleted or (known and variant.is_older_than(known.variant.updated_at)):
                continue
            if known and known.by_rule and _keys(known.variant) != _keys(variant):
                self.state.rekeyed_mappings[key] = True
            self.state.mappings[key] = replace(known or ProductMapping(shop, variant), variant=variant, deleted_at=None)
            self._digest(key, (digests or {}).get(variant.variant_id))
            written.add(variant.variant_id)
        return written

    def digests(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, int]:
        """The digests that variants were written with."""
        known = self.state.mapping_digests
        return {variant_id: known[shop, variant_id] for variant_id in variant_ids if (shop, variant_id) in known}

    def save(self, *mappings: ProductMapping) -> None:
        """Add mappings, or replace what was decided."""
        for mapping in mappings:
            key = (mapping.shop_domain, mapping.variant.variant_id)
            known = self.state.mappings.get(key, mapping)
            self.state.mappings[key] = replace(mapping, variant=known.variant, deleted_at=known.deleted_at)
            self.state.rekeyed_mappings.pop(key, None)

    def to_match(self, shop: ShopDomain, after: int, limit: int) -> Sequence[ProductMapping]:
        """What the rule shall look at."""
        return [mapping for mapping in self.of(shop, after=after) if self._is_to_match(mapping)][:limit]

    def match(self, mappings: Sequence[ProductMapping]) -> set[int]:
        """Write what the rule found."""
        written = set()
        for mapping in mappings:
            known = self.get(mapping.shop_domain, mapping.variant.variant_id)
            if known and self._is_to_match(known):
                self.save(mapping)
                written.add(mapping.variant.variant_id)
        return written

    def get(self, shop: ShopDomain, variant_id: int) -> ProductMapping | None:
        """One mapping."""
        return self.state.mappings.get((shop, variant_id))

    def some(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Sequence[ProductMapping]:
        """The mappings of these variants."""
        return [mapping for number in sorted(set(variant_ids)) if (mapping := self.get(shop, number))]

    def of(
        self, shop: ShopDomain, status: MappingStatus | None = None, *, after: int = 0, limit: int | None = None
    ) -> Sequence[ProductMapping]:
        """A store's mappings, by variant id."""
        return [
            self.state.mappings[key]
            for key in sorted(self.state.mappings)
            if key[0] == shop and key[1] > after and status in (None, self.state.mappings[key].status)
        ][:limit]

    def of_products(self, shop: ShopDomain, product_ids: Collection[int]) -> Sequence[ProductMapping]:
        """The mappings of all variants of these products."""
        return [mapping for mapping in self.of(shop) if mapping.variant.product_id in product_ids]

    def page(
        self, shop: ShopDomain, which: MappingFilter, limit: int, after: Place | None = None
    ) -> Sequence[ListedMapping]:
        """The list of mappings, what most orders wait for first."""
        waiting = self._waiting(shop)
        listed = (ListedMapping(each, waiting[each.variant.variant_id]) for each in self.of(shop) if _fits(each, which))
        in_order = sorted(listed, key=lambda each: _order(each.place))
        return [each for each in in_order if after is None or _order(each.place) > _order(after)][:limit]

    def like(self, shop: ShopDomain, variants: Sequence[Variant]) -> Sequence[ProductMapping]:
        """The other living variants that share a key with one of these."""
        keys = {key for variant in variants for key in _keys(variant)}
        themselves = {variant.variant_id for variant in variants}
        return [
            mapping
            for mapping in self.of(shop)
            if mapping.deleted_at is None
            and mapping.variant.variant_id not in themselves
            and keys.intersection(_keys(mapping.variant))
        ]

    def newest(self, shop: ShopDomain, product_ids: Collection[int]) -> Mapping[int, datetime]:
        """When each of these products last changed."""
        newest: dict[int, datetime] = {}
        for mapping in self.of_products(shop, product_ids):
            if at := mapping.variant.updated_at:
                newest[mapping.variant.product_id] = max(at, newest.get(mapping.variant.product_id, at))
        return newest

    def living(self, shop: ShopDomain, after: int, limit: int, before: datetime) -> Sequence[int]:
        """Ids of living variants that were not told to have changed since."""
        return [
            mapping.variant.variant_id
            for mapping in self.of(shop, after=after)
            if mapping.deleted_at is None
            and (mapping.variant.updated_at is None or mapping.variant.updated_at < before)
        ][:limit]

    def delete(self, shop: ShopDomain, variant_ids: Collection[int], at: datetime) -> None:
        """The unmapped are forgotten, the others are marked."""
        for mapping in self.some(shop, variant_ids):
            key = (shop, mapping.variant.variant_id)
            self._digest(key, None)
            if mapping.status is MappingStatus.UNMAPPED:
                del self.state.mappings[key]
            else:
                self.state.mappings[key] = replace(mapping, deleted_at=mapping.deleted_at or at)

    def delete_products(self, shop: ShopDomain, product_ids: Collection[int], at: datetime) -> None:
        """Their variants are deleted, and nothing of them is written any more."""
        self.delete(shop, [mapping.variant.variant_id for mapping in self.of_products(shop, product_ids)], at)
        for product_id in product_ids:
            self.state.deleted_products.setdefault((shop, product_id), at)

    def deleted_products(self, shop: ShopDomain, product_ids: Collection[int]) -> set[int]:
        """Those of these products that were deleted."""
        return {product_id for product_id in product_ids if (shop, product_id) in self.state.deleted_products}

    def items(self, shop: ShopDomain, variant_ids: Iterable[int]) -> Mapping[int, str | None]:
        """ERP item ids by variant id, for those that are mapped or ignored."""
        return {
            mapping.variant.variant_id: mapping.item_id
            for mapping in self.some(shop, variant_ids)
            if mapping.status is not MappingStatus.UNMAPPED
        }

    def _is_to_match(self, mapping: ProductMapping) -> bool:
        rekeyed = (mapping.shop_domain, mapping.variant.variant_id) in self.state.rekeyed_mappings
        return mapping.deleted_at is None and (mapping.undecided or rekeyed)

    def _digest(self, key: tuple[ShopDomain, int], digest: int | None) -> None:
        self.state.mapping_digests.pop(key, None)
        if digest is not None:
            self.state.mapping_digests[key] = digest

    def _waiting(self, shop: ShopDomain) -> Counter[int]:
        parked = (
            event
            for event in self.state.events.values()
            if event.shop_domain == shop and event.status is EventStatus.PARKED
        )
        waiting = {(event.resource_key, key) for event in parked for key in event.waiting_for}
        return Counter(variant_id for _, key in waiting if (variant_id := variant_of(key)) is not None)


def _fits(mapping: ProductMapping, which: MappingFilter) -> bool:
    if which.status not in (None, mapping.status):
        return False
    if (
        which.status is MappingStatus.UNMAPPED
        and not which.retired
        and (mapping.variant.archived or mapping.deleted_at)
    ):
        return False
    if which.text is None:
        return True
    variant, text = mapping.variant, which.text.lower()
    within = any(text in (value or "").lower() for value in (variant.title, variant.sku, variant.barcode))
    return within or which.text in (str(variant.variant_id), mapping.item_id)


def _order(place: Place) -> tuple[int, int]:
    return (-place.waiting, place.variant_id)


def _keys(variant: Variant) -> set[tuple[str, str]]:
    keys = (("sku", variant.sku), ("barcode", variant.barcode))
    return {(name, value) for name, value in keys if value}
