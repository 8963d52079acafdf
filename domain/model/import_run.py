"""Imports that can be watched, cancelled and resumed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain


class ImportKind(StrEnum):
    PRODUCTS = "products"
    CUSTOMERS = "customers"
    ORDERS = "orders"


COMPLETE_LIST_KINDS = (ImportKind.PRODUCTS, ImportKind.CUSTOMERS)
"""Imported completely when a shop is connected, and after a missed window."""


class ImportStatus(StrEnum):
    """The state of a run. It is pending while Shopify writes the file."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far a run is.

    `last_line` is the last finished line of the file; `step` is the position in the work after the last line. `read`
    counts records, `written` those that changed something, `refused` lines that were not imported. `total` is Shopify's
    count of records, so far while the file is being written. `records_per_second` is recent.
    """

    last_line: int = 0
    read: int = 0
    written: int = 0
    refused: int = 0
    total: int | None = None
    records_per_second: float | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run. `failures` counts failed attempts since the last progress; `claims` counts claims.

    `files_requested` counts the files requested from Shopify, and `crash_count` the workers that crashed, both since
    the last progress. `file_digest` is of the file being read. `order_range` limits an import of orders; other kinds
    are imported completely.
    """

    id: int
    shop_domain: ShopDomain
    kind: ImportKind
    status: ImportStatus
    created_at: datetime
    operation_id: str | None = None
    progress: ImportProgress = ImportProgress()
    failures: int = 0
    next_attempt_at: datetime | None = None
    error: str | None = None
    finished_at: datetime | None = None
    claimed_by: str | None = None
    claims: int = 0
    files_requested: int = 0
    crash_count: int = 0
    file_digest: str | None = None
    order_range: OrderRange | None = None

    @property
    def finished(self) -> bool:
        return self.status in (ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED)

    def finish(self, status: ImportStatus, at: datetime, error: str | None = None) -> "ImportRun":
        """Return the finished run."""
        return replace(self, status=status, finished_at=at, error=error, next_attempt_at=None)

    def wait_until(self, at: datetime, error: str | None = None, failures: int = 0) -> "ImportRun":
        """Return the run, due again at that time."""
        return replace(self, status=ImportStatus.PENDING, next_attempt_at=at, error=error, failures=failures)

    def restart_with_file(self, operation_id: str | None) -> "ImportRun":
        """Return the run at the beginning of another file, or, without an operation, before one is requested."""
        return replace(
            self,
            operation_id=operation_id,
            files_requested=self.files_requested + (operation_id is not None),
            file_digest=None,
            progress=ImportProgress(written=self.progress.written),
        )

    def advance(self, progress: ImportProgress) -> "ImportRun":
        """Return the run with new progress; earlier failures no longer count."""
        return replace(self, progress=progress, failures=0, crash_count=0, error=None)


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """Runs of a shop, of a kind and in a state; None means all."""

    shop: ShopDomain | None = None
    kind: ImportKind | None = None
    status: ImportStatus | None = None


ALL_IMPORTS = ImportFilter()
