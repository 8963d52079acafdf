"""The door for webhooks: many requests wait at it, one transaction lets them all in."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome

LARGEST_BATCH = 256

Ingest = Callable[[Sequence[Delivery]], list[IntakeOutcome]]


class Intake:
    """Gathers the deliveries that wait and hands them to `ingest` in a thread of its own.

    It never waits for more to come: a lone delivery goes at once, and those which arrive meanwhile make the next batch.
    """

    def __init__(self, ingest: Ingest) -> None:
        self._ingest = ingest
        self._waiting: asyncio.Queue[tuple[Delivery, asyncio.Future[IntakeOutcome]]] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Open the door."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Close it; the requests are answered by then."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._thread.shutdown()

    async def take(self, delivery: Delivery) -> IntakeOutcome:
        """What became of the delivery, once that is committed. Raises what `ingest` raised for its batch."""
        outcome: asyncio.Future[IntakeOutcome] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((delivery, outcome))
        return await outcome

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < LARGEST_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._let_in(batch)

    async def _let_in(self, batch: list[tuple[Delivery, asyncio.Future[IntakeOutcome]]]) -> None:
        deliveries = [delivery for delivery, _ in batch]
        loop = asyncio.get_running_loop()
        try:
            outcomes = await loop.run_in_executor(self._thread, self._ingest, deliveries)
        except Exception as error:  # every waiting request is told; Shopify will try again
            for _, waiting in batch:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for (_, waiting), outcome in zip(batch, outcomes, strict=True):
            if not waiting.done():
                waiting.set_result(outcome)
