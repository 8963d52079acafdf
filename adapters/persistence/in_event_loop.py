"""Synchronous code that works with the database, called from an event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sqlalchemy.util import greenlet_spawn

Given = TypeVar("Given")
Answer = TypeVar("Answer")


def in_event_loop(function: Callable[[Given], Answer]) -> Callable[[Given], Coroutine[Any, Any, Answer]]:
    """Run it in the loop's own thread; where it waits for the database, the loop goes on.

    `function` must use an engine of `open_engine_for_the_event_loop`, and wait for nothing else. Under load this is
    half as fast again as a thread, which would fight with the loop over the interpreter's lock (docs/decisions/0006).
    """

    async def run(given: Given) -> Answer:
        answer: Answer = await greenlet_spawn(function, given)
        return answer

    return run


def in_thread(function: Callable[[Given], Answer]) -> Callable[[Given], Coroutine[Any, Any, Answer]]:
    """Run it in a thread beside the loop."""

    async def run(given: Given) -> Answer:
        return await asyncio.to_thread(function, given)

    return run
