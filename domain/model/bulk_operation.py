"""Shopify's bulk operations: files with all records of a kind (docs/shopify.md, Bulk operations)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Record_co = TypeVar("Record_co", covariant=True)


class BulkStatus(StrEnum):
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class BulkOperation:
    """One bulk operation.

    `record_count` counts root records, `line_count` all lines of the file including children. `url` is the file's
    address for a week; anyone who knows it can read the file. It is None if nothing was found. If the operation did not
    complete, the file holds what was written until then.
    """

    id: str
    status: BulkStatus
    record_count: int = 0
    line_count: int = 0
    url: str | None = field(default=None, repr=False)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class BulkRecord(Generic[Record_co]):
    """One record of a file, parsed on demand.

    `line` counts from 1. `digest` is equal if the record and all its children are byte-identical. A record that is not
    `complete` may lack children, because the file has an unreadable line. `read` raises `UnreadablePayload` if the
    record has the wrong shape.
    """

    line: int
    id: int
    digest: int
    read: Callable[[], Record_co]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class BulkFile(Generic[Record_co]):
    """A downloaded file. `digest` is equal for byte-identical files; `lines` can be iterated once."""

    digest: str
    lines: "Iterator[BulkRecord[Record_co] | RefusedLine]"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not imported, and the reason. If the `file_is_cut`, other lines are missing from it."""

    line: int
    reason: str
    file_is_cut: bool = False


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A reason for which lines were not imported, how many, and the first of them."""

    reason: str
    count: int
    first_line: int
