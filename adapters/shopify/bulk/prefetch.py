"""Reading a file while what was read before is being stored."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Line = TypeVar("Line")


def prefetch(lines: Generator[Line], batch_size: int = 1000) -> Generator[Line]:
    """The same lines. A thread of their own reads the next ones while who takes them waits for the database."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        next_batch = reader.submit(_take_batch, lines, batch_size)
        try:
            while batch := next_batch.result():
                next_batch = reader.submit(_take_batch, lines, batch_size)
                yield from batch
        finally:
            reader.submit(lines.close).result()


def _take_batch(lines: Generator[Line], batch_size: int) -> list[Line]:
    return list(islice(lines, batch_size))
