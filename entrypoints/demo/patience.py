"""Waiting for something to become true."""

import time
from collections.abc import Callable
from typing import TypeVar

_LOOK_EVERY_SECONDS = 0.02

Result = TypeVar("Result")


class NeverCame(Exception):
    """What was waited for did not come in time."""


def eventually(look: Callable[[], Result | None], seconds: float, what: str) -> Result:
    """The first true answer of `look`; raises `NeverCame` if there is none in time."""
    deadline = time.monotonic() + seconds
    while not (result := look()):
        if time.monotonic() > deadline:
            raise NeverCame(f"waited {seconds:g} s for {what}")
        time.sleep(_LOOK_EVERY_SECONDS)
    return result
