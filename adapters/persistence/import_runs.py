"""`shopify_import_runs`: long reads of a store's records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.bulk import insert_many
from novex_shopify.adapters.persistence.row import BigId, Row, UtcDateTime
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId

_UNFINISHED = (ImportStatus.PENDING, ImportStatus.RUNNING)
_IS_UNFINISHED = "status IN ('pending', 'running')"


class ImportRunRow(Row, table=True):
    """One run."""

    __tablename__ = "shopify_import_runs"
    __table_args__ = (
        Index(
            "uq_shopify_import_runs_unfinished",
            "shop_domain",
            "kind",
            unique=True,
            postgresql_where=text(_IS_UNFINISHED),
            sqlite_where=text(_IS_UNFINISHED),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str = Field(index=True)
    kind: str
    status: str = Field(index=True)
    attempts: int = 0
    cursor: str | None = None
    seen: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = None

    def to_domain(self) -> ImportRun:
        """The run."""
        assert self.id is not None
        return ImportRun(
            self.id,
            ShopDomain(self.shop_domain),
            ImportKind(self.kind),
            ImportStatus(self.status),
            self.attempts,
            self.cursor,
            self.seen,
            self.next_attempt_at,
            self.error,
            self.claimed_by,
        )


@dataclass(frozen=True, slots=True)
class SqlImportRuns:
    """The port `ImportRuns`."""

    session: Session

    def start(self, shop: ShopDomain, kind: ImportKind, now: datetime) -> ImportRun:
        """Plan a run, unless one of this kind is unfinished: of two who ask at once, one plans it."""
        row = {
            "shop_domain": shop,
            "kind": kind,
            "status": ImportStatus.PENDING,
            "attempts": 0,
            "seen": 0,
            "next_attempt_at": now,
            "created_at": now,
        }
        insert_many(self.session, ImportRunRow, [row], _unless_unfinished)
        statement = select(ImportRunRow).where(
            ImportRunRow.shop_domain == shop, ImportRunRow.kind == kind, col(ImportRunRow.status).in_(_UNFINISHED)
        )
        return self.session.exec(statement.execution_options(populate_existing=True)).one().to_domain()

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
        """Take the oldest planned run."""
        statement = (
            select(ImportRunRow)
            .where(ImportRunRow.status == ImportStatus.PENDING, col(ImportRunRow.next_attempt_at) <= now)
            .order_by(col(ImportRunRow.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = self.session.exec(statement).one_or_none()
        if row is None:
            return None
        row.status, row.claimed_by, row.claimed_at = ImportStatus.RUNNING, str(worker), now
        row.attempts += 1
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def advance(self, run: ImportRun, cursor: str | None, read: int, now: datetime) -> ImportRun | None:
        """Note a stored page, if the claim still stands. Progress starts the count of attempts anew."""
        advanced = replace(run, cursor=cursor, seen=run.seen + read, attempts=1)
        columns = {"cursor": advanced.cursor, "seen": advanced.seen, "attempts": advanced.attempts, "claimed_at": now}
        return advanced if self._update(run, **columns) else None

    def settle(
        self,
        run: ImportRun,
        status: ImportStatus,
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Write how the run, or this attempt at it, ended, if the claim still stands."""
        return self._update(
            run,
            status=status,
            error=error,
            next_attempt_at=next_attempt_at,
            finished_at=None if status in _UNFINISHED else now,
            claimed_by=None,
            claimed_at=None,
        )

    def cancel(self, run_id: int, now: datetime) -> bool:
        """End a run that is not finished."""
        unfinished = update(ImportRunRow).where(
            col(ImportRunRow.id) == run_id, col(ImportRunRow.status).in_(_UNFINISHED)
        )
        ended = {"status": ImportStatus.CANCELLED, "finished_at": now, "claimed_by": None, "claimed_at": None}
        return self.session.connection().execute(unfinished.values(**ended)).rowcount == 1

    def release(self, shop: ShopDomain, now: datetime) -> None:
        """Make due what waits for its next attempt."""
        waiting = update(ImportRunRow).where(
            col(ImportRunRow.shop_domain) == shop,
            col(ImportRunRow.status) == ImportStatus.PENDING,
            col(ImportRunRow.next_attempt_at) > now,
        )
        self.session.connection().execute(waiting.values(next_attempt_at=now))

    def get(self, run_id: int) -> ImportRun | None:
        """One run."""
        row = self.session.get(ImportRunRow, run_id, populate_existing=True)
        return row.to_domain() if row else None

    def latest(self, limit: int) -> Sequence[ImportRun]:
        """The newest runs, newest first."""
        statement = select(ImportRunRow).order_by(col(ImportRunRow.id).desc()).limit(limit)
        return [row.to_domain() for row in self.session.exec(statement)]

    def _update(self, run: ImportRun, **columns: object) -> bool:
        statement = update(ImportRunRow).where(
            col(ImportRunRow.id) == run.id,
            col(ImportRunRow.claimed_by) == run.claimed_by,
            col(ImportRunRow.attempts) == run.attempts,
        )
        return self.session.connection().execute(statement.values(**columns)).rowcount == 1


def _unless_unfinished(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["shop_domain", "kind"], index_where=text(_IS_UNFINISHED))
