"""Lines that wait for their parents."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple, Self


class ChildLine(NamedTuple):
    """A line that belongs to a record."""

    line: int
    parent_id: int
    body: bytes


class ChildLineBuffer:
    """Any number of children, on disk: SQLite's private database, which is gone with its connection."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE child (line INTEGER PRIMARY KEY, parent INTEGER, body BLOB)",
            "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        ):
            self._database.execute(statement)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()

    def add(self, children: Iterable[ChildLine]) -> None:
        """Keep children."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO child VALUES (?, ?, ?)", children)
        self._database.execute("CREATE INDEX child_parent ON child (parent)")
        self._database.execute("COMMIT")

    def get_children(self, parent_ids: Sequence[int]) -> Mapping[int, Sequence[bytes]]:
        """The children of some records, each in the file's order."""
        ids = json.dumps(parent_ids)
        self._database.execute("INSERT OR IGNORE INTO parent SELECT value FROM json_each(?)", (ids,))
        found: dict[int, list[bytes]] = defaultdict(list)
        for parent, body in self._database.execute(
            "SELECT parent, body FROM child WHERE parent IN (SELECT value FROM json_each(?)) ORDER BY line", (ids,)
        ):
            found[parent].append(body)
        return found

    def find_orphan_lines(self) -> Sequence[int]:
        """The lines of those whose record was never asked about."""
        orphans = self._database.execute("SELECT line FROM child WHERE parent NOT IN (SELECT id FROM parent)")
        return [line for (line,) in orphans]
