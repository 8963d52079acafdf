"""`shopify_order_holds`: what keeps orders from being shipped, and who released them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, Index, func, text, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.actor_columns import build_actor_columns, to_actor, to_optional_actor
from novex_shopify.adapters.persistence.batch_statements import build_insert, is_one_of
from novex_shopify.adapters.persistence.column_types import Amount, BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.order_hold import HoldEnd, OpenHolds, OrderHold
from novex_shopify.domain.model.shop import ShopDomain

_IS_OPEN = text("ended_at IS NULL")


class OrderHoldRow(Row, table=True):
    """A hold. One of each rule is open for an order."""

    __tablename__ = "shopify_order_holds"
    __table_args__ = (
        Index("ix_shopify_order_holds_shop_domain_shopify_order_id", "shop_domain", "shopify_order_id"),
        Index(
            "uq_shopify_order_holds_open",
            "shop_domain",
            "shopify_order_id",
            "rule",
            unique=True,
            postgresql_where=_IS_OPEN,
            sqlite_where=_IS_OPEN,
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    shopify_order_id: int = Field(sa_type=BigInteger)
    order_name: str
    rule: str
    reason: str
    grounds: list[str] = Field(sa_type=JSON)
    figure: Decimal | None = Field(default=None, sa_type=Amount)
    placed_at: datetime = Field(sa_type=UtcDateTime)
    placed_by_kind: str
    placed_by_name: str
    placed_by_id: str
    ended_as: str | None = None
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by_kind: str | None = None
    ended_by_name: str | None = None
    ended_by_id: str | None = None
    end_reason: str | None = None

    def to_domain(self) -> OrderHold:
        return OrderHold(
            self.id or 0,
            ShopDomain(self.shop_domain),
            self.shopify_order_id,
            self.order_name,
            self.rule,
            self.reason,
            self.placed_at,
            to_actor(self.placed_by_kind, self.placed_by_name, self.placed_by_id),
            frozenset(self.grounds),
            self.figure,
            HoldEnd(self.ended_as) if self.ended_as else None,
            self.ended_at,
            to_optional_actor(self.ended_by_kind, self.ended_by_name, self.ended_by_id),
            self.end_reason,
        )


@dataclass(frozen=True, slots=True)
class SqlOrderHolds:
    """The port `OrderHolds`."""

    session: Session

    def add(self, hold: OrderHold) -> OrderHold:
        statement = build_insert(self.session, OrderHoldRow).values(_build_row(hold)).on_conflict_do_nothing()
        self.session.connection().execute(statement)
        open_ones = self.list_by_orders(hold.shop, [hold.order_id], only_open=True)
        return next(each for each in open_ones if each.rule == hold.rule)

    def save(self, hold: OrderHold) -> None:
        changed = update(OrderHoldRow).where(col(OrderHoldRow.id) == hold.id).values(_build_row(hold))
        self.session.connection().execute(changed)

    def list_by_orders(
        self, shop: ShopDomain, order_ids: Collection[int], *, only_open: bool = False
    ) -> Sequence[OrderHold]:
        if not order_ids:
            return []
        these = is_one_of(self.session, OrderHoldRow, "shopify_order_id", order_ids)
        statement = select(OrderHoldRow).where(OrderHoldRow.shop_domain == shop, these)
        if only_open:
            statement = statement.where(_IS_OPEN)
        return [row.to_domain() for row in self.session.exec(statement.order_by(col(OrderHoldRow.id)))]

    def list_page(self, limit: int, shop: ShopDomain | None = None, after: int | None = None) -> Sequence[OrderHold]:
        oldest = self._select_oldest(shop)
        if after is not None:
            oldest = oldest.having(after < _OLDEST)
        oldest_ids = oldest.order_by(_OLDEST).limit(limit).subquery()
        statement = select(OrderHoldRow).where(col(OrderHoldRow.id).in_(select(oldest_ids.c.oldest)))
        return [row.to_domain() for row in self.session.exec(statement.order_by(col(OrderHoldRow.id)))]

    def count(self, limit: int, shop: ShopDomain | None = None) -> int:
        found = self._select_oldest(shop).limit(limit).subquery()
        return self.session.exec(select(func.count()).select_from(found)).one()

    def _select_oldest(self, shop: ShopDomain | None) -> Any:
        conditions: list[ColumnElement[bool]] = [] if shop is None else [col(OrderHoldRow.shop_domain) == shop]
        order = (col(OrderHoldRow.shop_domain), col(OrderHoldRow.shopify_order_id))
        return select(_OLDEST.label("oldest")).where(_IS_OPEN, *conditions).group_by(*order)

    def count_open(self) -> Sequence[OpenHolds]:
        shop = col(OrderHoldRow.shop_domain)
        orders = func.count(col(OrderHoldRow.shopify_order_id).distinct())
        statement = select(shop, orders, func.min(col(OrderHoldRow.placed_at))).where(_IS_OPEN)
        rows = self.session.exec(statement.group_by(shop).order_by(shop))
        return [OpenHolds(ShopDomain(each), count, since) for each, count, since in rows]


_OLDEST = func.min(OrderHoldRow.id)


def _build_row(hold: OrderHold) -> dict[str, Any]:
    return {
        "shop_domain": hold.shop,
        "shopify_order_id": hold.order_id,
        "order_name": hold.order_name,
        "rule": hold.rule,
        "reason": hold.reason,
        "grounds": sorted(hold.grounds),
        "figure": hold.figure,
        "placed_at": hold.placed_at,
        **build_actor_columns(hold.placed_by, "placed_by"),
        "ended_as": hold.end,
        "ended_at": hold.ended_at,
        **build_actor_columns(hold.ended_by, "ended_by"),
        "end_reason": hold.end_reason,
    }
