"""A long read of a shop's records, in pages that can be resumed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.shop import ShopDomain


class ImportKind(StrEnum):
    """What is read."""

    PRODUCTS = "products"
    CUSTOMERS = "customers"


class ImportStatus(StrEnum):
    """Where a run stands."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run. `cursor` is where the next page begins; `seen` counts records read so far."""

    id: int
    shop_domain: ShopDomain
    kind: ImportKind
    status: ImportStatus
    attempts: int = 0
    cursor: str | None = None
    seen: int = 0
    next_attempt_at: datetime | None = None
    error: str | None = None
    claimed_by: str | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more will be read."""
        return self.status in (ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED)
