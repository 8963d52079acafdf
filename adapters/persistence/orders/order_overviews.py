"""`shopify_order_overviews`: what lists of orders are filtered and counted by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Numeric, and_, bindparam, cast, delete, exists, func, literal, or_, select, tuple_
from sqlalchemy import true as always
from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import (
    ConflictAction,
    insert_many,
    is_none_of,
    is_one_of,
    is_postgresql,
)
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.orders.order_holds import OrderHoldRow
from novex_shopify.adapters.persistence.orders.order_overview_row import (
    STATE_COLUMNS,
    OrderOverviewRow,
    build_overview_row,
    mark_sku,
    mark_tag,
    surround,
    to_overview,
)
from novex_shopify.adapters.persistence.row import get_columns
from novex_shopify.domain.model.order_overview import (
    DeliveryState,
    OrderKey,
    OrderOverview,
    OrderOverviewFilter,
    group_by_shop,
)
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.shop import ShopDomain

_COLUMNS = get_columns(OrderOverviewRow)
_HOLDS = get_columns(OrderHoldRow)
_KEY = ("shop_domain", "shopify_order_id")
_ORDER_ID, _PLACED_AT = _COLUMNS["shopify_order_id"], _COLUMNS["placed_at"]
_KEPT_IF_UNSTATED = ("risk", "country")
_EXACT = ("payment", "fulfillment", "delivery", "country", "risk")
_SET = sqlalchemy.update(OrderOverviewRow).where(
    bindparam("changed_shop") == _COLUMNS["shop_domain"], bindparam("changed_id") == _ORDER_ID
)
_SET_DELIVERY = _SET.values(delivery=bindparam("new_delivery"))
_SET_RISK = _SET.values(risk=bindparam("new_risk"))


@dataclass(frozen=True, slots=True)
class SqlOrderOverviews:
    """The port `OrderOverviews`."""

    session: Session

    def put(self, overviews: Sequence[OrderOverview], *, keep_states: bool = False) -> None:
        # In one order, so that no two transactions wait for each other.
        rows = [build_overview_row(each) for each in sorted(overviews, key=lambda each: each.key)]
        kept = frozenset({*_KEY, "delivery", *(STATE_COLUMNS if keep_states else ())})
        insert_many(self.session, OrderOverviewRow, rows, _overwrite_if_changed(kept))

    def set_delivery(self, shop: ShopDomain, order_id: int, delivery: DeliveryState | None) -> None:
        values = {"changed_shop": shop, "changed_id": order_id, "new_delivery": delivery and delivery.value}
        self.session.connection().execute(_SET_DELIVERY, values)

    def set_risks(self, shop: ShopDomain, risks: Mapping[int, str]) -> None:
        rows = [{"changed_shop": shop, "changed_id": each, "new_risk": risks[each]} for each in sorted(risks)]
        if rows:
            self.session.connection().execute(_SET_RISK, rows)

    def remove_unbooked(self, shop: ShopDomain, order_ids: Collection[int]) -> None:
        these = is_one_of(self.session, OrderOverviewRow, "shopify_order_id", order_ids)
        unbooked = delete(OrderOverviewRow).where(_COLUMNS["shop_domain"] == shop, these, _COLUMNS["erp_id"].is_(None))
        self.session.connection().execute(unbooked)

    def list_page(
        self,
        wanted: OrderOverviewFilter,
        limit: int,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[OrderOverview]:
        position = (_PLACED_AT, _ORDER_ID)
        conditions = self._build_conditions(wanted)
        if after is not None:
            shown, last = tuple_(*position), tuple_(literal(after.at, UtcDateTime), literal(after.order_id))
            conditions.append(shown > last if oldest_first else shown < last)
        order = [column.asc() if oldest_first else column.desc() for column in position]
        statement = select(*_COLUMNS.values()).where(*conditions).order_by(*order).limit(limit)
        return [to_overview(row) for row in self.session.connection().execute(statement)]

    def count(self, wanted: OrderOverviewFilter, limit: int) -> int:
        found = select(_ORDER_ID).where(*self._build_conditions(wanted)).limit(limit).subquery()
        return self.session.connection().execute(select(func.count()).select_from(found)).scalar_one()

    def find_keys(self, erp_ids: Collection[str]) -> Mapping[str, OrderKey]:
        these = is_one_of(self.session, OrderOverviewRow, "erp_id", erp_ids)
        statement = select(_COLUMNS["erp_id"], _COLUMNS["shop_domain"], _ORDER_ID).where(these)
        rows = self.session.connection().execute(statement)
        return {erp_id: (ShopDomain(shop), order_id) for erp_id, shop, order_id in rows}

    def find_unknown(self, keys: Collection[OrderKey]) -> set[OrderKey]:
        if not keys:
            return set()
        statement = select(_COLUMNS["shop_domain"], _ORDER_ID).where(self._has_key(keys))
        known = self.session.connection().execute(statement)
        return set(keys).difference((ShopDomain(shop), order_id) for shop, order_id in known)

    def _build_conditions(self, wanted: OrderOverviewFilter) -> list[ColumnElement[bool]]:
        conditions = [_COLUMNS[name] == value for name in _EXACT if (value := getattr(wanted, name)) is not None]
        conditions += [_COLUMNS[name].is_(True) for name in ("unpaid", "refunded", "ready") if getattr(wanted, name)]
        if wanted.shop is not None:
            conditions.append(_COLUMNS["shop_domain"] == wanted.shop)
        if wanted.placed_from is not None:
            conditions.append(wanted.placed_from <= _PLACED_AT)
        if wanted.placed_before is not None:
            conditions.append(wanted.placed_before > _PLACED_AT)
        if wanted.booked is not None:
            conditions.append(_COLUMNS["erp_id"].is_not(None) if wanted.booked else _COLUMNS["erp_id"].is_(None))
        if wanted.on_hold is not None:
            conditions.append(_IS_HELD if wanted.on_hold else ~_IS_HELD)
        if wanted.min_total is not None:
            conditions.append(cast(_COLUMNS["total"], Numeric) >= cast(literal(wanted.min_total), Numeric))
        terms = [mark_tag(wanted.tag)] if wanted.tag is not None else []
        terms += [mark_sku(wanted.sku)] if wanted.sku is not None else []
        find = func.strpos if is_postgresql(self.session) else func.instr
        conditions += [find(_COLUMNS["terms"], surround(term)) > 0 for term in terms]
        if wanted.among is not None:
            conditions.append(self._has_key(wanted.among))
        for shop, order_ids in group_by_shop(wanted.besides).items():
            others = is_none_of(self.session, OrderOverviewRow, "shopify_order_id", order_ids)
            conditions.append(or_(_COLUMNS["shop_domain"] != shop, others))
        return conditions

    def _has_key(self, keys: Collection[OrderKey]) -> ColumnElement[bool]:
        return or_(
            ~always(),
            *(
                and_(
                    _COLUMNS["shop_domain"] == shop,
                    is_one_of(self.session, OrderOverviewRow, "shopify_order_id", order_ids),
                )
                for shop, order_ids in group_by_shop(keys).items()
            ),
        )


_IS_HELD = exists().where(
    _HOLDS["shop_domain"] == _COLUMNS["shop_domain"],
    _HOLDS["shopify_order_id"] == _ORDER_ID,
    _HOLDS["ended_at"].is_(None),
)


@cache
def _overwrite_if_changed(kept: frozenset[str]) -> ConflictAction:
    def apply(insert: Any) -> Any:
        new, known = insert.excluded, insert.table.c
        values = {
            name: func.coalesce(new[name], known[name]) if name in _KEPT_IF_UNSTATED else new[name]
            for name in _COLUMNS.keys()  # noqa: SIM118 - it is iterated by columns
            if name not in kept
        }
        differs = or_(*(value.is_distinct_from(known[name]) for name, value in values.items()))
        is_newer = or_(new.erp_id.is_not(None), known.erp_id.is_(None))
        return insert.on_conflict_do_update(index_elements=list(_KEY), set_=values, where=and_(is_newer, differs))

    return apply
