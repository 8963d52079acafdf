"""Reads the JSONL files of bulk operations, where children can be anywhere (docs/shopify.md, Bulk operations)."""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

import msgspec

from novex_shopify.adapters.shopify.bulk.child_lines import ChildLine, ChildLineBuffer
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.null_characters import replace_lone_surrogates
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine

MAX_LINE_BYTES = 1_000_000
"""A longer line is broken: no record that the documents ask for comes near it."""

PARENT_BATCH_SIZE = 500
"""The number of records whose children are looked up together."""

RecordParser = Callable[[bytes, Sequence[bytes]], Any]
"""Builds a record from its line and the lines of its children."""


class _LineHeader(msgspec.Struct):
    id: str
    parent_id: str | None = msgspec.field(name="__parentId", default=None)


class _ParentLine(NamedTuple):
    line: int
    id: int
    body: bytes


_header_decoder = msgspec.json.Decoder(_LineHeader)
_PARENT_ID_KEY = b'"__parentId"'
_MALFORMED_LINE_ERRORS = (msgspec.MsgspecError, ValueError, RecursionError)


@dataclass(slots=True)
class JsonlReader:
    """Reads one file.

    `salt` makes the digests of different queries differ. `expected_lines` is Shopify's count; None if it did not
    complete the file.
    """

    file: BinaryIO
    parse_record: RecordParser
    salt: bytes
    expected_lines: int | None = None
    _line_count: int = 0
    _child_flags: bytearray = field(default_factory=bytearray)
    _complete: bool = True

    def iter_records(self) -> Generator[BulkRecord[Any] | RefusedLine]:
        """The records of a file without children."""
        for line in self._iter_parents():
            yield line if isinstance(line, RefusedLine) else self._build_record(line, ())
        yield from self._check_line_count()

    def iter_records_with_children(self) -> Generator[BulkRecord[Any] | RefusedLine]:
        """The records of a file with their children."""
        # A first pass moves the children to disk, since they may not fit into memory.
        with ChildLineBuffer() as children:
            children.add(self._iter_children())
            parents = self._iter_parents()
            while batch := list(islice(parents, PARENT_BATCH_SIZE)):
                found = children.get_children([line.id for line in batch if isinstance(line, _ParentLine)])
                for line in batch:
                    yield self._build_record(line, found.get(line.id, ())) if isinstance(line, _ParentLine) else line
            for line_number in children.find_orphan_lines():
                yield RefusedLine(line_number, "its parent record is not in the file")
        yield from self._check_line_count()

    def _iter_children(self) -> Iterator[ChildLine]:
        """The child lines. Fills `_child_flags`, one byte for each line, and `_complete`."""
        for line, body in self._iter_lines():
            self._child_flags.append(0)
            if body and body.endswith(b"\n") and _PARENT_ID_KEY not in body:
                continue
            try:
                header = _decode_header(body or b"")
                if header.parent_id:
                    yield ChildLine(line, parse_gid(header.parent_id), body or b"")
                    self._child_flags[-1] = 1
            except _MALFORMED_LINE_ERRORS:
                self._complete = False  # the second pass reports the line
        self._complete = self._complete and self.expected_lines == self._line_count

    def _iter_parents(self) -> Iterator[_ParentLine | RefusedLine]:
        """Every line that is not a child."""
        children = self._child_flags
        for line, body in self._iter_lines():
            if children and children[line - 1]:
                continue
            if body is None:
                yield RefusedLine(line, f"the line is longer than {MAX_LINE_BYTES} bytes")
                continue
            try:
                header = _decode_header(body)
                if header.parent_id and children:
                    raise ValueError("The first pass could not read the parent id.")
                yield _ParentLine(line, parse_gid(header.id), body)
            except _MALFORMED_LINE_ERRORS as error:
                yield RefusedLine(line, _describe_error(error, body), file_is_cut=not body.endswith(b"\n"))

    def _iter_lines(self) -> Iterator[tuple[int, bytes | None]]:
        """The line numbers and lines, one in memory at a time; None for a line that is too long."""
        self._line_count = 0
        self.file.seek(0)
        readline = self.file.readline
        while body := readline(MAX_LINE_BYTES):
            self._line_count += 1
            if len(body) == MAX_LINE_BYTES and not body.endswith(b"\n"):
                self._skip_rest_of_line()
                yield self._line_count, None
            else:
                yield self._line_count, body

    def _skip_rest_of_line(self) -> None:
        while (body := self.file.readline(MAX_LINE_BYTES)) and not body.endswith(b"\n"):
            pass

    def _build_record(self, parent: _ParentLine, children: Sequence[bytes]) -> BulkRecord[Any]:
        digest = hashlib.blake2b(b"".join((self.salt, parent.body, *children)), digest_size=8)
        signed = int.from_bytes(digest.digest(), "big", signed=True)
        return BulkRecord(
            parent.line, parent.id, signed, partial(self.parse_record, parent.body, children), self._complete
        )

    def _check_line_count(self) -> Iterator[RefusedLine]:
        if self.expected_lines not in (None, self._line_count):
            reason = f"the file has {self._line_count} lines, but Shopify counted {self.expected_lines}"
            yield RefusedLine(self._line_count + 1, reason, file_is_cut=True)


def _decode_header(body: bytes) -> _LineHeader:
    return _header_decoder.decode(replace_lone_surrogates(body))


def _describe_error(error: Exception, body: bytes) -> str:
    # Never with the content of the line: it is personal data.
    if isinstance(error, UnicodeDecodeError):
        return "the line is not UTF-8"
    if not body.endswith(b"\n"):
        return "the line is cut off"
    if isinstance(error, RecursionError):
        return "the line is nested too deeply"
    if isinstance(error, msgspec.MsgspecError):
        return "the line is not a JSON object with an id"
    return "the id is invalid"
