"""`shopify_import_runs` and `shopify_import_refused_lines`: rows and domain objects."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain

UNFINISHED_CONDITION = "status IN ('pending', 'running')"
_PROGRESS_COLUMNS = tuple(each.name for each in fields(ImportProgress))


class ImportRunRow(Row, table=True):
    __tablename__ = "shopify_import_runs"
    __table_args__ = (
        Index(
            "uq_shopify_import_runs_unfinished",
            "shop_domain",
            "kind",
            unique=True,
            postgresql_where=text(UNFINISHED_CONDITION),
            sqlite_where=text(UNFINISHED_CONDITION),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    shop_domain: str = Field(index=True)
    kind: str
    status: str = Field(index=True)
    operation_id: str | None = None
    last_line: int = Field(default=0, sa_type=BigInteger)
    read: int = Field(default=0, sa_type=BigInteger)
    written: int = Field(default=0, sa_type=BigInteger)
    refused: int = Field(default=0, sa_type=BigInteger)
    total: int | None = Field(default=None, sa_type=BigInteger)
    records_per_second: float | None = None
    step: str | None = None
    failures: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_by: str | None = Field(default=None, index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claims: int = 0
    files_requested: int = 0
    crash_count: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = None
    file_digest: str | None = None
    orders_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    orders_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    orders_by_creation: bool | None = None

    def to_domain(self) -> ImportRun:
        assert self.id is not None
        return ImportRun(
            id=self.id,
            shop_domain=ShopDomain(self.shop_domain),
            kind=ImportKind(self.kind),
            status=ImportStatus(self.status),
            created_at=self.created_at,
            operation_id=self.operation_id,
            progress=ImportProgress(**{name: getattr(self, name) for name in _PROGRESS_COLUMNS}),
            failures=self.failures,
            next_attempt_at=self.next_attempt_at,
            error=self.error,
            finished_at=self.finished_at,
            claimed_by=self.claimed_by,
            claims=self.claims,
            files_requested=self.files_requested,
            crash_count=self.crash_count,
            file_digest=self.file_digest,
            order_range=self._to_order_range(),
        )

    def _to_order_range(self) -> OrderRange | None:
        if self.orders_since is None or self.orders_until is None:
            return None
        return OrderRange(self.orders_since, self.orders_until, bool(self.orders_by_creation))


class RefusedLineRow(Row, table=True):
    __tablename__ = "shopify_import_refused_lines"

    run_id: int = Field(primary_key=True, sa_type=BigInteger)
    line: int = Field(primary_key=True, sa_type=BigInteger)
    reason: str

    def to_domain(self) -> RefusedLine:
        return RefusedLine(self.line, self.reason)
