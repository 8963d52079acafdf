"""`shopify_missed_windows`: the stores whose orders have to be read again, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.batch_statements import insert_many
from novex_shopify.adapters.persistence.column_types import UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import ShopDomain


class MissedWindowRow(Row, table=True):
    __tablename__ = "shopify_missed_windows"

    shop_domain: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    reason: str
    detected_at: datetime = Field(sa_type=UtcDateTime)

    def to_domain(self) -> MissedWindow:
        return MissedWindow(ShopDomain(self.shop_domain), self.since, self.reason, self.detected_at)


@dataclass(frozen=True, slots=True)
class SqlMissedWindows:
    """The port `MissedWindows`."""

    session: Session

    def record(self, window: MissedWindow) -> None:
        row = {
            "shop_domain": window.shop,
            "since": window.since,
            "reason": window.reason,
            "detected_at": window.detected_at,
        }
        insert_many(self.session, MissedWindowRow, [row], _widen_on_conflict)

    def list_open(self) -> Sequence[MissedWindow]:
        statement = select(MissedWindowRow).order_by(col(MissedWindowRow.detected_at), col(MissedWindowRow.shop_domain))
        return [row.to_domain() for row in self.session.exec(statement)]

    def close(self, window: MissedWindow) -> bool:
        this = delete(MissedWindowRow).where(
            col(MissedWindowRow.shop_domain) == window.shop,
            col(MissedWindowRow.since) == window.since,
            col(MissedWindowRow.detected_at) == window.detected_at,
        )
        return self.session.connection().execute(this).rowcount > 0


def _widen_on_conflict(insert: Any) -> Any:
    new, known = insert.excluded, insert.table.c
    earliest = case((new.since < known.since, new.since), else_=known.since)
    return insert.on_conflict_do_update(
        index_elements=["shop_domain"],
        set_={"since": earliest, "reason": new.reason, "detected_at": new.detected_at},
    )
