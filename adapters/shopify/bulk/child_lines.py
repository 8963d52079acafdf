"""Child lines of a bulk file, kept on disk until their parents are read."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple, Self


class ChildLine(NamedTuple):
    line: int
    parent_id: int
    body: bytes


class ChildLineBuffer:
    """Any number of child lines, in a private SQLite database on disk that is deleted with its connection."""

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
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO child VALUES (?, ?, ?)", children)
        # After the rows, so that it is built once and not updated for each of them.
        self._database.execute("CREATE INDEX child_parent ON child (parent)")
        self._database.execute("COMMIT")

    def get_children(self, parent_ids: Sequence[int]) -> Mapping[int, Sequence[bytes]]:
        """The children of these records, in the order of the file."""
        ids = json.dumps(parent_ids)
        self._database.execute("INSERT OR IGNORE INTO parent SELECT value FROM json_each(?)", (ids,))
        found: dict[int, list[bytes]] = defaultdict(list)
        for parent, body in self._database.execute(
            "SELECT parent, body FROM child WHERE parent IN (SELECT value FROM json_each(?)) ORDER BY line", (ids,)
        ):
            found[parent].append(body)
        return found

    def find_orphan_lines(self) -> Sequence[int]:
        """The lines whose parent was never passed to `get_children`."""
        orphans = self._database.execute("SELECT line FROM child WHERE parent NOT IN (SELECT id FROM parent)")
        return [line for (line,) in orphans]
