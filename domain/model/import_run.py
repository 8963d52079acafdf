"""A store's records are brought over, in a run that can be watched, stopped, and taken up where it was."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain


class ImportKind(StrEnum):
    """What is brought over."""

    PRODUCTS = "products"
    CUSTOMERS = "customers"
    ORDERS = "orders"


COMPLETE_LIST_KINDS = (ImportKind.PRODUCTS, ImportKind.CUSTOMERS)
"""What is read whole when a store is connected, and whenever it may not have told us of a change."""


class ImportStatus(StrEnum):
    """Where a run stands. It is pending also while Shopify writes the file."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far a run is.

    `line` is the last line of Shopify's file that is dealt with; `step` is where the work after the last line stands.
    `read` counts records, `written` those that changed something, `refused` lines that were not brought over. `total`
    is how many records Shopify counted: until the file is there, so far. `rate` is records per second, lately.
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
    """One run. `failures` counts attempts that failed since it last came forward; `claims` how often it was claimed.

    `asked` counts the files that Shopify was asked for, `taken_back` the workers that died while they had the run,
    since it last came forward. `file_digest` is of the file that it reads from. `orders` says which orders are brought
    over; other kinds are brought over whole.
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
        """Whether nothing more will be brought over."""
        return self.status in (ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED)

    def finish(self, status: ImportStatus, at: datetime, error: str | None = None) -> "ImportRun":
        """The run, at its end."""
        return replace(self, status=status, finished_at=at, error=error, next_attempt_at=None)

    def wait_until(self, at: datetime, error: str | None = None, failures: int = 0) -> "ImportRun":
        """The run, to be looked at again later."""
        return replace(self, status=ImportStatus.PENDING, next_attempt_at=at, error=error, failures=failures)

    def restart_with_file(self, operation_id: str | None) -> "ImportRun":
        """The run, at the beginning of another file; or, without an operation, before that is asked for."""
        return replace(
            self,
            operation_id=operation_id,
            files_requested=self.files_requested + (operation_id is not None),
            file_digest=None,
            progress=ImportProgress(written=self.progress.written),
        )

    def advance(self, progress: ImportProgress) -> "ImportRun":
        """The run, further than before: what went wrong until here counts no more."""
        return replace(self, progress=progress, failures=0, crash_count=0, error=None)
