"""Runs that bring over a store's records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


class ImportRuns(Protocol):
    """The runs, oldest unfinished first."""

    def start(
        self, shop: ShopDomain, kind: ImportKind, now: datetime, order_range: OrderRange | None = None
    ) -> ImportRun:
        """Plan a run; if one of this kind is unfinished for the store, give that one, whatever orders it is about."""
        ...

    def find_last(self, shop: ShopDomain, kind: ImportKind) -> ImportRun | None:
        """The store's newest run of this kind: the one that is not finished, if there is one."""
        ...

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
        """Take the oldest run that is due."""
        ...

    def save(self, run: ImportRun, now: datetime) -> bool:
        """Write how a claimed run stands; with any status but running, the claim ends.

        False, and nothing written, if the claim is another worker's by now or the run was cancelled.
        """
        ...

    def add_refused_lines(self, run: ImportRun, lines: Sequence[RefusedLine]) -> int:
        """Keep what was not brought over; returns how many of the lines were not kept already."""
        ...

    def delete_refused_lines(self, run: ImportRun) -> None:
        """Forget what was not brought over."""
        ...

    def list_refused_lines(self, run_id: int, after_line: int = 0, limit: int = 100) -> Sequence[RefusedLine]:
        """What was not brought over, by line."""
        ...

    def find_last_file_digest(self, shop: ShopDomain, kind: ImportKind) -> str | None:
        """The digest of the file that the store's last done run of this kind read, if it refused nothing."""
        ...

    def clear_file_digests(self, shop: ShopDomain) -> None:
        """Have no file be taken for the last one."""
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

    def list_latest(self, limit: int) -> Sequence[ImportRun]:
        """The newest runs, newest first."""
        ...
