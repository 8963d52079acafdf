"""Files of bulk operations: one JSON object a line, a record's children anywhere in the file (facts.md, 8)."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

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


@dataclass(frozen=True, slots=True)
class _Parent:
    """A record's line."""

    line: int
    id: int
    body: bytes


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

    def records(self) -> Iterator[BulkRecord[Any] | RefusedLine]:
        """A file without children."""
        for line in self._parents():
            yield line if isinstance(line, RefusedLine) else self._record(line, ())
        yield from self._missing()

    def records_with_children(self) -> Iterator[BulkRecord[Any] | RefusedLine]:
        """Records with their children. A first pass puts these aside, on disk, since they may not fit into memory."""
        with BulkChildren() as children:
            children.put(line for line in self._heads() if isinstance(line, Child))
            parents = self._parents()
            while some := list(islice(parents, AT_ONCE)):
                found = children.of([line.id for line in some if isinstance(line, _Parent)])
                for line in some:
                    yield self._record(line, found.get(line.id, ())) if isinstance(line, _Parent) else line
            for line_number in children.without_parent():
                yield RefusedLine(line_number, "the record that it belongs to is not in the file")
        yield from self._missing()

    def _parents(self) -> Iterator[_Parent | RefusedLine]:
        return (line for line in self._heads() if not isinstance(line, Child))

    def _heads(self) -> Iterator[_Parent | Child | RefusedLine]:
        """Each line, without holding more than one of them."""
        self._count = 0
        self.file.seek(0)
        decode = msgspec.json.Decoder(_Head).decode
        while body := self.file.readline(LONGEST_LINE):
            self._count += 1
            if len(body) == LONGEST_LINE and not body.endswith(b"\n"):
                self._skip_the_rest()
                yield RefusedLine(self._count, f"the line is longer than {LONGEST_LINE} bytes")
                continue
            try:
                head = decode(body)
                if head.parent:
                    yield Child(self._count, number(head.parent), body)
                else:
                    yield _Parent(self._count, number(head.id), body)
            except (msgspec.MsgspecError, ValueError) as error:
                yield RefusedLine(self._count, _why(error, body))

    def _skip_the_rest(self) -> None:
        while (body := self.file.readline(LONGEST_LINE)) and not body.endswith(b"\n"):
            pass

    def _record(self, parent: _Parent, children: Sequence[bytes]) -> BulkRecord[Any]:
        digest = hashlib.blake2b(self.salt, digest_size=8)
        digest.update(parent.body)
        for child in children:
            digest.update(child)
        signed = int.from_bytes(digest.digest(), "big", signed=True)
        return BulkRecord(parent.line, parent.id, signed, partial(self.read, parent.body, children))

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
    return "the line is not a JSON object with an id" if isinstance(error, msgspec.MsgspecError) else "the id is no id"
