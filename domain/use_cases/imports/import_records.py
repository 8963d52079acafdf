"""The records of a file are stored, in batches."""

import logging
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from novex_shopify.domain.errors import TransientError, describe, unexpected
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus, RefusedLine
from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS, ImportRun
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.claim_lost import ClaimLost

Record_contra = TypeVar("Record_contra", contravariant=True)
Lines = Sequence[BulkRecord[Any] | RefusedLine]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What became of a batch: how many records changed something, and what was not brought over."""

    written: int = 0
    refused_lines: tuple[RefusedLine, ...] = ()

    def __add__(self, other: "StoreResult") -> "StoreResult":
        return StoreResult(self.written + other.written, self.refused_lines + other.refused_lines)


class Importer(Protocol[Record_contra]):
    """What one kind of import does with its records."""

    @property
    def batch_size(self) -> int:
        """As many records are fetched and stored together."""
        ...

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Record_contra]]) -> "Lines":
        """Ask Shopify for what the file does not say, before the transaction; gives the records to be stored."""
        ...

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Record_contra]]) -> StoreResult:
        """Keep records. Storing them twice changes nothing."""
        ...

    def finish(self, tx: Transaction, run: ImportRun, ids: Sequence[int] | None, step: str | None) -> str | None:
        """Do a part of what needs all records; returns where the next part begins, None after the last.

        `ids` are those of all the file's records, sorted; None if the file was not whole. It was asked for after the
        run was planned.
        """
        ...


@dataclass(slots=True)
class ClaimedRun:
    """A run in hand."""

    unit_of_work: UnitOfWork
    clock: Clock
    run: ImportRun

    def save(self, run: ImportRun) -> None:
        """Commit how the run stands. Raises `ClaimLost` if it is not ours any more."""
        with self.unit_of_work() as tx:
            self.save_in_transaction(tx, run)

    def restart_with_file(self, operation_id: str | None = None) -> None:
        """Commit that another file will be read, or is read from now on."""
        with self.unit_of_work() as tx:
            tx.imports.delete_refused_lines(self.run)
            self.save_in_transaction(tx, self.run.restart_with_file(operation_id))

    def save_in_transaction(self, tx: Transaction, run: ImportRun) -> None:
        """Commit that together with what is in the transaction."""
        if not tx.imports.save(run, self.clock.now()):
            raise ClaimLost
        tx.commit()
        self.run = run


@dataclass(frozen=True, slots=True)
class ImportRecords:
    """Stores what is in an operation's file, from where the run stands."""

    operations: BulkOperations
    importer: Importer[Any]
    max_batch_size: int

    def __call__(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        """Store all that is not stored yet. Raises `ClaimLost`, and what the ports raise."""
        claimed.save(replace(claimed.run, progress=replace(claimed.run.progress, total=operation.record_count)))
        ids = self._store_all(claimed, operation)
        step = claimed.run.progress.step
        while True:
            with claimed.unit_of_work() as tx:
                step = self.importer.finish(tx, claimed.run, ids, step)
                claimed.save_in_transaction(tx, _at_step(claimed.run, step))
            if step is None:
                return

    def _store_all(self, claimed: ClaimedRun, operation: BulkOperation) -> Sequence[int] | None:
        """Store the records; returns the ids of all, if the file is whole."""
        ids, whole = array("q"), operation.status is BulkStatus.COMPLETED
        began, before = claimed.clock.now(), claimed.run.progress.read
        with self.operations.open_file(claimed.run.kind, operation) as file:
            if whole and claimed.run.kind in COMPLETE_LIST_KINDS and self._is_unchanged_file(claimed, file.digest):
                return None
            claimed.save(replace(claimed.run, file_digest=file.digest))
            for batch in _split_into_batches(file.lines, min(self.importer.batch_size, self.max_batch_size)):
                ids.extend(line.id for line in batch if isinstance(line, BulkRecord))
                whole = whole and not any(isinstance(line, RefusedLine) for line in batch)
                if whole is False or batch[-1].line > claimed.run.progress.last_line:
                    self._store_batch(claimed, batch, began, before)
        return array("q", sorted(ids)) if whole else None

    def _is_unchanged_file(self, claimed: ClaimedRun, digest: str) -> bool:
        """Whether the file is, to the byte, the one that was brought over last: then nothing has changed since."""
        run = claimed.run
        with claimed.unit_of_work() as tx:
            if digest != tx.imports.find_last_file_digest(run.shop_domain, run.kind):
                return False
            progress = replace(run.progress, read=run.progress.total or 0)
            claimed.save_in_transaction(tx, replace(run, file_digest=digest, progress=progress))
        return True

    def _store_batch(self, claimed: ClaimedRun, batch: Lines, began: datetime, before: int) -> None:
        progress = claimed.run.progress
        shop = claimed.run.shop_domain
        records = [line for line in batch if isinstance(line, BulkRecord) and line.line > progress.last_line]
        fetched = self.importer.fetch(shop, records) if records else ()
        unreadable = StoreResult(
            refused_lines=tuple(line for line in (*batch, *fetched) if isinstance(line, RefusedLine))
        )
        with claimed.unit_of_work() as tx:
            stored = unreadable + self._store(tx, shop, [line for line in fetched if isinstance(line, BulkRecord)])
            read = progress.read + len(records)
            seconds = (claimed.clock.now() - began).total_seconds()
            advanced = replace(
                progress,
                last_line=records[-1].line if records else progress.last_line,
                read=read,
                written=progress.written + stored.written,
                refused=progress.refused + tx.imports.add_refused_lines(claimed.run, stored.refused_lines),
                records_per_second=(read - before) / seconds if seconds > 0 else progress.records_per_second,
            )
            claimed.save_in_transaction(tx, claimed.run.advance(advanced))

    def _store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Any]]) -> StoreResult:
        """Store records. If the database refuses them, the halves are tried, until it is known which one it is."""
        try:
            with tx.savepoint():
                return self.importer.store(tx, shop, records) if records else StoreResult()
        except TransientError:
            raise
        except Exception as error:
            if len(records) == 1:
                return StoreResult(refused_lines=(_refuse(records[0], error),))
        middle = len(records) // 2
        return self._store(tx, shop, records[:middle]) + self._store(tx, shop, records[middle:])


def _at_step(run: ImportRun, step: str | None) -> ImportRun:
    return run.advance(replace(run.progress, step=step))


def _split_into_batches(lines: Iterable[BulkRecord[Any] | RefusedLine], size: int) -> Iterator[Lines]:
    batch: list[BulkRecord[Any] | RefusedLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _refuse(record: BulkRecord[Any], error: Exception) -> RefusedLine:
    _log.warning("import.line_refused", extra={"line": record.line}, exc_info=unexpected(error))
    return RefusedLine(record.line, describe(error))
