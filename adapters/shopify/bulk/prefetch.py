"""Reads the next lines of a file while the previous ones are stored."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Line = TypeVar("Line")


def prefetch(lines: Generator[Line], batch_size: int = 1000) -> Generator[Line]:
    """The same lines, read by a thread of their own while the consumer waits for the database."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        next_batch = reader.submit(_take_batch, lines, batch_size)
        try:
            while batch := next_batch.result():
                next_batch = reader.submit(_take_batch, lines, batch_size)
                yield from batch
        finally:
            # In the reader thread, since it may hold a SQLite connection, which only its own thread may close.
            reader.submit(lines.close).result()


def _take_batch(lines: Generator[Line], batch_size: int) -> list[Line]:
    return list(islice(lines, batch_size))
