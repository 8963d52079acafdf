"""The part of an import that depends on its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, Self, TypeVar

from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction

Record_contra = TypeVar("Record_contra", contravariant=True)
Lines = Sequence[BulkRecord[Any] | RefusedLine]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The result of storing a batch: how many records changed something, and the lines that were not imported."""

    written: int = 0
    refused_lines: tuple[RefusedLine, ...] = ()

    def __add__(self, other: "BatchResult") -> "BatchResult":
        return BatchResult(self.written + other.written, self.refused_lines + other.refused_lines)


@dataclass(frozen=True, slots=True)
class Listing:
    """The sorted ids of the records in a file. Only if it is `complete` was a missing record deleted at Shopify.

    The file is `whole` if no line is missing; lines that cannot be read may hold any id, so it may not be `complete`.
    The file was requested after the run was planned.
    """

    ids: Sequence[int] = ()
    complete: bool = False
    whole: bool = False


class StepName(StrEnum):
    """The work that follows the last line of a file."""

    DELETE = "delete"
    MATCH = "match"


@dataclass(frozen=True, slots=True)
class ImportStep:
    """A page of the work that follows the last line: the records whose ids come after `after`."""

    name: StepName
    after: int = 0

    @classmethod
    def from_text(cls, text: str) -> Self:
        name, _, after = text.partition(":")
        return cls(StepName(name), int(after))

    def to_text(self) -> str:
        """Return the text that `ImportProgress.step` stores."""
        return f"{self.name}:{self.after}"


class Importer(Protocol[Record_contra]):
    """Imports the records of one kind."""

    @property
    def batch_size(self) -> int:
        """How many records are fetched and stored together."""
        ...

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[Record_contra]]) -> Lines:
        """Read from Shopify what the file lacks, before the transaction; returns the records to store."""
        ...

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[Record_contra]]) -> BatchResult:
        """Store records. Storing them twice changes nothing."""
        ...

    def run_step(self, tx: Transaction, run: ImportRun, listing: Listing, step: ImportStep | None) -> ImportStep | None:
        """Run one step of what needs all records; returns the next step. None is before the first and after the last.

        Running a step twice changes nothing.
        """
        ...
