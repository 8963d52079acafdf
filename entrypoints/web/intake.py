"""The door for webhooks: many requests wait at it, one transaction lets them all in."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome

LARGEST_BATCH = 128

Ingest = Callable[[Sequence[Delivery]], list[IntakeOutcome]]
Batch = Sequence[tuple[Delivery, "asyncio.Future[IntakeOutcome]"]]


class IntakeClosed(Exception):
    """The process is stopping and takes no more."""


class Intake:
    """Gathers the deliveries that wait and hands them to `ingest`, in one of `writers` threads.

    It never waits for more to come: while a writer is free a delivery goes at once, and those which arrive while all
    are busy make the next batch.
    """

    def __init__(self, ingest: Ingest, writers: int = 1) -> None:
        self._ingest = ingest
        self._waiting: deque[tuple[Delivery, asyncio.Future[IntakeOutcome]]] = deque()
        self._threads = ThreadPoolExecutor(writers, thread_name_prefix="intake")
        self._idle_writers = writers
        self._writing: set[asyncio.Future[list[IntakeOutcome]]] = set()
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
        loop.call_soon(self._write)  # after the requests that came in the same moment
        return await outcome

    async def stop(self) -> None:
        """Let in all who wait, and nobody after them."""
        self._closed = True
        self._write()
        while self._writing:
            await asyncio.wait(self._writing)
        self._threads.shutdown()

    def _write(self) -> None:
        if self._waiting and self._idle_writers:
            self._idle_writers -= 1
            batch = [self._waiting.popleft() for _ in range(min(LARGEST_BATCH, len(self._waiting)))]
            deliveries = [delivery for delivery, _ in batch]
            writing = asyncio.get_running_loop().run_in_executor(self._threads, self._ingest, deliveries)
            self._writing.add(writing)
            writing.add_done_callback(partial(self._written, batch))

    def _written(self, batch: Batch, writing: "asyncio.Future[list[IntakeOutcome]]") -> None:
        self._idle_writers += 1
        self._write()
        self._writing.discard(writing)
        still_there = (waiting for _, waiting in batch if not waiting.done())
        if error := writing.exception():
            for waiting in still_there:
                waiting.set_exception(error)
            return
        for (_, waiting), outcome in zip(batch, writing.result(), strict=True):
            if not waiting.done():
                waiting.set_result(outcome)
