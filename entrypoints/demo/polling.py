"""Waits until a condition is true."""

import time
from collections.abc import Callable
from typing import TypeVar

_SHORTEST_INTERVAL_SECONDS = 0.02
_INTERVAL_PER_WAITED_SECOND = 0.1
"""A condition often costs a query or a request: what takes longer is asked for less often."""

Result = TypeVar("Result")


class WaitTimeout(Exception):
    """A condition did not become true in time."""


def wait_until(condition: Callable[[], Result | None], seconds: float, description: str) -> Result:
    """Return the first true result of `condition`. Raises `WaitTimeout` if there is none in time."""
    start = time.monotonic()
    while not (result := condition()):
        waited = time.monotonic() - start
        if waited > seconds:
            raise WaitTimeout(f"Waited {seconds:g} s for {description}")
        time.sleep(max(_SHORTEST_INTERVAL_SECONDS, waited * _INTERVAL_PER_WAITED_SECOND))
    return result
