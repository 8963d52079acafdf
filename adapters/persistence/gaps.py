"""`shopify_gaps`: which stores' orders are to be read again, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import is_postgresql
from novex_shopify.adapters.persistence.row import Row, UtcDateTime
from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.shop import ShopDomain


class GapRow(Row, table=True):
    """One store's gap."""

    __tablename__ = "shopify_gaps"

    shop_domain: str = Field(primary_key=True)
    since: datetime = Field(sa_type=UtcDateTime)
    reason: str
    noticed_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlGaps:
    """The port `Gaps`."""

    session: Session

    def note(self, gap: Gap) -> None:
        """Ask for a catch-up."""
        insert = (postgresql.insert if is_postgresql(self.session) else sqlite.insert)(GapRow)
        new = insert.excluded
        earlier = case((new.since < GapRow.since, new.since), else_=GapRow.since)
        widened = insert.on_conflict_do_update(
            index_elements=["shop_domain"],
            set_={"since": earlier, "reason": new.reason, "noticed_at": new.noticed_at},
        )
        values = {"shop_domain": gap.shop, "since": gap.since, "reason": gap.reason, "noticed_at": gap.noticed_at}
        self.session.connection().execute(widened.values(values))

    def open(self) -> Sequence[Gap]:
        """Those still to be caught up."""
        statement = select(GapRow).order_by(col(GapRow.noticed_at), col(GapRow.shop_domain))
        return [
            Gap(ShopDomain(row.shop_domain), row.since, row.reason, row.noticed_at)
            for row in self.session.exec(statement)
        ]

    def close(self, gap: Gap) -> bool:
        """The store was caught up."""
        this = delete(GapRow).where(
            col(GapRow.shop_domain) == gap.shop,
            col(GapRow.since) == gap.since,
            col(GapRow.noticed_at) == gap.noticed_at,
        )
        return self.session.connection().execute(this).rowcount > 0
