"""`shopify_missed_windows`: which stores' orders are to be read again, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import is_postgresql
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import ShopDomain


class MissedWindowRow(Row, table=True):
    """One store's gap."""

    __tablename__ = "shopify_missed_windows"

    shop_domain: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    reason: str
    detected_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlMissedWindows:
    """The port `Gaps`."""

    session: Session

    def record(self, window: MissedWindow) -> None:
        insert = (postgresql.insert if is_postgresql(self.session) else sqlite.insert)(MissedWindowRow)
        new = insert.excluded
        earliest_since = case((new.since < MissedWindowRow.since, new.since), else_=MissedWindowRow.since)
        upsert = insert.on_conflict_do_update(
            index_elements=["shop_domain"],
            set_={"since": earliest_since, "reason": new.reason, "detected_at": new.detected_at},
        )
        values = {
            "shop_domain": window.shop,
            "since": window.since,
            "reason": window.reason,
            "detected_at": window.detected_at,
        }
        self.session.connection().execute(upsert.values(values))

    def list_open(self) -> Sequence[MissedWindow]:
        statement = select(MissedWindowRow).order_by(col(MissedWindowRow.detected_at), col(MissedWindowRow.shop_domain))
        return [
            MissedWindow(ShopDomain(row.shop_domain), row.since, row.reason, row.detected_at)
            for row in self.session.exec(statement)
        ]

    def close(self, window: MissedWindow) -> bool:
        this = delete(MissedWindowRow).where(
            col(MissedWindowRow.shop_domain) == window.shop,
            col(MissedWindowRow.since) == window.since,
            col(MissedWindowRow.detected_at) == window.detected_at,
        )
        return self.session.connection().execute(this).rowcount > 0
