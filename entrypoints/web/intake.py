"""Batches concurrent deliveries, so that one transaction stores many."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from novex_shopify.domain.model.webhook_event import IntakeOutcome

MAX_BATCH_SIZE = 128
MAX_BATCH_BYTES = 4 * 1024 * 1024


class WithBody(Protocol):
    @property
    def body(self) -> bytes: ...


AnyDelivery = TypeVar("AnyDelivery", bound=WithBody)

Ingest = Callable[[Sequence[AnyDelivery]], Coroutine[Any, Any, list[IntakeOutcome]]]
PendingDelivery = tuple[AnyDelivery, "asyncio.Future[IntakeOutcome]"]


class IntakeClosed(Exception):
    """The process is stopping and accepts no deliveries."""


class Intake(Generic[AnyDelivery]):
    """Passes pending deliveries to `ingest`, with at most `writers` calls at a time.

    A delivery never waits for others: if a writer is free, it is written at once. Those that arrive while all writers
    are busy form the next batch.
    """

    def __init__(self, ingest: Ingest[AnyDelivery], writers: int = 1) -> None:
        self._ingest = ingest
        self._pending: deque[PendingDelivery[AnyDelivery]] = deque()
        self._idle_writers = writers
        self._write_tasks: set[asyncio.Task[list[IntakeOutcome]]] = set()
        self._write_scheduled = False
        self._closed = False

    async def submit(self, delivery: AnyDelivery) -> IntakeOutcome:
        """The outcome, once it is committed. Raises what `ingest` raised for the batch, and `IntakeClosed`.

        A caller that is cancelled does not affect the others of its batch. A delivery that still waits is then dropped.
        """
        if self._closed:
            raise IntakeClosed
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[IntakeOutcome] = loop.create_future()
        self._pending.append((delivery, outcome))
        if self._idle_writers and not self._write_scheduled:
            self._write_scheduled = True
            loop.call_soon(self._start_writes)  # after the other requests of this loop iteration have joined
        return await outcome

    async def stop(self) -> None:
        """Write all pending deliveries, and reject new ones."""
        self._closed = True
        self._start_writes()
        while self._write_tasks:
            await asyncio.wait(self._write_tasks)

    def _start_writes(self) -> None:
        self._write_scheduled = False
        self._drop_cancelled()
        while self._pending and self._idle_writers:
            self._idle_writers -= 1
            batch = self._take_batch()
            task = asyncio.get_running_loop().create_task(self._ingest([delivery for delivery, _ in batch]))
            task.add_done_callback(partial(self._finish_write, batch))
            self._write_tasks.add(task)

    def _drop_cancelled(self) -> None:
        if any(outcome.cancelled() for _, outcome in self._pending):
            self._pending = deque(each for each in self._pending if not each[1].cancelled())

    def _take_batch(self) -> list[PendingDelivery[AnyDelivery]]:
        batch = [self._pending.popleft()]
        size = len(batch[0][0].body)
        while self._pending and len(batch) < MAX_BATCH_SIZE and size < MAX_BATCH_BYTES:
            batch.append(self._pending.popleft())
            size += len(batch[-1][0].body)
        return batch

    def _finish_write(
        self, batch: Sequence[PendingDelivery[AnyDelivery]], task: "asyncio.Task[list[IntakeOutcome]]"
    ) -> None:
        self._write_tasks.discard(task)
        self._idle_writers += 1
        self._start_writes()
        if error := task.exception():
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), outcome in zip(batch, task.result(), strict=True):
            if not future.done():
                future.set_result(outcome)
