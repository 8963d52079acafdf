"""Waits until a condition is true."""

import time
from collections.abc import Callable
from typing import TypeVar

_POLL_INTERVAL_SECONDS = 0.02

Result = TypeVar("Result")


def wait_until(condition: Callable[[], Result | None], seconds: float, description: str) -> Result:
    """Return the first true result of `condition`. Raises `TimeoutError` if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:g} s for {description}")
        time.sleep(_POLL_INTERVAL_SECONDS)
    return result
