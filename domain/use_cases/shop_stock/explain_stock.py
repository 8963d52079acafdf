"""Explains the stock of variants: why is this not in step?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_comparison import ExplainedLevel, ExplainedVariant
from novex_shopify.domain.model.stock_level import StockLevel
from novex_shopify.domain.model.stock_terms import StockTarget
from novex_shopify.domain.policies.stock_explanation import (
    describe_level,
    find_location_obstacle,
    find_next_step,
    find_shop_obstacle,
    find_variant_obstacle,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.products.map_product import get_mapping
from novex_shopify.domain.use_cases.shop_stock.stock_facts import read_stock_facts

_LAST_PUSHES = 5


@dataclass(frozen=True, slots=True)
class ExplainStock:
    """Has an answer for every variant: terms, Shopify's numbers, state, last pushes, and the next step."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain, variant_id: int) -> ExplainedVariant:
        """Explain a variant. Raises `NotFound` for an unknown one."""
        with self.unit_of_work.read() as tx:
            return self._explain(tx, get_mapping(tx, shop, variant_id))

    def item(self, item_id: str) -> Sequence[ExplainedVariant]:
        """Explain the variants with an ERP item that have levels, in all stores. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            if tx.erp.catalog.get(item_id) is None:
                raise NotFound(f"The ERP has no item {item_id}.")
            levels = tx.shop_stock.levels.list_by_items([item_id])
            variants = sorted({(level.shop, level.variant_id) for level in levels})
            return [self._explain(tx, get_mapping(tx, shop, variant_id)) for shop, variant_id in variants]

    def _explain(self, tx: Transaction, mapping: ProductMapping) -> ExplainedVariant:
        shop, variant = mapping.shop_domain, mapping.variant
        known, settings = tx.shops.get_with_settings(shop)
        sync = tx.shop_stock.syncs.find(shop)
        obstacle = find_variant_obstacle(mapping) or find_shop_obstacle(
            known, settings, sync, keeps_stock=tx.erp.stock is not None
        )
        return ExplainedVariant(
            shop,
            variant.variant_id,
            variant.title,
            variant.sku,
            mapping.item_id,
            mapping.pieces,
            obstacle,
            tuple(self._explain_levels(tx, mapping)),
        )

    def _explain_levels(self, tx: Transaction, mapping: ProductMapping) -> Sequence[ExplainedLevel]:
        shop, item = mapping.shop_domain, mapping.variant.inventory_item_id
        locations = tx.shop_stock.locations.list_for_shop(shop)
        mapped = {each.location_id for each in tx.shop_stock.locations.list_mappings(shop) if each.is_mapped}
        keys = [LevelKey(item, location.id) for location in locations] if item else []
        levels = {level.key.location_id: level for level in tx.shop_stock.levels.get_many(shop, keys)}
        targets = self._compute_targets(tx, mapping) if levels else {}
        return [_explain_level(tx, each, levels.get(each.id), targets, mapped) for each in locations]

    def _compute_targets(self, tx: Transaction, mapping: ProductMapping) -> Mapping[int, StockTarget]:
        if mapping.item_id is None or tx.erp.stock is None:
            return {}
        facts = read_stock_facts(tx, mapping.shop_domain, [mapping.item_id], self.clock.now())
        if not facts.keeps_stock(mapping.item_id):
            return {}
        return facts.compute_targets(mapping.variant.variant_id, mapping.item_id, {})


def _explain_level(
    tx: Transaction,
    location: Location,
    level: StockLevel | None,
    targets: Mapping[int, StockTarget],
    mapped: Collection[int],
) -> ExplainedLevel:
    if level is None:
        obstacle = find_location_obstacle(location, is_mapped=location.id in mapped)
        return ExplainedLevel(
            location, None, None, obstacle or "There is no level of this variant.", "Nothing is sent."
        )
    pushes = tx.shop_stock.pushes.list_of_level(level.shop, level.key, _LAST_PUSHES)
    target = targets.get(location.id)
    return ExplainedLevel(location, level, target, describe_level(level), find_next_step(level), tuple(pushes))
