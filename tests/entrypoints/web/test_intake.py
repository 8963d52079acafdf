"""The door for webhooks, by itself: nobody is delayed, and nobody pays for another."""

import asyncio
from collections.abc import Sequence

import pytest

from novex_shopify.domain.model.webhook_event import Delivery, IntakeOutcome
from novex_shopify.entrypoints.web.intake import LARGEST_BATCH, LARGEST_BATCH_BYTES, Intake, IntakeClosed
from tests.builders import a_delivery

STORED = IntakeOutcome.STORED


class Database:
    """Takes batches one by one, and answers each when the test says so."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self._answers: list[asyncio.Future[None]] = []

    async def ingest(self, deliveries: Sequence[Delivery]) -> list[IntakeOutcome]:
        """Store, once `answer` is called."""
        self.batches.append([delivery.webhook_id for delivery in deliveries])
        self._answers.append(asyncio.get_running_loop().create_future())
        await self._answers[-1]
        return [STORED] * len(deliveries)

    def answer(self, error: Exception | None = None) -> None:
        """Let the oldest batch come to its end."""
        answer = self._answers.pop(0)
        if error:
            answer.set_exception(error)
        else:
            answer.set_result(None)


def ask(intake: Intake, *names: str, body: bytes = b"{}") -> list["asyncio.Task[IntakeOutcome]"]:
    """Requests that come in the same moment."""
    return [asyncio.create_task(intake.take(a_delivery(webhook_id=name, body=body))) for name in names]


async def a_moment() -> None:
    """All that can happen by itself happens."""
    for _ in range(10):
        await asyncio.sleep(0)


def test_a_lone_delivery_goes_at_once() -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest)
        (request,) = ask(intake, "a")
        await a_moment()
        assert database.batches == [["a"]]
        database.answer()
        assert await request is STORED

    asyncio.run(story())


def test_what_comes_in_the_same_moment_goes_together_and_what_comes_meanwhile_next() -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest)
        first = ask(intake, "a", "b")
        await a_moment()
        second = ask(intake, "c")
        await a_moment()
        second += ask(intake, "d")
        await a_moment()
        assert database.batches == [["a", "b"]]
        database.answer()
        assert await asyncio.gather(*first) == [STORED, STORED]
        assert database.batches == [["a", "b"], ["c", "d"]]
        database.answer()
        assert await asyncio.gather(*second) == [STORED, STORED]

    asyncio.run(story())


def test_as_many_batches_are_under_way_as_there_are_writers() -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest, writers=2)
        requests = []
        for name in ("a", "b", "c", "d"):
            requests += ask(intake, name)
            await a_moment()
        assert database.batches == [["a"], ["b"]]
        database.answer()
        await a_moment()
        assert database.batches == [["a"], ["b"], ["c", "d"]]
        database.answer()
        database.answer()
        assert await asyncio.gather(*requests) == [STORED] * 4

    asyncio.run(story())


def test_a_failure_is_told_to_its_own_batch_and_to_no_other() -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest)
        failing = ask(intake, "a", "b")
        await a_moment()
        fine = ask(intake, "c")
        await a_moment()
        database.answer(ConnectionError("away"))
        assert [type(each) for each in await asyncio.gather(*failing, return_exceptions=True)] == [ConnectionError] * 2
        database.answer()
        assert await asyncio.gather(*fine) == [STORED]

    asyncio.run(story())


def test_a_client_who_goes_away_changes_nothing_for_the_others() -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest)
        gone, there = ask(intake, "a", "b")
        await a_moment()
        gone.cancel()
        await a_moment()
        database.answer()
        assert await there is STORED
        (later,) = ask(intake, "c")
        await a_moment()
        database.answer()
        assert await later is STORED

    asyncio.run(story())


@pytest.mark.parametrize(
    ("body", "largest"),
    [(b"{}", LARGEST_BATCH), (b"x" * (LARGEST_BATCH_BYTES // 2), 2), (b"x" * LARGEST_BATCH_BYTES, 1)],
)
def test_no_batch_is_too_large_in_number_or_in_bytes(body: bytes, largest: int) -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest)
        requests = ask(intake, *(f"webhook-{number}" for number in range(largest + 1)), body=body)
        await a_moment()
        database.answer()
        await a_moment()
        database.answer()
        await asyncio.gather(*requests)
        assert [len(batch) for batch in database.batches] == [largest, 1]

    asyncio.run(story())


def test_at_the_end_all_who_wait_are_let_in_and_nobody_after_them() -> None:
    async def story() -> None:
        intake = Intake((database := Database()).ingest)
        requests = ask(intake, "a")
        await a_moment()
        requests += ask(intake, "b", "c")
        await a_moment()
        stopping = asyncio.create_task(intake.stop())
        await a_moment()
        with pytest.raises(IntakeClosed):
            await intake.take(a_delivery(webhook_id="late"))
        database.answer()
        await a_moment()
        assert not stopping.done()
        database.answer()
        await stopping
        assert await asyncio.gather(*requests) == [STORED] * 3
        assert database.batches == [["a"], ["b", "c"]]

    asyncio.run(story())
