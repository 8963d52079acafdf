"""Reads what decides the numbers of a store's levels, and computes their targets."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.location import LocationMapping
from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits
from novex_shopify.domain.model.product import Item, MappedItem, ProductMapping
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.stock_level import NEVER_WRITTEN, LevelState, StockLevel
from novex_shopify.domain.model.stock_terms import StockTarget
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.policies.stock_target import (
    LocationUnits,
    Seller,
    compute_targets,
    count_demand_elsewhere,
    count_own_units,
    count_short_demand,
    find_safety_stock,
    group_by_location,
)
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock

Readings = Mapping[LevelKey, InventoryLevel | None]


@dataclass(frozen=True, slots=True)
class StockFacts:
    """What is known, in one transaction, of some items and of what all stores sell of them.

    `mappings` are those of the store's variants with levels, by variant; `pieces` the base units in one sold unit of
    every seller. Levels, free units, demands and units of lines are by item. `unread` are the stores whose levels are
    not read now: what Shopify counted there may be long over.
    """

    shop: ShopDomain
    settings: ShopSettings
    items: Mapping[str, Item]
    mappings: Mapping[int, ProductMapping]
    levels: Mapping[str, Sequence[StockLevel]]
    pieces: Mapping[Seller, int]
    free: Mapping[str, Sequence[FreeUnits]]
    demands: Mapping[str, Sequence[LineDemand]]
    units: Mapping[str, Sequence[LineUnits]]
    locations: Sequence[LocationMapping]
    safety: Sequence[SafetyStock]
    unread: Collection[ShopDomain] = ()

    def keeps_stock(self, item_id: str) -> bool:
        """Whether the ERP knows how much there is: it has no numbers of an item without lots."""
        item = self.items.get(item_id)
        return item is not None and item.lot_tracked

    def is_bundle(self, level: StockLevel) -> bool:
        """Whether Shopify says so of the variant, or has refused its level for that reason."""
        mapping = self.mappings.get(level.variant_id)
        stated = mapping.variant.is_bundle if mapping else None
        return level.state is LevelState.BUNDLE and not level.is_forced if stated is None else stated

    def find_committed_changes(self, levels: Iterable[StockLevel]) -> frozenset[str]:
        """Return the items of which Shopify counts more or less as ordered than it did, and that others sell as well:
        what they may offer changes too. `levels` are as they were compared.
        """
        before = {each.id: each.committed or 0 for of_item in self.levels.values() for each in of_item}
        changed = {level.item_id for level in levels if (level.committed or 0) != before.get(level.id, 0)}
        return frozenset(
            item_id
            for item_id in changed
            if len({(each.shop, each.variant_id) for each in self.levels.get(item_id, ())}) > 1
        )

    def compute_targets(self, variant_id: int, item_id: str, readings: Readings) -> Mapping[int, StockTarget]:
        """The targets of a variant by location: of all its levels at which Shopify stocks it."""
        me = Seller(self.shop, variant_id)
        levels = self.levels.get(item_id, ())
        mine = [each for each in levels if (each.shop, each.variant_id) == (self.shop, variant_id)]
        counted = {
            level.key.location_id: count for level in mine if (count := _count_committed(level, readings)) is not None
        }
        demands = self.demands.get(item_id, ())
        own = count_own_units(demands, self.units.get(item_id, ()))
        units = group_by_location(
            self.locations, self.free.get(item_id, ()), (each for seller, each in own if seller == me)
        )
        locations = [
            self._complete(units.get(location_id, LocationUnits(location_id)), item_id, committed)
            for location_id, committed in counted.items()
        ]
        pieces = self.pieces.get(me, 1)
        needed = sum(each.committed for each in demands if Seller(each.shop, each.variant_id) == me)
        short = count_short_demand(demands, own, self._sum_committed(item_id, readings))
        elsewhere = count_demand_elsewhere(needed, locations, pieces)
        return compute_targets(locations, {**short, me: elsewhere}, pieces)

    def _complete(self, units: LocationUnits, item_id: str, committed: int) -> LocationUnits:
        safety = find_safety_stock(self.safety, self.shop, units.location_id, item_id, self.settings.safety_stock)
        return replace(units, committed=committed, safety=safety)

    def _sum_committed(self, item_id: str, readings: Readings) -> Mapping[Seller, int]:
        """What Shopify counts as committed, in base units, by seller."""
        committed = Counter[Seller]()
        for level in self.levels.get(item_id, ()):
            if level.shop not in self.unread:
                seller = Seller(level.shop, level.variant_id)
                known = readings if level.shop == self.shop else {}
                committed[seller] += (_count_committed(level, known) or 0) * self.pieces.get(seller, 1)
        return committed


class _OfItem(Protocol):
    @property
    def item_id(self) -> str: ...


T = TypeVar("T", bound=_OfItem)


def _group_by_item(records: Iterable[T]) -> Mapping[str, Sequence[T]]:
    grouped = defaultdict[str, list[T]](list)
    for each in records:
        grouped[each.item_id].append(each)
    return grouped


def read_stock_facts(tx: Transaction, shop: ShopDomain, item_ids: Collection[str], now: datetime) -> StockFacts:
    """Read the facts of items for the levels of a store. Raises `NoStockKept`."""
    stock, items = get_stock(tx), frozenset(item_ids)
    known, settings = tx.shops.get_with_settings(shop)
    today = to_day(now, known.profile.zone) if known else now.date()
    levels = tx.shop_stock.levels.list_by_items(items)
    demands = stock.demand.list_by_items(items)
    mine = tx.mappings.get_many(shop, {each.variant_id for each in levels if each.shop == shop})
    return StockFacts(
        shop,
        settings,
        tx.erp.catalog.get_many(items),
        {each.variant.variant_id: each for each in mine},
        _group_by_item(levels),
        _read_pieces(tx, levels),
        _group_by_item(stock.units.list_free(items, find_good_until(today, settings))),
        _group_by_item(demands),
        _group_by_item(stock.units.list_of_lines(items) if demands else ()),
        tx.shop_stock.locations.list_mappings(shop),
        tx.shop_stock.safety.list_for(shop, items),
        _list_unread(tx, {level.shop for level in levels} - {shop}),
    )


def find_good_until(today: date, settings: ShopSettings) -> date:
    """The day until which a lot must be good that a store sells."""
    return today + timedelta(days=settings.min_remaining_days)


def _list_unread(tx: Transaction, others: Collection[ShopDomain]) -> frozenset[ShopDomain]:
    """Those of the other stores that are paused, or that Shopify cannot be asked about."""
    if not others:
        return frozenset()
    paused = {sync.shop for sync in tx.shop_stock.syncs.list_all() if sync.is_paused}
    reachable = {shop.domain for shop in tx.shops.list_all() if shop.active and shop.reachable}
    return frozenset(shop for shop in others if shop in paused or shop not in reachable)


def _read_pieces(tx: Transaction, levels: Iterable[StockLevel]) -> Mapping[Seller, int]:
    variants = defaultdict[ShopDomain, set[int]](set)
    for level in levels:
        variants[level.shop].add(level.variant_id)
    mapped: dict[Seller, MappedItem] = {
        Seller(shop, variant_id): item
        for shop, variant_ids in variants.items()
        for variant_id, item in tx.mappings.get_items(shop, sorted(variant_ids)).items()
    }
    return {seller: item.pieces for seller, item in mapped.items()}


def _count_committed(level: StockLevel, readings: Readings) -> int | None:
    """What Shopify counts as committed at a level; None if the level is not one that Shopify counts."""
    if level.key in readings:
        reading = readings[level.key]
        return reading.committed if reading and reading.is_active and reading.tracked else None
    return None if level.state in NEVER_WRITTEN else level.committed or 0
