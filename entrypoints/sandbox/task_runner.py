"""Runs tasks in the background of the event loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class TaskRunner:
    """Keeps references to running tasks, so that none is garbage-collected and all end with the application."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait_until_idle(self) -> None:
        """Wait for all tasks, including those that start meanwhile."""
        while self._tasks:
            done, _ = await asyncio.wait(self._tasks)
            self._tasks -= done

    async def close(self) -> None:
        """Cancel all tasks and wait until they have ended."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
