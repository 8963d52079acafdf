"""`shopify_stock_levels`: what is known of the stock of stores at Shopify."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import build_insert, insert_many, is_one_of, is_postgresql
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.products.product_mapping_row import ProductMappingRow
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.adapters.persistence.stock.locations import LocationRow, LocationStorageRow
from novex_shopify.adapters.persistence.stock.stock_level_row import (
    IS_DUE,
    IS_UNDECIDED,
    StockLevelRow,
    VariantNewsRow,
    build_computed_values,
)
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState, StockLevel

_LEVELS, _MAPPINGS, _LOCATIONS = get_columns(StockLevelRow), get_columns(ProductMappingRow), get_columns(LocationRow)
_NEWS, _STORAGE = get_columns(VariantNewsRow), get_columns(LocationStorageRow)
_DERIVED = ("shop_domain", "inventory_item_id", "location_id", "variant_id", "item_id")
_HAS_STORAGE = exists().where(
    _STORAGE["shop_domain"] == _LOCATIONS["shop_domain"], _STORAGE["location_id"] == _LOCATIONS["location_id"]
)
_IS_WRITABLE = and_(
    _MAPPINGS["erp_item_id"].is_not(None),
    _MAPPINGS["inventory_item_id"].is_not(None),
    _MAPPINGS["deleted_at"].is_(None),
    _LOCATIONS["is_active"],
    _LOCATIONS["is_fulfillment_service"] == false(),
    or_(_LOCATIONS["takes_rest"], _HAS_STORAGE),
)
_IS_DERIVED = exists().where(
    _LOCATIONS["shop_domain"] == _LEVELS["shop_domain"],
    _LOCATIONS["location_id"] == _LEVELS["location_id"],
    _MAPPINGS["shop_domain"] == _LEVELS["shop_domain"],
    _MAPPINGS["variant_id"] == _LEVELS["variant_id"],
    _MAPPINGS["inventory_item_id"] == _LEVELS["inventory_item_id"],
    _IS_WRITABLE,
)
_CHANGES_OF_LEVELS = -24
"""Key of the advisory lock. The keys of others are hashes."""

_BY_ID = select(StockLevelRow).order_by(_LEVELS["id"])


@dataclass(frozen=True, slots=True)
class SqlStockLevels:
    """The port `StockLevels`."""

    session: Session

    def note_variants(self, shop: ShopDomain, variant_ids: Collection[int]) -> None:
        rows = [{"shop_domain": shop, "variant_id": each} for each in sorted(variant_ids)]
        insert_many(self.session, VariantNewsRow, rows)

    def has_notes(self) -> bool:
        return self.session.connection().execute(select(_NEWS["id"]).limit(1)).first() is not None

    def take_variants(self, limit: int) -> Mapping[ShopDomain, frozenset[int]]:
        # As a subquery, PostgreSQL may select once for each row, and so take more than the limit.
        oldest = select(_NEWS["id"]).order_by(_NEWS["id"]).limit(limit).with_for_update(skip_locked=True).cte()
        these = _NEWS["id"].in_(select(oldest.c.id))
        taken = delete(VariantNewsRow).where(these).returning(_NEWS["shop_domain"], _NEWS["variant_id"])
        variants = defaultdict[ShopDomain, set[int]](set)
        for shop, variant_id in self.session.connection().execute(taken):
            variants[ShopDomain(shop)].add(variant_id)
        return {shop: frozenset(ids) for shop, ids in variants.items()}

    def derive(self, shop: ShopDomain, variant_ids: Collection[int] | None, at: datetime) -> None:
        self._begin_change()
        of_mappings = self._build_variant_conditions(ProductMappingRow, shop, variant_ids)
        new: dict[str, Any] = {
            "state": literal(str(LevelState.NEW)),
            "terms": literal("[]"),
            "is_forced": false(),
            "due_at": literal(at, UtcDateTime),
            "marks": literal(1),
        }
        variant = [_MAPPINGS[name] for name in ("variant_id", "erp_item_id")]
        columns: list[Any] = [_MAPPINGS["shop_domain"], _MAPPINGS["inventory_item_id"], _LOCATIONS["location_id"]]
        levels = (
            select(*columns, *variant, *new.values())
            .join_from(ProductMappingRow, LocationRow, _LOCATIONS["shop_domain"] == _MAPPINGS["shop_domain"])
            .where(*of_mappings, _IS_WRITABLE)
            .order_by(_MAPPINGS["inventory_item_id"], _LOCATIONS["location_id"])
        )
        insert = build_insert(self.session, StockLevelRow).from_select(
            [*_DERIVED, *new], levels, include_defaults=False
        )
        changes = {name: insert.excluded[name] for name in ("variant_id", "item_id")}
        connection = self.session.connection()
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=["shop_domain", "inventory_item_id", "location_id"],
                set_={**changes, **_mark(at)},
            )
        )
        these = self._build_variant_conditions(StockLevelRow, shop, variant_ids)
        connection.execute(delete(StockLevelRow).where(*these, ~_IS_DERIVED))

    def remove_all(self, shop: ShopDomain) -> None:
        self._begin_change()
        self.session.connection().execute(delete(StockLevelRow).where(_LEVELS["shop_domain"] == shop))

    def mark_due(
        self,
        shop: ShopDomain,
        at: datetime,
        *,
        inventory_item_ids: Collection[int] | None = None,
        item_ids: Collection[str] | None = None,
        force: bool = False,
    ) -> int:
        self._begin_change()
        conditions = [_LEVELS["shop_domain"] == shop]
        if inventory_item_ids is not None:
            conditions.append(is_one_of(self.session, StockLevelRow, "inventory_item_id", inventory_item_ids))
        if item_ids is not None:
            conditions.append(is_one_of(self.session, StockLevelRow, "item_id", item_ids))
        values = _mark(at) | ({"is_forced": True} if force else {})
        return self.session.connection().execute(update(StockLevelRow).where(*conditions).values(values)).rowcount

    def mark_items_due(self, item_ids: Collection[str], at: datetime) -> frozenset[ShopDomain]:
        self._begin_change()
        these = is_one_of(self.session, StockLevelRow, "item_id", item_ids)
        marked = update(StockLevelRow).where(these).values(_mark(at)).returning(_LEVELS["shop_domain"])
        return frozenset(map(ShopDomain, self.session.connection().execute(marked).scalars()))

    def mark_unread(self, shop: ShopDomain, before: datetime, at: datetime, limit: int) -> int:
        self._begin_change()
        is_unread = or_(_LEVELS["read_at"].is_(None), _LEVELS["read_at"] < before)
        waits = _LEVELS["due_at"].is_not(None), _LEVELS["state"] == LevelState.REFUSED
        these = select(_LEVELS["id"]).where(_LEVELS["shop_domain"] == shop, is_unread, ~or_(*waits))
        oldest = these.order_by(_LEVELS["id"]).limit(limit)
        marked = update(StockLevelRow).where(_LEVELS["id"].in_(oldest)).values(_mark(at))
        return self.session.connection().execute(marked).rowcount

    def list_due(self, shop: ShopDomain, now: datetime, limit: int) -> Sequence[StockLevel]:
        due = select(StockLevelRow).where(_LEVELS["shop_domain"] == shop, IS_DUE, _LEVELS["due_at"] <= now)
        return self._fetch(due.order_by(_LEVELS["due_at"], _LEVELS["id"]).limit(limit))

    def find_next_due(self, shop: ShopDomain) -> datetime | None:
        return self._find_first(_LEVELS["shop_domain"] == shop)

    def find_oldest_due(self) -> datetime | None:
        return self._find_first()

    def count_due(self, limit: int) -> int:
        due = select(_LEVELS["id"]).where(IS_DUE).limit(limit).subquery()
        return self.session.connection().execute(select(func.count()).select_from(due)).scalar_one()

    def save(self, levels: Collection[StockLevel]) -> None:
        if not levels:
            return
        self._begin_change()
        unmarked = _LEVELS["marks"] == bindparam("seen_marks")
        names = build_computed_values(next(iter(levels)))
        statement = (
            update(StockLevelRow)
            .where(_LEVELS["id"] == bindparam("level_id"))
            .values(
                **{name: bindparam(f"new_{name}", type_=_LEVELS[name].type) for name in names},
                due_at=case((unmarked, bindparam("next_due_at", type_=UtcDateTime)), else_=_LEVELS["due_at"]),
                is_forced=case((unmarked, bindparam("still_forced")), else_=_LEVELS["is_forced"]),
            )
        )
        rows = [
            {
                "level_id": level.id,
                "seen_marks": level.marks,
                "next_due_at": level.due_at,
                "still_forced": level.is_forced,
                **{f"new_{name}": value for name, value in build_computed_values(level).items()},
            }
            for level in sorted(levels, key=lambda each: each.id)
        ]
        self.session.connection().execute(statement, rows)

    def get_many(self, shop: ShopDomain, keys: Collection[LevelKey]) -> Sequence[StockLevel]:
        wanted = set(keys)
        items = is_one_of(self.session, StockLevelRow, "inventory_item_id", {key.inventory_item_id for key in keys})
        levels = self._fetch(_BY_ID.where(_LEVELS["shop_domain"] == shop, items))
        return [level for level in levels if level.key in wanted]

    def list_by_items(self, item_ids: Collection[str]) -> Sequence[StockLevel]:
        return self._fetch(_BY_ID.where(is_one_of(self.session, StockLevelRow, "item_id", item_ids)))

    def list_page(
        self, shop: ShopDomain, wanted: LevelFilter, limit: int, after: int | None = None
    ) -> Sequence[StockLevel]:
        conditions = [_LEVELS["shop_domain"] == shop, *self._build_conditions(wanted)]
        if after is not None:
            conditions.append(_LEVELS["id"] > after)
        return self._fetch(_BY_ID.where(*conditions).limit(limit))

    def count(self, shop: ShopDomain, wanted: LevelFilter, limit: int) -> int:
        these = (_LEVELS["shop_domain"] == shop, *self._build_conditions(wanted))
        found = select(_LEVELS["id"]).where(*these).limit(limit).subquery()
        return self.session.connection().execute(select(func.count()).select_from(found)).scalar_one()

    def count_by_state(self, shop: ShopDomain) -> Mapping[LevelState, int]:
        counts = select(_LEVELS["state"], func.count()).where(_LEVELS["shop_domain"] == shop).group_by(_LEVELS["state"])
        return {LevelState(state): count for state, count in self.session.connection().execute(counts)}

    def count_undecided(self) -> Mapping[tuple[ShopDomain, LevelState], int]:
        key = (_LEVELS["shop_domain"], _LEVELS["state"])
        counts = select(*key, func.count()).where(IS_UNDECIDED).group_by(*key)
        rows = self.session.connection().execute(counts)
        return {(ShopDomain(shop), LevelState(state)): count for shop, state, count in rows}

    def _begin_change(self) -> None:
        """Wait for all others who change levels: each locks those of several items and stores in an order of its own.

        What moves stock only adds news, and does not wait.
        """
        if is_postgresql(self.session):
            self.session.connection().execute(select(func.pg_advisory_xact_lock(_CHANGES_OF_LEVELS)))

    def _build_conditions(self, wanted: LevelFilter) -> Iterator[ColumnElement[bool]]:
        if wanted.states is not None:
            yield _LEVELS["state"].in_(sorted(wanted.states))
        if wanted.location_id is not None:
            yield _LEVELS["location_id"] == wanted.location_id
        if wanted.item_ids is not None:
            yield is_one_of(self.session, StockLevelRow, "item_id", wanted.item_ids)
        if wanted.differing:
            yield _LEVELS["on_hand"] != _LEVELS["target"]

    def _build_variant_conditions(
        self,
        table: type[ProductMappingRow] | type[StockLevelRow],
        shop: ShopDomain,
        variant_ids: Collection[int] | None,
    ) -> list[ColumnElement[bool]]:
        conditions = [get_columns(table)["shop_domain"] == shop]
        if variant_ids is not None:
            conditions.append(is_one_of(self.session, table, "variant_id", variant_ids))
        return conditions

    def _find_first(self, *conditions: ColumnElement[bool]) -> datetime | None:
        due = select(_LEVELS["due_at"]).where(IS_DUE, *conditions).order_by(_LEVELS["due_at"]).limit(1)
        return self.session.connection().execute(due).scalar_one_or_none()

    def _fetch(self, statement: Any) -> list[StockLevel]:
        return [row.to_domain() for row in self.session.scalars(statement)]


def _mark(at: datetime) -> dict[str, Any]:
    is_earlier = or_(_LEVELS["due_at"].is_(None), _LEVELS["due_at"] > at)
    return {
        "due_at": case((is_earlier, literal(at, UtcDateTime)), else_=_LEVELS["due_at"]),
        "marks": _LEVELS["marks"] + 1,
    }
