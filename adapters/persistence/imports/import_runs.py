"""`shopify_import_runs`: reads of all of a store's records of one kind."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, text, update
from sqlmodel import Session, col, select

from novex_shopify.adapters.persistence.batch_statements import ignore_on_conflict, insert_many
from novex_shopify.adapters.persistence.imports.import_run_row import UNFINISHED_CONDITION, ImportRunRow, RefusedLineRow
from novex_shopify.domain.model.bulk_operation import RefusalReason, RefusedLine
from novex_shopify.domain.model.import_run import ALL_IMPORTS, ImportFilter, ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId

_UNFINISHED_STATUSES = (ImportStatus.PENDING, ImportStatus.RUNNING)
_STATE_COLUMNS = (
    "status",
    "operation_id",
    "failures",
    "files_requested",
    "crash_count",
    "next_attempt_at",
    "error",
    "finished_at",
    "file_digest",
)


@dataclass(frozen=True, slots=True)
class SqlImportRuns:
    """The port `ImportRuns`."""

    session: Session

    def start(
        self, shop: ShopDomain, kind: ImportKind, now: datetime, order_range: OrderRange | None = None
    ) -> ImportRun:
        row = {
            "shop_domain": shop,
            "kind": kind,
            "status": ImportStatus.PENDING,
            "next_attempt_at": now,
            "created_at": now,
            "orders_since": order_range.since if order_range else None,
            "orders_until": order_range.until if order_range else None,
            "orders_by_creation": order_range.by_creation if order_range else None,
            **dict.fromkeys(
                ("last_line", "read", "written", "refused", "failures", "claims", "files_requested", "crash_count"), 0
            ),
        }
        # The unique index of unfinished runs decides between two concurrent callers.
        insert_many(self.session, ImportRunRow, [row], _ignore_if_unfinished)
        run = self.find_last(shop, kind)
        assert run is not None
        return run

    def find_last(self, shop: ShopDomain, kind: ImportKind) -> ImportRun | None:
        of_kind = select(ImportRunRow).where(ImportRunRow.shop_domain == shop, ImportRunRow.kind == kind)
        newest = of_kind.order_by(col(ImportRunRow.id).desc()).limit(1)
        row = self.session.exec(newest).one_or_none()
        return row.to_domain() if row else None

    def list_last(self) -> Sequence[ImportRun]:
        kinds = col(ImportRunRow.shop_domain), col(ImportRunRow.kind)
        newest = select(func.max(ImportRunRow.id)).group_by(*kinds)
        statement = select(ImportRunRow).where(col(ImportRunRow.id).in_(newest)).order_by(col(ImportRunRow.id))
        return [row.to_domain() for row in self.session.exec(statement)]

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
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
        row.claims += 1
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def save(self, run: ImportRun, now: datetime) -> bool:
        held = run.status is ImportStatus.RUNNING
        columns = {
            **asdict(run.progress),
            **{name: getattr(run, name) for name in _STATE_COLUMNS},
            "claimed_by": run.claimed_by if held else None,
            "claimed_at": now if held else None,
        }
        statement = update(ImportRunRow).where(
            col(ImportRunRow.id) == run.id,
            col(ImportRunRow.claimed_by) == run.claimed_by,
            col(ImportRunRow.claims) == run.claims,
        )
        return self.session.connection().execute(statement.values(**columns)).rowcount == 1

    def add_refused_lines(self, run: ImportRun, lines: Sequence[RefusedLine]) -> int:
        rows = [{"run_id": run.id, "line": each.line, "reason": each.reason} for each in lines]
        return len(
            insert_many(self.session, RefusedLineRow, rows, ignore_on_conflict(("run_id", "line"), returning=("line",)))
        )

    def delete_refused_lines(self, run: ImportRun) -> None:
        self.session.connection().execute(delete(RefusedLineRow).where(col(RefusedLineRow.run_id) == run.id))

    def list_refused_lines(self, run_id: int, after_line: int = 0, limit: int = 100) -> Sequence[RefusedLine]:
        statement = (
            select(RefusedLineRow)
            .where(RefusedLineRow.run_id == run_id, RefusedLineRow.line > after_line)
            .order_by(col(RefusedLineRow.line))
            .limit(limit)
        )
        return [row.to_domain() for row in self.session.exec(statement)]

    def count_refusal_reasons(self, run_id: int, limit: int) -> Sequence[RefusalReason]:
        reason, count, first = col(RefusedLineRow.reason), func.count(), func.min(RefusedLineRow.line)
        statement = select(reason, count, first).where(RefusedLineRow.run_id == run_id).group_by(reason)
        ranked = statement.order_by(count.desc(), first).limit(limit)
        return [RefusalReason(*row) for row in self.session.exec(ranked)]

    def find_last_file_digest(self, shop: ShopDomain, kind: ImportKind) -> str | None:
        done = (ImportRunRow.shop_domain == shop, ImportRunRow.kind == kind, ImportRunRow.status == ImportStatus.DONE)
        columns = select(ImportRunRow.file_digest, ImportRunRow.refused).where(*done)
        last = self.session.exec(columns.order_by(col(ImportRunRow.id).desc()).limit(1)).one_or_none()
        return last[0] if last and not last[1] else None

    def clear_file_digests(self, shop: ShopDomain) -> None:
        read = update(ImportRunRow).where(
            col(ImportRunRow.shop_domain) == shop, col(ImportRunRow.file_digest).is_not(None)
        )
        self.session.connection().execute(read.values(file_digest=None))

    def cancel(self, run_id: int, now: datetime) -> bool:
        unfinished = update(ImportRunRow).where(
            col(ImportRunRow.id) == run_id, col(ImportRunRow.status).in_(_UNFINISHED_STATUSES)
        )
        ended = {"status": ImportStatus.CANCELLED, "finished_at": now, "claimed_by": None, "claimed_at": None}
        return self.session.connection().execute(unfinished.values(**ended)).rowcount == 1

    def release(self, shop: ShopDomain, now: datetime) -> None:
        waiting = update(ImportRunRow).where(
            col(ImportRunRow.shop_domain) == shop,
            col(ImportRunRow.status) == ImportStatus.PENDING,
            col(ImportRunRow.next_attempt_at) > now,
        )
        self.session.connection().execute(waiting.values(next_attempt_at=now))

    def get(self, run_id: int) -> ImportRun | None:
        row = self.session.get(ImportRunRow, run_id)
        return row.to_domain() if row else None

    def list_latest(
        self, limit: int, which: ImportFilter = ALL_IMPORTS, before: int | None = None
    ) -> Sequence[ImportRun]:
        older = [col(ImportRunRow.id) < before] if before is not None else []
        found = select(ImportRunRow).where(*older, *_build_conditions(which))
        newest = found.order_by(col(ImportRunRow.id).desc()).limit(limit)
        return [row.to_domain() for row in self.session.exec(newest)]

    def list_oldest(
        self, limit: int, which: ImportFilter = ALL_IMPORTS, after: int | None = None
    ) -> Sequence[ImportRun]:
        newer = [col(ImportRunRow.id) > after] if after is not None else []
        found = select(ImportRunRow).where(*newer, *_build_conditions(which))
        oldest = found.order_by(col(ImportRunRow.id)).limit(limit)
        return [row.to_domain() for row in self.session.exec(oldest)]

    def count(self, limit: int, which: ImportFilter = ALL_IMPORTS) -> int:
        found = select(ImportRunRow.id).where(*_build_conditions(which)).limit(limit)
        return self.session.exec(select(func.count()).select_from(found.subquery())).one()


def _build_conditions(which: ImportFilter) -> list[ColumnElement[bool]]:
    wanted = {ImportRunRow.shop_domain: which.shop, ImportRunRow.kind: which.kind, ImportRunRow.status: which.status}
    return [col(column) == value for column, value in wanted.items() if value is not None]


def _ignore_if_unfinished(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["shop_domain", "kind"], index_where=text(UNFINISHED_CONDITION))
