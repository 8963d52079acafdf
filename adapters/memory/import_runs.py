"""Import runs in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, next_number
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId

_UNFINISHED = (ImportStatus.PENDING, ImportStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class MemoryImportRuns:
    """The port `ImportRuns`."""

    state: State

    def start(self, shop: ShopDomain, kind: ImportKind, now: datetime) -> ImportRun:
        """Plan a run, unless one of this kind is unfinished."""
        for run in self._in_order():
            if (run.shop_domain, run.kind) == (shop, kind) and run.status in _UNFINISHED:
                return run
        number = next_number(self.state.imports)
        return self._keep(ImportRun(number, shop, kind, ImportStatus.PENDING, next_attempt_at=now))

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
        """Take the oldest planned run."""
        for run in self._in_order():
            if run.status is ImportStatus.PENDING and run.next_attempt_at and run.next_attempt_at <= now:
                self.state.import_claims[run.id] = (worker, now)
                claimed = replace(run, status=ImportStatus.RUNNING, attempts=run.attempts + 1, claimed_by=str(worker))
                return self._keep(claimed)
        return None

    def advance(self, run: ImportRun, cursor: str | None, read: int, now: datetime) -> ImportRun | None:
        """Note a stored page, if the claim still stands."""
        if not self._is_held(run):
            return None
        worker, _ = self.state.import_claims[run.id]
        self.state.import_claims[run.id] = (worker, now)
        return self._keep(replace(self.state.imports[run.id], cursor=cursor, seen=run.seen + read, attempts=1))

    def settle(
        self,
        run: ImportRun,
        status: ImportStatus,
        now: datetime,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
    ) -> bool:
        """Write how the run, or this attempt at it, ended, if the claim still stands."""
        if not self._is_held(run):
            return False
        self.state.import_claims.pop(run.id, None)
        ended = replace(self.state.imports[run.id], status=status, error=error, next_attempt_at=next_attempt_at)
        self._keep(replace(ended, claimed_by=None))
        return True

    def cancel(self, run_id: int, now: datetime) -> bool:
        """End a run that is not finished."""
        run = self.state.imports.get(run_id)
        if run is None or run.finished:
            return False
        self.state.import_claims.pop(run_id, None)
        self._keep(replace(run, status=ImportStatus.CANCELLED, claimed_by=None))
        return True

    def release(self, shop: ShopDomain, now: datetime) -> None:
        """Make due what waits for its next attempt."""
        for run in list(self.state.imports.values()):
            if run.shop_domain == shop and run.status is ImportStatus.PENDING:
                self.state.imports[run.id] = replace(run, next_attempt_at=now)

    def get(self, run_id: int) -> ImportRun | None:
        """One run."""
        return self.state.imports.get(run_id)

    def latest(self, limit: int) -> Sequence[ImportRun]:
        """The newest runs, newest first."""
        return self._in_order()[::-1][:limit]

    def _is_held(self, run: ImportRun) -> bool:
        current = self.state.imports[run.id]
        return (current.claimed_by, current.attempts) == (run.claimed_by, run.attempts) and run.claimed_by is not None

    def _keep(self, run: ImportRun) -> ImportRun:
        self.state.imports[run.id] = run
        return run

    def _in_order(self) -> list[ImportRun]:
        return [self.state.imports[number] for number in sorted(self.state.imports)]
