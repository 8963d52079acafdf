"""What is known of the stock of stores at Shopify, in memory."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState, StockLevel

_UNDECIDED = (LevelState.DRIFT, LevelState.REFUSED)


@dataclass(frozen=True, slots=True)
class MemoryStockLevels:
    """The port `StockLevels`."""

    state: State

    def note_variants(self, shop: ShopDomain, variant_ids: Collection[int]) -> None:
        for variant_id in sorted(variant_ids):
            self.state.variant_news[allocate_id(self.state.variant_news)] = (shop, variant_id)

    def has_notes(self) -> bool:
        return bool(self.state.variant_news)

    def take_variants(self, limit: int) -> Mapping[ShopDomain, frozenset[int]]:
        taken = [self.state.variant_news.pop(each) for each in sorted(self.state.variant_news)[:limit]]
        return {shop: frozenset(each for of, each in taken if of == shop) for shop, _ in taken}

    def derive(self, shop: ShopDomain, variant_ids: Collection[int] | None, at: datetime) -> None:
        wanted = {
            key: (variant_id, item_id)
            for key, variant_id, item_id in self._list_derived(shop)
            if variant_ids is None or variant_id in variant_ids
        }
        known = {level.key: level for level in self._list_all() if level.shop == shop}
        for key, (variant_id, item_id) in sorted(wanted.items()):
            level = known.get(key)
            if level is None:
                level = StockLevel(allocate_id(self.state.stock_levels), shop, key, variant_id, item_id)
            self._store(_mark(replace(level, variant_id=variant_id, item_id=item_id), at))
        for key, level in known.items():
            if key not in wanted and (variant_ids is None or level.variant_id in variant_ids):
                del self.state.stock_levels[level.id]

    def remove_all(self, shop: ShopDomain) -> None:
        for level in self._list_all():
            if level.shop == shop:
                del self.state.stock_levels[level.id]

    def mark_due(
        self,
        shop: ShopDomain,
        at: datetime,
        *,
        inventory_item_ids: Collection[int] | None = None,
        item_ids: Collection[str] | None = None,
        force: bool = False,
    ) -> int:
        marked = [
            level
            for level in self._list_all()
            if level.shop == shop
            and (inventory_item_ids is None or level.key.inventory_item_id in inventory_item_ids)
            and (item_ids is None or level.item_id in item_ids)
        ]
        for level in marked:
            self._store(_mark(replace(level, is_forced=level.is_forced or force), at))
        return len(marked)

    def mark_items_due(self, item_ids: Collection[str], at: datetime) -> frozenset[ShopDomain]:
        marked = self.list_by_items(item_ids)
        for level in marked:
            self._store(_mark(level, at))
        return frozenset(level.shop for level in marked)

    def mark_unread(self, shop: ShopDomain, before: datetime, at: datetime, limit: int) -> int:
        unread = [
            level
            for level in self._list_all()
            if level.shop == shop
            and level.due_at is None
            and level.state is not LevelState.REFUSED
            and (level.read_at is None or level.read_at < before)
        ][:limit]
        for level in unread:
            self._store(_mark(level, at))
        return len(unread)

    def list_due(self, shop: ShopDomain, now: datetime, limit: int) -> Sequence[StockLevel]:
        due = [(level.due_at, level.id) for level in self._list_all() if level.shop == shop and level.due_at]
        return [self.state.stock_levels[level_id] for at, level_id in sorted(due) if at <= now][:limit]

    def find_next_due(self, shop: ShopDomain) -> datetime | None:
        return _find_first(level for level in self._list_all() if level.shop == shop)

    def find_oldest_due(self) -> datetime | None:
        return _find_first(self._list_all())

    def count_due(self, limit: int) -> int:
        return min(limit, sum(level.due_at is not None for level in self._list_all()))

    def save(self, levels: Collection[StockLevel]) -> None:
        for level in levels:
            current = self.state.stock_levels.get(level.id)
            if current is None:
                continue
            if current.marks != level.marks:
                level = replace(  # noqa: PLW2901
                    level, due_at=current.due_at, marks=current.marks, is_forced=current.is_forced
                )
            self._store(level)

    def get_many(self, shop: ShopDomain, keys: Collection[LevelKey]) -> Sequence[StockLevel]:
        return [level for level in self._list_all() if level.shop == shop and level.key in keys]

    def list_by_items(self, item_ids: Collection[str]) -> Sequence[StockLevel]:
        return [level for level in self._list_all() if level.item_id in item_ids]

    def list_page(
        self, shop: ShopDomain, wanted: LevelFilter, limit: int, after: int | None = None
    ) -> Sequence[StockLevel]:
        found = self._find(shop, wanted)
        return [level for level in found if after is None or level.id > after][:limit]

    def count(self, shop: ShopDomain, wanted: LevelFilter, limit: int) -> int:
        return min(limit, len(self._find(shop, wanted)))

    def count_by_state(self, shop: ShopDomain) -> Mapping[LevelState, int]:
        return Counter(level.state for level in self._list_all() if level.shop == shop)

    def count_undecided(self) -> Mapping[tuple[ShopDomain, LevelState], int]:
        return Counter((level.shop, level.state) for level in self._list_all() if level.state in _UNDECIDED)

    def _list_derived(self, shop: ShopDomain) -> Iterator[tuple[LevelKey, int, str]]:
        places = [
            location.id
            for location in self.state.locations.values()
            if location.shop == shop
            and location.is_active
            and not location.is_fulfillment_service
            and (shop, location.id) in self.state.location_mappings
        ]
        for (of, variant_id), mapping in self.state.mappings.items():
            item = mapping.variant.inventory_item_id
            if of == shop and mapping.item_id and item and mapping.deleted_at is None:
                for place in places:
                    yield LevelKey(item, place), variant_id, mapping.item_id

    def _find(self, shop: ShopDomain, wanted: LevelFilter) -> list[StockLevel]:
        return [level for level in self._list_all() if level.shop == shop and _matches(level, wanted)]

    def _list_all(self) -> list[StockLevel]:
        return [self.state.stock_levels[level_id] for level_id in sorted(self.state.stock_levels)]

    def _store(self, level: StockLevel) -> None:
        self.state.stock_levels[level.id] = level


def _mark(level: StockLevel, at: datetime) -> StockLevel:
    return replace(level, due_at=min(level.due_at or at, at), marks=level.marks + 1)


def _find_first(levels: Iterable[StockLevel]) -> datetime | None:
    return min((level.due_at for level in levels if level.due_at), default=None)


def _matches(level: StockLevel, wanted: LevelFilter) -> bool:
    return (
        (wanted.states is None or level.state in wanted.states)
        and wanted.location_id in (None, level.key.location_id)
        and (wanted.item_ids is None or level.item_id in wanted.item_ids)
        and (not wanted.differing or bool(level.difference))
    )
