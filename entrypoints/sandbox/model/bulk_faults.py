"""Planned failures of bulk operations: how one ends, what its file contains, which webhook it skips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

NOT_UTF8 = b'{"id":"gid://shopify/Customer/1","firstName":"J\xfcrgen"}\n'
MALFORMED = b'{"id":"gid://shopify/Customer/1","firstName":}\n'


class BulkOperationStatus(StrEnum):
    CREATED = "CREATED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELING = "CANCELING"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"


class BulkOperationErrorCode(StrEnum):
    ACCESS_DENIED = "ACCESS_DENIED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    TIMEOUT = "TIMEOUT"


class FileDamage(StrEnum):
    NONE = "none"
    TRUNCATED_LINE = "truncated_line"
    MALFORMED_LINE = "malformed_line"
    NOT_UTF8 = "not_utf8"


def _truncate_last_line(lines: Sequence[bytes]) -> bytes:
    content = b"".join(lines)
    return content[: len(content) - len(lines[-1]) // 2 - 1] if lines else content


def _insert_line(line: bytes) -> Callable[[Sequence[bytes]], bytes]:
    """Insert a line in the middle."""
    return lambda lines: b"".join((*lines[: len(lines) // 2], line, *lines[len(lines) // 2 :]))


DAMAGE_FUNCTIONS: dict[FileDamage, Callable[[Sequence[bytes]], bytes]] = {
    FileDamage.NONE: b"".join,
    FileDamage.TRUNCATED_LINE: _truncate_last_line,
    FileDamage.MALFORMED_LINE: _insert_line(MALFORMED),
    FileDamage.NOT_UTF8: _insert_line(NOT_UTF8),
}


class BulkFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How an operation differs from a successful one; the fields can be combined.

    `final_status` RUNNING never ends. `line_count` is the number of lines of an incomplete file, by default half.
    `object_count_error` is added to objectCount. The first `interrupted_downloads` downloads break off in the middle.
    `times` is the number of operations this applies to, of those that start from now on.
    """

    final_status: BulkOperationStatus = BulkOperationStatus.COMPLETED
    error_code: BulkOperationErrorCode | None = None
    line_count: int | None = None
    damage: FileDamage = FileDamage.NONE
    object_count_error: int = 0
    interrupted_downloads: int = 0
    expired_url: bool = False
    skip_webhook: bool = False
    times: int = 1

    def count_kept_lines(self, recorded_lines: int) -> int:
        return recorded_lines // 2 if self.line_count is None else self.line_count

    def build_file(self, lines: Sequence[bytes]) -> bytes:
        return DAMAGE_FUNCTIONS[self.damage](lines)


NO_FAULT = BulkFault()


@dataclass(slots=True)
class PlannedBulkFaults:
    _planned: list[BulkFault] = field(default_factory=list)

    def add(self, fault: BulkFault) -> None:
        self._planned += [fault] * fault.times

    def take_next(self) -> BulkFault:
        return self._planned.pop(0) if self._planned else NO_FAULT
