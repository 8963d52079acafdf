"""Reading a file while what was read before is being stored."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Line = TypeVar("Line")


def read_ahead(lines: Generator[Line], at_once: int = 1000) -> Generator[Line]:
    """The same lines. A thread of their own reads the next ones while who takes them waits for the database."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        ahead = reader.submit(_some, lines, at_once)
        try:
            while some := ahead.result():
                ahead = reader.submit(_some, lines, at_once)
                yield from some
        finally:
            reader.submit(lines.close).result()


def _some(lines: Generator[Line], at_once: int) -> list[Line]:
    return list(islice(lines, at_once))
