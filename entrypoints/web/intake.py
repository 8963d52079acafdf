"""The door for webhooks: many requests wait at it, one transaction lets them all in."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome

LARGEST_BATCH = 128
LARGEST_BATCH_BYTES = 4 * 1024 * 1024

Ingest = Callable[[Sequence[Delivery]], Coroutine[Any, Any, list[IntakeOutcome]]]
Waiting = tuple[Delivery, "asyncio.Future[IntakeOutcome]"]


class IntakeClosed(Exception):
    """The process is stopping and takes no more."""


class Intake:
    """Gathers the deliveries that wait and hands them to `ingest`, of which at most `writers` are under way.

    It never waits for more to come: while a writer is free a delivery goes at once, and those which arrive while all
    are busy make the next batch.
    """

    def __init__(self, ingest: Ingest, writers: int = 1) -> None:
        self._ingest = ingest
        self._waiting: deque[Waiting] = deque()
        self._idle_writers = writers
        self._writing: set[asyncio.Task[list[IntakeOutcome]]] = set()
        self._scheduled = False
        self._closed = False

    async def take(self, delivery: Delivery) -> IntakeOutcome:
        """What became of the delivery, once that is committed.

        Raises what `ingest` raised for its batch, and `IntakeClosed`. Who goes away changes nothing for the others.
        """
        if self._closed:
            raise IntakeClosed
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[IntakeOutcome] = loop.create_future()
        self._waiting.append((delivery, outcome))
        if self._idle_writers and not self._scheduled:
            self._scheduled = True
            loop.call_soon(self._write)  # after the requests that came in the same moment
        return await outcome

    async def stop(self) -> None:
        """Let in all who wait, and nobody after them."""
        self._closed = True
        self._write()
        while self._writing:
            await asyncio.wait(self._writing)

    def _write(self) -> None:
        self._scheduled = False
        while self._waiting and self._idle_writers:
            self._idle_writers -= 1
            batch = self._next_batch()
            writing = asyncio.get_running_loop().create_task(self._ingest([delivery for delivery, _ in batch]))
            writing.add_done_callback(partial(self._written, batch))
            self._writing.add(writing)

    def _next_batch(self) -> list[Waiting]:
        batch = [self._waiting.popleft()]
        size = len(batch[0][0].body)
        while self._waiting and len(batch) < LARGEST_BATCH and size < LARGEST_BATCH_BYTES:
            batch.append(self._waiting.popleft())
            size += len(batch[-1][0].body)
        return batch

    def _written(self, batch: Sequence[Waiting], writing: "asyncio.Task[list[IntakeOutcome]]") -> None:
        self._writing.discard(writing)
        self._idle_writers += 1
        self._write()
        if error := writing.exception():
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for (_, waiting), outcome in zip(batch, writing.result(), strict=True):
            if not waiting.done():
                waiting.set_result(outcome)
