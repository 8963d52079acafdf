"""`shopify_stock_syncs`: how far a store's stock is with Shopify."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many, is_one_of
from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.due_rows import claim_due, update_claimed
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.stock_call import MAX_ROWS
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.model.work import WorkerId


class StockSyncRow(Row, table=True):
    """One row per store."""

    __tablename__ = "shopify_stock_syncs"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str = Field(unique=True)
    open_key: str | None = None
    row_limit: int
    attempts: int
    failures: int
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_by: str | None = None
    pause_reason: str | None = None
    day: date | None = None

    def to_domain(self) -> StockSync:
        assert self.id is not None
        return StockSync(
            self.id,
            ShopDomain(self.shop_domain),
            self.open_key,
            self.row_limit,
            self.attempts,
            self.failures,
            self.next_attempt_at,
            self.claimed_by,
            self.last_error,
            self.paused_at,
            self.paused_by,
            self.pause_reason,
            self.day,
        )


@dataclass(frozen=True, slots=True)
class SqlStockSyncs:
    """The port `StockSyncs`."""

    session: Session

    def wake(self, shops: Collection[ShopDomain], at: datetime) -> None:
        self._create(shops)
        due = col(StockSyncRow.next_attempt_at)
        these = update(StockSyncRow).where(
            is_one_of(self.session, StockSyncRow, "shop_domain", sorted(shops)), or_(due.is_(None), due > at)
        )
        self.session.connection().execute(these.values(next_attempt_at=at))

    def claim(self, worker: WorkerId, now: datetime) -> StockSync | None:
        row = claim_due(self.session, StockSyncRow, worker, now)
        return row.to_domain() if row else None

    def lock(self, shop: ShopDomain) -> StockSync | None:
        return self._fetch_one(select(StockSyncRow).where(StockSyncRow.shop_domain == shop).with_for_update())

    def save(self, sync: StockSync) -> bool:
        return self._update(sync)

    def settle(self, sync: StockSync) -> bool:
        return self._update(sync, claimed_by=None, claimed_at=None)

    def set_pause(self, shop: ShopDomain, at: datetime | None, by: str | None, reason: str | None) -> None:
        self._set(shop, paused_at=at, paused_by=by, pause_reason=reason)

    def set_day(self, shop: ShopDomain, day: date) -> None:
        self._set(shop, day=day)

    def get(self, sync_id: int) -> StockSync | None:
        return self._fetch_one(select(StockSyncRow).where(StockSyncRow.id == sync_id))

    def find(self, shop: ShopDomain) -> StockSync | None:
        return self._fetch_one(select(StockSyncRow).where(StockSyncRow.shop_domain == shop))

    def list_all(self) -> Sequence[StockSync]:
        return [row.to_domain() for row in self.session.exec(select(StockSyncRow).order_by(StockSyncRow.shop_domain))]

    def _set(self, shop: ShopDomain, **values: Any) -> None:
        self._create([shop])
        this = update(StockSyncRow).where(col(StockSyncRow.shop_domain) == shop)
        self.session.connection().execute(this.values(**values))

    def _create(self, shops: Collection[ShopDomain]) -> None:
        rows = [{"shop_domain": shop, "row_limit": MAX_ROWS, "attempts": 0, "failures": 0} for shop in sorted(shops)]
        insert_many(self.session, StockSyncRow, rows, ignore_on_conflict(("shop_domain",)))

    def _update(self, sync: StockSync, **claim: Any) -> bool:
        return update_claimed(
            self.session,
            StockSyncRow,
            sync,
            open_key=sync.open_key,
            row_limit=sync.row_limit,
            failures=sync.failures,
            next_attempt_at=sync.next_attempt_at,
            last_error=sync.last_error,
            **claim,
        )

    def _fetch_one(self, statement: Any) -> StockSync | None:
        row = self.session.exec(statement).one_or_none()
        return row.to_domain() if row else None
