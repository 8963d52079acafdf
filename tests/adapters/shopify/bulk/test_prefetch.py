"""Prefetched lines are the same lines in the same order, and the source is always closed."""

import threading
from collections.abc import Generator

import pytest

from novex_shopify.adapters.shopify.bulk.prefetch import prefetch


class TrackedFile:
    """Ten numbers; records which thread read them and which one closed them."""

    def __init__(self, broken_at: int | None = None) -> None:
        self.broken_at, self.readers, self.closed_by = broken_at, set[str](), ""

    def iter_lines(self) -> Generator[int]:
        try:
            for number in range(10):
                self.readers.add(threading.current_thread().name)
                if number == self.broken_at:
                    raise OSError("the disk is gone")
                yield number
        finally:
            self.closed_by = threading.current_thread().name


@pytest.mark.parametrize("at_once", [1, 3, 10, 100])
def test_the_lines_are_the_same_and_read_by_another_thread(at_once: int) -> None:
    file = TrackedFile()
    assert list(prefetch(file.iter_lines(), at_once)) == list(range(10))
    assert threading.current_thread().name not in file.readers


def test_a_read_error_is_raised_in_the_consumer() -> None:
    lines = prefetch(TrackedFile(broken_at=7).iter_lines(), 3)
    assert [next(lines) for _ in range(6)] == [0, 1, 2, 3, 4, 5]
    with pytest.raises(OSError, match="the disk is gone"):
        next(lines)


def test_stopping_early_closes_the_source_in_its_own_thread() -> None:
    file = TrackedFile()
    lines = prefetch(file.iter_lines(), 3)
    assert next(lines) == 0
    lines.close()
    assert {file.closed_by} == file.readers
