"""The intake batches deliveries: none waits without need, and a failure fails only its own batch."""

import asyncio
from collections.abc import Sequence

import pytest

from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.entrypoints.web.intake import MAX_BATCH_BYTES, MAX_BATCH_SIZE, Intake, IntakeClosed
from tests.builders import a_delivery

STORED = IntakeOutcome.STORED


class ControlledDatabase:
    """Receives batches, and answers each when the test says so."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self._answers: list[asyncio.Future[None]] = []

    async def ingest(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        """Return once `finish_batch` is called."""
        self.batches.append([delivery.webhook_id for delivery in deliveries])
        self._answers.append(asyncio.get_running_loop().create_future())
        await self._answers[-1]
        return [STORED] * len(deliveries)

    def finish_batch(self, error: Exception | None = None) -> None:
        """Answer the oldest batch."""
        answer = self._answers.pop(0)
        if error:
            answer.set_exception(error)
        else:
            answer.set_result(None)


def submit_deliveries(
    intake: Intake[Delivery], *names: str, body: bytes = b"{}"
) -> list["asyncio.Task[IntakeOutcome]"]:
    """Submit deliveries at the same moment."""
    return [asyncio.create_task(intake.submit(a_delivery(webhook_id=name, body=body))) for name in names]


async def run_pending_tasks() -> None:
    """Run until every task waits for the test."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_single_delivery_is_stored_at_once() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        (request,) = submit_deliveries(intake, "a")
        await run_pending_tasks()
        assert database.batches == [["a"]]
        database.finish_batch()
        assert await request is STORED

    asyncio.run(scenario())


def test_simultaneous_deliveries_form_a_batch_and_later_ones_the_next() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        first = submit_deliveries(intake, "a", "b")
        await run_pending_tasks()
        second = submit_deliveries(intake, "c")
        await run_pending_tasks()
        second += submit_deliveries(intake, "d")
        await run_pending_tasks()
        assert database.batches == [["a", "b"]]
        database.finish_batch()
        assert await asyncio.gather(*first) == [STORED, STORED]
        assert database.batches == [["a", "b"], ["c", "d"]]
        database.finish_batch()
        assert await asyncio.gather(*second) == [STORED, STORED]

    asyncio.run(scenario())


def test_each_writer_stores_one_batch_at_a_time() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest, writers=2)
        requests = []
        for name in ("a", "b", "c", "d"):
            requests += submit_deliveries(intake, name)
            await run_pending_tasks()
        assert database.batches == [["a"], ["b"]]
        database.finish_batch()
        await run_pending_tasks()
        assert database.batches == [["a"], ["b"], ["c", "d"]]
        database.finish_batch()
        database.finish_batch()
        assert await asyncio.gather(*requests) == [STORED] * 4

    asyncio.run(scenario())


def test_a_failure_is_raised_for_its_own_batch_only() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        failing = submit_deliveries(intake, "a", "b")
        await run_pending_tasks()
        fine = submit_deliveries(intake, "c")
        await run_pending_tasks()
        database.finish_batch(ConnectionError("away"))
        assert [type(each) for each in await asyncio.gather(*failing, return_exceptions=True)] == [ConnectionError] * 2
        database.finish_batch()
        assert await asyncio.gather(*fine) == [STORED]

    asyncio.run(scenario())


def test_a_client_that_disconnects_does_not_affect_the_others() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        cancelled, remaining = submit_deliveries(intake, "a", "b")
        await run_pending_tasks()
        cancelled.cancel()
        await run_pending_tasks()
        database.finish_batch()
        assert await remaining is STORED
        (later,) = submit_deliveries(intake, "c")
        await run_pending_tasks()
        database.finish_batch()
        assert await later is STORED

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("body", "largest"),
    [(b"{}", MAX_BATCH_SIZE), (b"x" * (MAX_BATCH_BYTES // 2), 2), (b"x" * MAX_BATCH_BYTES, 1)],
)
def test_a_batch_is_limited_in_deliveries_and_in_bytes(body: bytes, largest: int) -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        requests = submit_deliveries(intake, *(f"webhook-{number}" for number in range(largest + 1)), body=body)
        await run_pending_tasks()
        database.finish_batch()
        await run_pending_tasks()
        database.finish_batch()
        await asyncio.gather(*requests)
        assert [len(batch) for batch in database.batches] == [largest, 1]

    asyncio.run(scenario())


def test_stopping_drains_pending_deliveries_and_rejects_new_ones() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        requests = submit_deliveries(intake, "a")
        await run_pending_tasks()
        requests += submit_deliveries(intake, "b", "c")
        await run_pending_tasks()
        stopping = asyncio.create_task(intake.stop())
        await run_pending_tasks()
        with pytest.raises(IntakeClosed):
            await intake.submit(a_delivery(webhook_id="late"))
        database.finish_batch()
        await run_pending_tasks()
        assert not stopping.done()
        database.finish_batch()
        await stopping
        assert await asyncio.gather(*requests) == [STORED] * 3
        assert database.batches == [["a"], ["b", "c"]]

    asyncio.run(scenario())


def test_a_delivery_whose_caller_gave_up_is_not_written_later() -> None:
    async def scenario() -> None:
        intake = Intake((database := ControlledDatabase()).ingest)
        first = submit_deliveries(intake, "a")
        await run_pending_tasks()
        abandoned, kept = submit_deliveries(intake, "b", "c")
        await run_pending_tasks()
        abandoned.cancel()
        database.finish_batch()
        await asyncio.gather(*first)
        assert database.batches == [["a"], ["c"]]
        database.finish_batch()
        assert await kept is STORED

    asyncio.run(scenario())
