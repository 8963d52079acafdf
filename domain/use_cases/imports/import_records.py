"""Stores the records of a file in batches."""

import logging
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from novex_shopify.domain.errors import TransientError, describe, unexpected
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus, RefusedLine
from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS, ImportRun
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.imports.importer import BatchResult, Importer, ImportStep, Lines, Listing

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class ClaimedRun:
    """A run that this worker has claimed."""

    unit_of_work: UnitOfWork
    clock: Clock
    run: ImportRun

    def save(self, run: ImportRun) -> None:
        """Save the run. Raises `ClaimLost` if this worker lost its claim."""
        with self.unit_of_work() as tx:
            self.save_and_commit(tx, run)

    def restart(self, operation_id: str | None = None) -> None:
        """Save that the run starts over with the file of an operation, or with one that is requested later."""
        with self.unit_of_work() as tx:
            tx.imports.delete_refused_lines(self.run)
            self.save_and_commit(tx, self.run.restart_with_file(operation_id))

    def save_and_commit(self, tx: Transaction, run: ImportRun) -> None:
        """Save the run and commit, together with what the transaction holds."""
        if not tx.imports.save(run, self.clock.now()):
            raise ClaimLost
        tx.commit()
        self.run = run


@dataclass(frozen=True, slots=True)
class ImportRecords:
    """Stores the records of an operation's file, from where the run stopped."""

    operations: BulkOperations
    importer: Importer[Any]
    max_batch_size: int

    def __call__(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        """Store the rest of the file, then run the steps. Raises `ClaimLost`, and what the ports raise."""
        claimed.save(replace(claimed.run, progress=replace(claimed.run.progress, total=operation.record_count)))
        listing = self._store_file(claimed, operation)
        stored = claimed.run.progress.step
        step = ImportStep.from_text(stored) if stored else None
        while True:
            with claimed.unit_of_work() as tx:
                step = self.importer.run_step(tx, claimed.run, listing, step)
                claimed.save_and_commit(tx, _with_step(claimed.run, step))
            if step is None:
                return

    def _store_file(self, claimed: ClaimedRun, operation: BulkOperation) -> Listing:
        ids, complete = array("q"), operation.status is BulkStatus.COMPLETED
        whole = complete
        started_at, read_before = claimed.clock.now(), claimed.run.progress.read
        with self.operations.open_file(claimed.run.kind, operation) as file:
            if complete and self._skip_unchanged_file(claimed, file.digest):
                return Listing()  # the ids are not read: an unchanged file cannot lack a record
            claimed.save(replace(claimed.run, file_digest=file.digest))
            for batch in _split_into_batches(file.lines, min(self.importer.batch_size, self.max_batch_size)):
                ids.extend(line.id for line in batch if isinstance(line, BulkRecord))
                refused = [line for line in batch if isinstance(line, RefusedLine)]
                complete, whole = complete and not refused, whole and not any(line.file_is_cut for line in refused)
                # A refused line may come after records with higher line numbers. Adding it twice changes nothing.
                if not complete or batch[-1].line > claimed.run.progress.last_line:
                    self._store_batch(claimed, batch, started_at, read_before)
        return Listing(array("q", sorted(ids)), complete=True, whole=True) if complete else Listing(whole=whole)

    def _skip_unchanged_file(self, claimed: ClaimedRun, digest: str) -> bool:
        """Count a file as read if it is byte-identical to the last imported one; returns whether it is."""
        run = claimed.run
        if run.kind not in COMPLETE_LIST_KINDS:
            return False
        with claimed.unit_of_work() as tx:
            if digest != tx.imports.find_last_file_digest(run.shop_domain, run.kind):
                return False
            progress = replace(run.progress, read=run.progress.total or 0)
            claimed.save_and_commit(tx, replace(run, file_digest=digest, progress=progress))
        return True

    def _store_batch(self, claimed: ClaimedRun, batch: Lines, started_at: datetime, read_before: int) -> None:
        progress = claimed.run.progress
        shop = claimed.run.shop_domain
        records = [line for line in batch if isinstance(line, BulkRecord) and line.line > progress.last_line]
        fetched = self.importer.fetch(shop, records) if records else ()
        unreadable = BatchResult(
            refused_lines=tuple(line for line in (*batch, *fetched) if isinstance(line, RefusedLine))
        )
        with claimed.unit_of_work() as tx:
            stored = unreadable + self._store(tx, shop, [line for line in fetched if isinstance(line, BulkRecord)])
            read = progress.read + len(records)
            seconds = (claimed.clock.now() - started_at).total_seconds()
            advanced = replace(
                progress,
                last_line=records[-1].line if records else progress.last_line,
                read=read,
                written=progress.written + stored.written,
                refused=progress.refused + tx.imports.add_refused_lines(claimed.run, stored.refused_lines),
                records_per_second=(read - read_before) / seconds if seconds > 0 else progress.records_per_second,
            )
            claimed.save_and_commit(tx, claimed.run.advance(advanced))

    def _store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Any]]) -> BatchResult:
        """Store records. If the database rejects them, try each half, until the record that it rejects is found."""
        try:
            with tx.savepoint():
                return self.importer.store(tx, shop, records) if records else BatchResult()
        except TransientError:
            raise
        except Exception as error:
            if len(records) == 1:
                return BatchResult(refused_lines=(_to_refused_line(records[0], error),))
        middle = len(records) // 2
        return self._store(tx, shop, records[:middle]) + self._store(tx, shop, records[middle:])


def _with_step(run: ImportRun, step: ImportStep | None) -> ImportRun:
    return run.advance(replace(run.progress, step=step.to_text() if step else None))


def _split_into_batches(lines: Iterable[BulkRecord[Any] | RefusedLine], size: int) -> Iterator[Lines]:
    batch: list[BulkRecord[Any] | RefusedLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _to_refused_line(record: BulkRecord[Any], error: Exception) -> RefusedLine:
    _log.warning("import.line_refused", extra={"line": record.line}, exc_info=unexpected(error))
    return RefusedLine(record.line, describe(error))
