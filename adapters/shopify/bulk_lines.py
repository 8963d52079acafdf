"""Files of bulk operations: one JSON object a line, a record's children anywhere in the file (facts.md, 8)."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import msgspec

from novex_shopify.adapters.shopify.bulk_children import BulkChildren, Child
from novex_shopify.adapters.shopify.gid import number
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine

LONGEST_LINE = 1_000_000
"""Bytes. No record that is asked for comes near it, so a longer line is a broken file."""

AT_ONCE = 500
"""Records whose children are looked up together."""

Reader = Callable[[bytes, Sequence[bytes]], Any]
"""Makes a record of its line and its children's lines."""


class _Head(msgspec.Struct):
    id: str
    parent: str | None = msgspec.field(name="__parentId", default=None)


class _Parent(NamedTuple):
    """A record's line."""

    line: int
    id: int
    body: bytes


_heads = msgspec.json.Decoder(_Head)
_PARENT_ID = b'"__parentId"'
_MALFORMED = (msgspec.MsgspecError, ValueError, RecursionError)


@dataclass(slots=True)
class BulkLines:
    """Goes through a file.

    `salt` says what was asked for, so that digests of different questions differ. `promised` is how many lines Shopify
    counted, where it wrote all of them.
    """

    file: BinaryIO
    read: Reader
    salt: bytes
    promised: int | None = None
    _count: int = 0
    _children: bytearray = field(default_factory=bytearray)
    _whole: bool = True

    def records(self) -> Generator[BulkRecord[Any] | RefusedLine]:
        """A file without children."""
        for line in self._parents():
            yield line if isinstance(line, RefusedLine) else self._record(line, ())
        yield from self._missing()

    def records_with_children(self) -> Generator[BulkRecord[Any] | RefusedLine]:
        """Records with their children. A first pass puts these aside, on disk, since they may not fit into memory."""
        with BulkChildren() as children:
            children.put(self._put_aside())
            parents = self._parents()
            while some := list(islice(parents, AT_ONCE)):
                found = children.of([line.id for line in some if isinstance(line, _Parent)])
                for line in some:
                    yield self._record(line, found.get(line.id, ())) if isinstance(line, _Parent) else line
            for line_number in children.without_parent():
                yield RefusedLine(line_number, "the record that it belongs to is not in the file")
        yield from self._missing()

    def _put_aside(self) -> Iterator[Child]:
        """The children. Which lines these are is noted, a byte for each line; and whether some may be missing."""
        for line, body in self._bodies():
            self._children.append(0)
            if body and body.endswith(b"\n") and _PARENT_ID not in body:
                continue
            try:
                head = _heads.decode(body or b"")
                if head.parent:
                    yield Child(line, number(head.parent), body or b"")
                    self._children[-1] = 1
            except _MALFORMED:
                self._whole = False  # it is refused when the records are read
        self._whole = self._whole and self.promised == self._count

    def _parents(self) -> Iterator[_Parent | RefusedLine]:
        """Each line but the children."""
        children = self._children
        for line, body in self._bodies():
            if children and children[line - 1]:
                continue
            if body is None:
                yield RefusedLine(line, f"the line is longer than {LONGEST_LINE} bytes")
                continue
            try:
                head = _heads.decode(body)
                if head.parent and children:
                    raise ValueError("It was not put aside, since its record has no number.")
                yield _Parent(line, number(head.id), body)
            except _MALFORMED as error:
                yield RefusedLine(line, _why(error, body))

    def _bodies(self) -> Iterator[tuple[int, bytes | None]]:
        """The lines and their numbers, without ever holding more than one; None for one that is too long."""
        self._count = 0
        self.file.seek(0)
        readline = self.file.readline
        while body := readline(LONGEST_LINE):
            self._count += 1
            if len(body) == LONGEST_LINE and not body.endswith(b"\n"):
                self._skip_the_rest()
                yield self._count, None
            else:
                yield self._count, body

    def _skip_the_rest(self) -> None:
        while (body := self.file.readline(LONGEST_LINE)) and not body.endswith(b"\n"):
            pass

    def _record(self, parent: _Parent, children: Sequence[bytes]) -> BulkRecord[Any]:
        digest = hashlib.blake2b(b"".join((self.salt, parent.body, *children)), digest_size=8)
        signed = int.from_bytes(digest.digest(), "big", signed=True)
        return BulkRecord(parent.line, parent.id, signed, partial(self.read, parent.body, children), self._whole)

    def _missing(self) -> Iterator[RefusedLine]:
        if self.promised not in (None, self._count):
            reason = f"the file ends after {self._count} lines, though Shopify counted {self.promised}"
            yield RefusedLine(self._count + 1, reason)


def _why(error: Exception, body: bytes) -> str:
    """Without the line's content, which is somebody's data."""
    if isinstance(error, UnicodeDecodeError):
        return "the line is not UTF-8"
    if not body.endswith(b"\n"):
        return "the line is cut off"
    if isinstance(error, RecursionError):
        return "the line is nested too deeply"
    return "the line is not a JSON object with an id" if isinstance(error, msgspec.MsgspecError) else "the id is no id"
