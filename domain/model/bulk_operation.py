"""Shopify's way to hand over very many records: it writes a file, which is fetched when it is done (facts.md, 8)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Record_co = TypeVar("Record_co", covariant=True)


class BulkStatus(StrEnum):
    """Where an operation stands."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class BulkOperation:
    """One operation.

    `records` counts what was asked for, `lines` all lines of the file, which has one more for each record's child.
    `url` is where the file lies, for a week; whoever knows it can read the file. None if there is none: an operation
    that found nothing writes no file. If the operation did not complete, the file is what was written until then.
    """

    id: str
    status: BulkStatus
    record_count: int = 0
    line_count: int = 0
    url: str | None = field(default=None, repr=False)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class BulkRecord(Generic[Record_co]):
    """One record of a file, not read yet.

    `line` counts from 1. `digest` is equal where the record and all its children are equal to the byte. If it is not
    `whole`, some of its children may be missing, since the file has a hole. `read` raises `UnreadablePayload` if it is
    not what was asked for.
    """

    line: int
    id: int
    digest: int
    read: Callable[[], Record_co]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class BulkFile(Generic[Record_co]):
    """A file that was fetched. `digest` is equal where files are, to the byte; `lines` is gone through once."""

    digest: str
    lines: "Iterator[BulkRecord[Record_co] | RefusedLine]"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not brought over, and why. The rest was."""

    line: int
    reason: str
