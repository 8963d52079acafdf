"""`shopify_rounds`: periodic work, and who last did it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, col

from novex_shopify.adapters.persistence.bulk import is_postgresql
from novex_shopify.adapters.persistence.row import Row, UtcDateTime
from novex_shopify.domain.model.round import Round
from novex_shopify.domain.model.work import WorkerId


class RoundRow(Row, table=True):
    """One kind of periodic work."""

    __tablename__ = "shopify_rounds"

    name: str = Field(primary_key=True)
    worker: str
    begun_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SqlRounds:
    """The port `Rounds`."""

    session: Session

    def begin(self, name: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        """Become the one that does it."""
        insert = (postgresql.insert if is_postgresql(self.session) else sqlite.insert)(RoundRow)
        begun = insert.on_conflict_do_update(
            index_elements=["name"],
            set_={"worker": insert.excluded.worker, "begun_at": insert.excluded.begun_at},
            where=col(RoundRow.begun_at) <= now - period,
        ).returning(col(RoundRow.name))
        values = {"name": name, "worker": str(worker), "begun_at": now}
        return self.session.connection().execute(begun.values(values)).one_or_none() is not None

    def last(self, name: str) -> Round | None:
        """When it was last begun."""
        row = self.session.get(RoundRow, name, populate_existing=True)
        return Round(row.name, row.worker, row.begun_at) if row else None
