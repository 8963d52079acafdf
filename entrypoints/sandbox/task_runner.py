"""Work that goes on after the answer was given."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class TaskRunner:
    """Keeps hold of running tasks, so that none is lost half-way and all end with the app."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait_until_idle(self) -> None:
        """Wait until nothing runs any more, what was started meanwhile included."""
        while self._tasks:
            done, _ = await asyncio.wait(self._tasks)
            self._tasks -= done

    async def close(self) -> None:
        """Stop whatever still runs and wait until it has ended."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
