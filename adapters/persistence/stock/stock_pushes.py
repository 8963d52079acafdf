"""`shopify_stock_pushes`: the history of what was sent to Shopify's stock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, delete, select, update
from sqlmodel import Field, Session

from novex_shopify.adapters.persistence.batch_statements import insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row, get_columns
from novex_shopify.adapters.persistence.stock.terms_document import decode_terms, encode_terms
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_push import PushOutcome, StockPush


class StockPushRow(Row, table=True):
    """One number of one call. `terms` is JSON."""

    __tablename__ = "shopify_stock_pushes"
    __table_args__ = (
        Index("ix_shopify_stock_pushes_level", "shop_domain", "inventory_item_id", "location_id", "id"),
        Index("ix_shopify_stock_pushes_item_id_id", "item_id", "id"),
        Index("ix_shopify_stock_pushes_shop_domain_answered_at", "shop_domain", "answered_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str
    call_key: str = Field(index=True)
    inventory_item_id: int = Field(sa_type=BigInteger)
    location_id: int = Field(sa_type=BigInteger)
    item_id: str
    from_quantity: int = Field(sa_type=BigInteger)
    to_quantity: int = Field(sa_type=BigInteger)
    terms: str
    sent_at: datetime = Field(sa_type=UtcDateTime)
    accounted: int = Field(sa_type=BigInteger)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str
    message: str | None = None

    def to_domain(self) -> StockPush:
        return StockPush(
            self.id or 0,
            ShopDomain(self.shop_domain),
            self.call_key,
            LevelKey(self.inventory_item_id, self.location_id),
            self.item_id,
            self.from_quantity,
            self.to_quantity,
            decode_terms(self.terms),
            self.sent_at,
            self.accounted,
            self.answered_at,
            PushOutcome(self.outcome),
            self.message,
        )


_COLUMNS = get_columns(StockPushRow)
_NEWEST = select(StockPushRow).order_by(_COLUMNS["id"].desc())


@dataclass(frozen=True, slots=True)
class SqlStockPushes:
    """The port `StockPushes`."""

    session: Session

    def add(self, pushes: Collection[StockPush]) -> None:
        insert_many(self.session, StockPushRow, [_build_row(push) for push in pushes])

    def list_call(self, call_key: str) -> Sequence[StockPush]:
        return self._fetch(select(StockPushRow).where(_COLUMNS["call_key"] == call_key).order_by(_COLUMNS["id"]))

    def answer(self, pushes: Collection[StockPush], outcome: PushOutcome, at: datetime, message: str | None) -> None:
        these = is_one_of(self.session, StockPushRow, "id", [push.id for push in pushes])
        statement = update(StockPushRow).where(these)
        self.session.connection().execute(statement.values(outcome=outcome, answered_at=at, message=message))

    def list_of_level(
        self, shop: ShopDomain, key: LevelKey, limit: int, before: int | None = None
    ) -> Sequence[StockPush]:
        conditions = (
            _COLUMNS["shop_domain"] == shop,
            _COLUMNS["inventory_item_id"] == key.inventory_item_id,
            _COLUMNS["location_id"] == key.location_id,
        )
        return self._fetch_newest(conditions, limit, before)

    def list_of_item(self, item_id: str, limit: int, before: int | None = None) -> Sequence[StockPush]:
        return self._fetch_newest((_COLUMNS["item_id"] == item_id,), limit, before)

    def delete_answered(self, shop: ShopDomain, before: datetime, limit: int) -> int:
        old = select(_COLUMNS["id"]).where(_COLUMNS["shop_domain"] == shop, _COLUMNS["answered_at"] < before)
        statement = delete(StockPushRow).where(_COLUMNS["id"].in_(old.limit(limit)))
        return self.session.connection().execute(statement).rowcount

    def _fetch_newest(self, conditions: tuple[Any, ...], limit: int, before: int | None) -> list[StockPush]:
        position = () if before is None else (_COLUMNS["id"] < before,)
        return self._fetch(_NEWEST.where(*conditions, *position).limit(limit))

    def _fetch(self, statement: Any) -> list[StockPush]:
        return [row.to_domain() for row in self.session.scalars(statement)]


def _build_row(push: StockPush) -> dict[str, Any]:
    return {
        "shop_domain": push.shop,
        "call_key": push.call_key,
        "inventory_item_id": push.level.inventory_item_id,
        "location_id": push.level.location_id,
        "item_id": push.item_id,
        "from_quantity": push.from_quantity,
        "to_quantity": push.to_quantity,
        "terms": encode_terms(push.terms),
        "sent_at": push.sent_at,
        "accounted": push.accounted,
        "answered_at": push.answered_at,
        "outcome": push.outcome,
        "message": push.message,
    }
