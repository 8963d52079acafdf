"""Import runs in memory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.bulk_operation import RefusalReason, RefusedLine
from novex_shopify.domain.model.import_run import ALL_IMPORTS, ImportFilter, ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId


@dataclass(frozen=True, slots=True)
class MemoryImportRuns:
    """The port `ImportRuns`."""

    state: State

    def start(
        self, shop: ShopDomain, kind: ImportKind, now: datetime, order_range: OrderRange | None = None
    ) -> ImportRun:
        if (run := self.find_last(shop, kind)) and not run.finished:
            return run
        number = allocate_id(self.state.imports)
        return self._store(
            ImportRun(
                number, shop, kind, ImportStatus.PENDING, created_at=now, next_attempt_at=now, order_range=order_range
            )
        )

    def find_last(self, shop: ShopDomain, kind: ImportKind) -> ImportRun | None:
        runs = (run for run in reversed(self._list_by_id()) if (run.shop_domain, run.kind) == (shop, kind))
        return next(runs, None)

    def list_last(self) -> Sequence[ImportRun]:
        newest = {(run.shop_domain, run.kind): run for run in self._list_by_id()}
        return sorted(newest.values(), key=lambda run: run.id)

    def claim(self, worker: WorkerId, now: datetime) -> ImportRun | None:
        for run in self._list_by_id():
            if run.status is ImportStatus.PENDING and run.next_attempt_at and run.next_attempt_at <= now:
                self.state.import_claims[run.id] = (worker, now)
                claimed = replace(run, status=ImportStatus.RUNNING, claims=run.claims + 1, claimed_by=str(worker))
                return self._store(claimed)
        return None

    def save(self, run: ImportRun, now: datetime) -> bool:
        current = self.state.imports[run.id]
        if current.claimed_by is None or (current.claimed_by, current.claims) != (run.claimed_by, run.claims):
            return False
        if run.status is ImportStatus.RUNNING:
            worker, _ = self.state.import_claims[run.id]
            self.state.import_claims[run.id] = (worker, now)
            self._store(run)
        else:
            del self.state.import_claims[run.id]
            self._store(replace(run, claimed_by=None))
        return True

    def add_refused_lines(self, run: ImportRun, lines: Sequence[RefusedLine]) -> int:
        new = {(run.id, each.line): each for each in lines if (run.id, each.line) not in self.state.refused_lines}
        self.state.refused_lines.update(new)
        return len(new)

    def delete_refused_lines(self, run: ImportRun) -> None:
        for key in [key for key in self.state.refused_lines if key[0] == run.id]:
            del self.state.refused_lines[key]

    def list_refused_lines(self, run_id: int, after_line: int = 0, limit: int = 100) -> Sequence[RefusedLine]:
        line_keys = sorted(key for key in self.state.refused_lines if key[0] == run_id and key[1] > after_line)
        return [self.state.refused_lines[key] for key in line_keys[:limit]]

    def count_refusal_reasons(self, run_id: int, limit: int) -> Sequence[RefusalReason]:
        lines: dict[str, list[int]] = defaultdict(list)
        for key, refused in self.state.refused_lines.items():
            if key[0] == run_id:
                lines[refused.reason].append(refused.line)
        reasons = [RefusalReason(reason, len(numbers), min(numbers)) for reason, numbers in lines.items()]
        return sorted(reasons, key=lambda each: (-each.count, each.first_line))[:limit]

    def find_last_file_digest(self, shop: ShopDomain, kind: ImportKind) -> str | None:
        for run in reversed(self._list_by_id()):
            if (run.shop_domain, run.kind, run.status) == (shop, kind, ImportStatus.DONE):
                return None if run.progress.refused else run.file_digest
        return None

    def clear_file_digests(self, shop: ShopDomain) -> None:
        for run in self._list_by_id():
            if run.shop_domain == shop:
                self._store(replace(run, file_digest=None))

    def cancel(self, run_id: int, now: datetime) -> bool:
        run = self.state.imports.get(run_id)
        if run is None or run.finished:
            return False
        self.state.import_claims.pop(run_id, None)
        self._store(replace(run.finish(ImportStatus.CANCELLED, now), claimed_by=None))
        return True

    def release(self, shop: ShopDomain, now: datetime) -> None:
        for run in list(self.state.imports.values()):
            if run.shop_domain == shop and run.status is ImportStatus.PENDING:
                self.state.imports[run.id] = replace(run, next_attempt_at=now)

    def get(self, run_id: int) -> ImportRun | None:
        return self.state.imports.get(run_id)

    def list_latest(
        self, limit: int, which: ImportFilter = ALL_IMPORTS, before: int | None = None
    ) -> Sequence[ImportRun]:
        runs = self._filter(which)[::-1]
        return [run for run in runs if before is None or run.id < before][:limit]

    def list_oldest(
        self, limit: int, which: ImportFilter = ALL_IMPORTS, after: int | None = None
    ) -> Sequence[ImportRun]:
        return [run for run in self._filter(which) if after is None or run.id > after][:limit]

    def count(self, limit: int, which: ImportFilter = ALL_IMPORTS) -> int:
        return min(limit, len(self._filter(which)))

    def _filter(self, which: ImportFilter) -> list[ImportRun]:
        return [
            run
            for run in self._list_by_id()
            if which.shop in (None, run.shop_domain)
            and which.kind in (None, run.kind)
            and which.status in (None, run.status)
        ]

    def _store(self, run: ImportRun) -> ImportRun:
        self.state.imports[run.id] = run
        return run

    def _list_by_id(self) -> list[ImportRun]:
        return [self.state.imports[number] for number in sorted(self.state.imports)]
