"""What goes wrong with a bulk operation: how it ends, what its file looks like, what is not told about it."""

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
    """What happened to the file."""

    NONE = "none"
    TRUNCATED_LINE = "truncated_line"
    MALFORMED_LINE = "malformed_line"
    NOT_UTF8 = "not_utf8"


def _truncate_last_line(lines: Sequence[bytes]) -> bytes:
    """End in the middle of the last line."""
    content = b"".join(lines)
    return content[: len(content) - len(lines[-1]) // 2 - 1] if lines else content


def _insert_line(line: bytes) -> Callable[[Sequence[bytes]], bytes]:
    """Put a line in the middle."""
    return lambda lines: b"".join((*lines[: len(lines) // 2], line, *lines[len(lines) // 2 :]))


DAMAGE_FUNCTIONS: dict[FileDamage, Callable[[Sequence[bytes]], bytes]] = {
    FileDamage.NONE: b"".join,
    FileDamage.TRUNCATED_LINE: _truncate_last_line,
    FileDamage.MALFORMED_LINE: _insert_line(MALFORMED),
    FileDamage.NOT_UTF8: _insert_line(NOT_UTF8),
}


class BulkFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How an operation departs from a good one; any of these can be combined.

    `ends` is its last status, RUNNING for one that never ends. `lines` is how many lines the file has if it did not
    complete; half of them, unless told. `miscount` is added to objectCount. Of `cut_downloads`, the first so many
    downloads break off in the middle. `times` is how many operations are meant, of those that start from now on.
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
    """The faults of operations that are still to come."""

    _planned: list[BulkFault] = field(default_factory=list)

    def add(self, fault: BulkFault) -> None:
        self._planned += [fault] * fault.times

    def take_next(self) -> BulkFault:
        """Give what is planned for the next operation; nothing wrong, unless it was."""
        return self._planned.pop(0) if self._planned else NO_FAULT
