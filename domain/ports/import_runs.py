"""Runs that read many records of a store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class ImportRuns(Protocol):
    """The runs, oldest unfinished first."""

    def start(self, shop: ShopDomain, kind: ImportKind, now: datetime) -> ImportRun:
        """Plan a run; if one of this kind is unfinished for the store, give that one."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
        """Take the oldest planned run, counting the attempt."""
        ...

    def advance(self, run: ImportRun, cursor: str | None, read: int, now: datetime) -> ImportRun | None:
        """Note a stored page of `read` records; returns the run as it stands.

        None, and nothing noted, if the claim is another worker's by now or the run was cancelled.
        """
        ...

    def settle(
        self,
        run: ImportRun,
        status: ImportStatus,
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Write how the run, or this attempt at it, ended; False, and nothing written, if the claim does not stand."""
        ...

    def cancel(self, run_id: int, now: datetime) -> bool:
        """End a run that is not finished. What it has stored stays."""
        ...

    def release(self, shop: ShopDomain, now: datetime) -> None:
        """Make due what waits for its next attempt."""
        ...

    def get(self, run_id: int) -> ImportRun | None:
        """One run."""
        ...

    def latest(self, limit: int) -> Sequence[ImportRun]:
        """The newest runs, newest first."""
        ...
