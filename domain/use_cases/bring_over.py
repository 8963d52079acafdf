"""The records of a file are stored, in batches."""

import logging
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from novex_shopify.domain.errors import TransientError, describe, unforeseen
from novex_shopify.domain.model.bulk_operation import BulkOperation, BulkRecord, BulkStatus, RefusedLine
from novex_shopify.domain.model.import_run import WHOLE_LISTS, ImportRun
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.bulk_operations import BulkOperations
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

Record_contra = TypeVar("Record_contra", contravariant=True)
Lines = Sequence[BulkRecord[Any] | RefusedLine]

_log = logging.getLogger(__name__)


class ClaimLost(Exception):
    """The run was cancelled, or another worker took it over; that one goes on from what is stored."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: how many records changed something, and what was not brought over."""

    written: int = 0
    refused: tuple[RefusedLine, ...] = ()

    def __add__(self, other: "Stored") -> "Stored":
        return Stored(self.written + other.written, self.refused + other.refused)


class Importer(Protocol[Record_contra]):
    """What one kind of import does with its records."""

    @property
    def at_once(self) -> int:
        """As many records are fetched and stored together."""
        ...

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Record_contra]]) -> "Lines":
        """Ask Shopify for what the file does not say, before the transaction; gives the records to be stored."""
        ...

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Record_contra]]) -> Stored:
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
            self.save_within(tx, run)

    def ask_anew(self, operation_id: str | None = None) -> None:
        """Commit that another file will be read, or is read from now on."""
        with self.unit_of_work() as tx:
            tx.imports.forget_refused(self.run)
            self.save_within(tx, self.run.asked_anew(operation_id))

    def save_within(self, tx: Transaction, run: ImportRun) -> None:
        """Commit that together with what is in the transaction."""
        if not tx.imports.save(run, self.clock.now()):
            raise ClaimLost
        tx.commit()
        self.run = run


@dataclass(frozen=True, slots=True)
class BringOver:
    """Stores what is in an operation's file, from where the run stands."""

    operations: BulkOperations
    importer: Importer[Any]
    most_at_once: int

    def __call__(self, claimed: ClaimedRun, operation: BulkOperation) -> None:
        """Store all that is not stored yet. Raises `ClaimLost`, and what the ports raise."""
        claimed.save(replace(claimed.run, progress=replace(claimed.run.progress, total=operation.records)))
        ids = self._store_all(claimed, operation)
        step = claimed.run.progress.step
        while True:
            with claimed.unit_of_work() as tx:
                step = self.importer.finish(tx, claimed.run, ids, step)
                claimed.save_within(tx, _at_step(claimed.run, step))
            if step is None:
                return

    def _store_all(self, claimed: ClaimedRun, operation: BulkOperation) -> Sequence[int] | None:
        """Store the records; returns the ids of all, if the file is whole."""
        ids, whole = array("q"), operation.status is BulkStatus.COMPLETED
        began, before = claimed.clock.now(), claimed.run.progress.read
        with self.operations.file(claimed.run.kind, operation) as file:
            if whole and claimed.run.kind in WHOLE_LISTS and self._is_the_last_one(claimed, file.digest):
                return None
            claimed.save(replace(claimed.run, file_digest=file.digest))
            for batch in _batches(file.lines, min(self.importer.at_once, self.most_at_once)):
                ids.extend(line.id for line in batch if isinstance(line, BulkRecord))
                whole = whole and not any(isinstance(line, RefusedLine) for line in batch)
                if whole is False or batch[-1].line > claimed.run.progress.line:
                    self._store_batch(claimed, batch, began, before)
        return array("q", sorted(ids)) if whole else None

    def _is_the_last_one(self, claimed: ClaimedRun, digest: str) -> bool:
        """Whether the file is, to the byte, the one that was brought over last: then nothing has changed since."""
        run = claimed.run
        with claimed.unit_of_work() as tx:
            if digest != tx.imports.last_file(run.shop_domain, run.kind):
                return False
            progress = replace(run.progress, read=run.progress.total or 0)
            claimed.save_within(tx, replace(run, file_digest=digest, progress=progress))
        return True

    def _store_batch(self, claimed: ClaimedRun, batch: Lines, began: datetime, before: int) -> None:
        progress = claimed.run.progress
        shop = claimed.run.shop_domain
        records = [line for line in batch if isinstance(line, BulkRecord) and line.line > progress.line]
        fetched = self.importer.fetch(shop, records) if records else ()
        unreadable = Stored(refused=tuple(line for line in (*batch, *fetched) if isinstance(line, RefusedLine)))
        with claimed.unit_of_work() as tx:
            stored = unreadable + self._store(tx, shop, [line for line in fetched if isinstance(line, BulkRecord)])
            read = progress.read + len(records)
            seconds = (claimed.clock.now() - began).total_seconds()
            advanced = replace(
                progress,
                line=records[-1].line if records else progress.line,
                read=read,
                written=progress.written + stored.written,
                refused=progress.refused + tx.imports.refuse(claimed.run, stored.refused),
                rate=(read - before) / seconds if seconds > 0 else progress.rate,
            )
            claimed.save_within(tx, claimed.run.came_forward(advanced))

    def _store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Any]]) -> Stored:
        """Store records. If the database refuses them, the halves are tried, until it is known which one it is."""
        try:
            with tx.savepoint():
                return self.importer.store(tx, shop, records) if records else Stored()
        except TransientError:
            raise
        except Exception as error:
            if len(records) == 1:
                return Stored(refused=(_refusal(records[0], error),))
        middle = len(records) // 2
        return self._store(tx, shop, records[:middle]) + self._store(tx, shop, records[middle:])


def _at_step(run: ImportRun, step: str | None) -> ImportRun:
    return run.came_forward(replace(run.progress, step=step))


def _batches(lines: Iterable[BulkRecord[Any] | RefusedLine], size: int) -> Iterator[Lines]:
    batch: list[BulkRecord[Any] | RefusedLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _refusal(record: BulkRecord[Any], error: Exception) -> RefusedLine:
    _log.warning("import.refused", extra={"line": record.line}, exc_info=unforeseen(error))
    return RefusedLine(record.line, describe(error))
