"""Shows what Shopify has, what it is to have, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_comparison import ComparedLevel, StockComparison
from novex_shopify.domain.model.stock_level import LevelFilter, StockLevel
from novex_shopify.domain.policies.stock_explanation import describe_level, find_next_step, find_shop_obstacle
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

ALL_LEVELS = LevelFilter()


@dataclass(frozen=True, slots=True)
class CompareStock:
    """Shows a store's levels as they were compared last, page by page."""

    unit_of_work: UnitOfWork

    def __call__(
        self, shop: ShopDomain, wanted: LevelFilter = ALL_LEVELS, limit: int = 50, after: int | None = None
    ) -> StockComparison:
        """Return up to `limit` levels, those after a position if given. Raises `NotFound` for an unknown store."""
        with self.unit_of_work.read() as tx:
            known, settings = tx.shops.get_with_settings(shop)
            if known is None:
                raise NotFound(f"{shop} was never connected.")
            sync = tx.shop_stock.syncs.find(shop)
            levels = _list(tx, shop, wanted, limit + 1, after)
            return StockComparison(
                shop,
                settings.push_stock,
                sync,
                find_shop_obstacle(known, settings, sync, keeps_stock=tx.erp.stock is not None),
                levels[:limit],
                levels[limit - 1].level.id if len(levels) > limit else None,
                tx.shop_stock.levels.count_by_state(shop),
            )

    def list_levels(
        self, shop: ShopDomain, wanted: LevelFilter, limit: int, after: int | None = None
    ) -> Sequence[ComparedLevel]:
        """List only the levels, for who has what else there is of the store, or does not need it."""
        with self.unit_of_work.read() as tx:
            return _list(tx, shop, wanted, limit, after)

    def count(self, shop: ShopDomain, wanted: LevelFilter, limit: int) -> int:
        """Count the levels that match, up to `limit`."""
        with self.unit_of_work.read() as tx:
            return tx.shop_stock.levels.count(shop, wanted, limit)


def _list(
    tx: Transaction, shop: ShopDomain, wanted: LevelFilter, limit: int, after: int | None
) -> tuple[ComparedLevel, ...]:
    return tuple(_describe(tx, shop, tx.shop_stock.levels.list_page(shop, wanted, limit, after)))


def _describe(tx: Transaction, shop: ShopDomain, levels: Sequence[StockLevel]) -> Iterable[ComparedLevel]:
    found = tx.mappings.get_many(shop, {level.variant_id for level in levels})
    mappings: Mapping[int, ProductMapping] = {each.variant.variant_id: each for each in found}
    items = tx.erp.catalog.get_many({level.item_id for level in levels})
    locations = {each.id: each.name for each in tx.shop_stock.locations.list_for_shop(shop)}
    for level in levels:
        mapping, item = mappings.get(level.variant_id), items.get(level.item_id)
        yield ComparedLevel(
            level,
            mapping.variant.title if mapping else "",
            mapping.variant.sku if mapping else None,
            item.name if item else level.item_id,
            locations.get(level.key.location_id, ""),
            mapping.pieces if mapping else 1,
            describe_level(level),
            find_next_step(level),
        )
