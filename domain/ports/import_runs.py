"""Imports of all records of a kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.bulk_operation import RefusalReason, RefusedLine
from novex_shopify.domain.model.import_run import ALL_IMPORTS, ImportFilter, ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class ImportRuns(Protocol):
    """The import runs."""

    def start(
        self, shop: ShopDomain, kind: ImportKind, now: datetime, order_range: OrderRange | None = None
    ) -> ImportRun:
        """Create a run; if the shop has an unfinished run of this kind, return that one, whatever its range."""
        ...

    def find_last(self, shop: ShopDomain, kind: ImportKind) -> ImportRun | None:
        """Find the shop's newest run of this kind: the unfinished one, if there is one."""
        ...

    def list_last(self) -> Sequence[ImportRun]:
        """List the newest run of each shop and kind."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
        """Claim the oldest due run."""
        ...

    def save(self, run: ImportRun, now: datetime) -> bool:
        """Store the state of a claimed run; any status but running ends the claim.

        Returns False, and stores nothing, if the claim was lost or the run was cancelled.
        """
        ...

    def add_refused_lines(self, run: ImportRun, lines: Sequence[RefusedLine]) -> int:
        """Store lines that were not imported; returns how many of them are new."""
        ...

    def delete_refused_lines(self, run: ImportRun) -> None:
        """Delete the run's refused lines."""
        ...

    def list_refused_lines(self, run_id: int, after_line: int = 0, limit: int = 100) -> Sequence[RefusedLine]:
        """List the lines that were not imported, by line."""
        ...

    def count_refusal_reasons(self, run_id: int, limit: int) -> Sequence[RefusalReason]:
        """Count the refused lines for each reason; the most frequent reasons come first, at most `limit`."""
        ...

    def find_last_file_digest(self, shop: ShopDomain, kind: ImportKind) -> str | None:
        """Return the digest of the file that the shop's last completed run of this kind read, if it refused no line."""
        ...

    def clear_file_digests(self, shop: ShopDomain) -> None:
        """Forget the digests, so that the next file is read even if it is unchanged."""
        ...

    def cancel(self, run_id: int, now: datetime) -> bool:
        """Cancel an unfinished run; returns False if it is finished. What it stored stays."""
        ...

    def release(self, shop: ShopDomain, now: datetime) -> None:
        """Make runs that wait for their next attempt due."""
        ...

    def get(self, run_id: int) -> ImportRun | None:
        """Get one run; None if there is none."""
        ...

    def list_latest(
        self, limit: int, which: ImportFilter = ALL_IMPORTS, before: int | None = None
    ) -> Sequence[ImportRun]:
        """List the newest runs, newest first; before the run with the id `before`, if given."""
        ...

    def list_oldest(
        self, limit: int, which: ImportFilter = ALL_IMPORTS, after: int | None = None
    ) -> Sequence[ImportRun]:
        """List the oldest runs, oldest first; after the run with the id `after`, if given."""
        ...

    def count(self, limit: int, which: ImportFilter = ALL_IMPORTS) -> int:
        """Count runs, up to `limit`."""
        ...
