"""Waiting for something to become true."""

import time
from collections.abc import Callable
from typing import TypeVar

_POLL_INTERVAL_SECONDS = 0.02

Result = TypeVar("Result")


class WaitTimeout(Exception):
    """What was waited for did not come in time."""


def wait_until(condition: Callable[[], Result | None], seconds: float, description: str) -> Result:
    """The first true answer of `look`; raises `NeverCame` if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise WaitTimeout(f"waited {seconds:g} s for {description}")
        time.sleep(_POLL_INTERVAL_SECONDS)
    return result
