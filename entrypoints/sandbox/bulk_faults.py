"""What goes wrong with a bulk operation: how it ends, what its file looks like, what is not told about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

NOT_UTF8 = b'{"id":"gid://shopify/Customer/1","firstName":"J\xfcrgen"}\n'
MALFORMED = b'{"id":"gid://shopify/Customer/1","firstName":}\n'


class BulkStatus(StrEnum):
    CREATED = "CREATED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELING = "CANCELING"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"


class BulkErrorCode(StrEnum):
    ACCESS_DENIED = "ACCESS_DENIED"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    TIMEOUT = "TIMEOUT"


class Damage(StrEnum):
    """What happened to the file."""

    NONE = "none"
    CUT_LINE = "cut_line"
    MALFORMED_LINE = "malformed_line"
    NOT_UTF8 = "not_utf8"


def _cut(lines: Sequence[bytes]) -> bytes:
    """End in the middle of the last line."""
    whole = b"".join(lines)
    return whole[: len(whole) - len(lines[-1]) // 2 - 1] if lines else whole


def _with(line: bytes) -> Callable[[Sequence[bytes]], bytes]:
    """Put a line in the middle."""
    return lambda lines: b"".join((*lines[: len(lines) // 2], line, *lines[len(lines) // 2 :]))


DAMAGES: dict[Damage, Callable[[Sequence[bytes]], bytes]] = {
    Damage.NONE: b"".join,
    Damage.CUT_LINE: _cut,
    Damage.MALFORMED_LINE: _with(MALFORMED),
    Damage.NOT_UTF8: _with(NOT_UTF8),
}


class BulkFault(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How an operation departs from a good one; any of these can be combined.

    `ends` is its last status, RUNNING for one that never ends. `lines` is how many lines the file has if it did not
    complete; half of them, unless told. `miscount` is added to objectCount. Of `cut_downloads`, the first so many
    downloads break off in the middle. `times` is how many operations are meant, of those that start from now on.
    """

    ends: BulkStatus = BulkStatus.COMPLETED
    error_code: BulkErrorCode | None = None
    lines: int | None = None
    damage: Damage = Damage.NONE
    miscount: int = 0
    cut_downloads: int = 0
    expired_url: bool = False
    silent: bool = False
    times: int = 1

    def lines_kept(self, written: int) -> int:
        return written // 2 if self.lines is None else self.lines

    def spoil(self, lines: Sequence[bytes]) -> bytes:
        return DAMAGES[self.damage](lines)


SOUND = BulkFault()


@dataclass(slots=True)
class BulkFaults:
    """The faults of operations that are still to come."""

    _coming: list[BulkFault] = field(default_factory=list)

    def plan(self, fault: BulkFault) -> None:
        self._coming += [fault] * fault.times

    def take(self) -> BulkFault:
        """Give what is planned for the next operation; nothing wrong, unless it was."""
        return self._coming.pop(0) if self._coming else SOUND
