"""When failed work is retried."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import (
    NotFound,
    PermanentError,
    ProductsNotMapped,
    ShopifyThrottled,
    ShopifyUnavailable,
    UnreadablePayload,
)
from novex_shopify.domain.policies.retry import GiveUp, Park, Retry, RetryPolicy

SHORTEST_DELAYS = RetryPolicy(random=lambda: 0.0)
LONGEST_DELAYS = RetryPolicy(random=lambda: 1.0)


def test_the_pause_doubles_up_to_a_cap() -> None:
    pauses = [LONGEST_DELAYS.compute_delay(attempt).total_seconds() for attempt in range(1, 12)]
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]


def test_jitter_shortens_a_pause_by_half_at_most() -> None:
    assert SHORTEST_DELAYS.compute_delay(4) == LONGEST_DELAYS.compute_delay(4) / 2


def test_the_eighth_failure_is_the_last() -> None:
    outage = ShopifyUnavailable("no answer")
    decisions = [SHORTEST_DELAYS.decide(outage, attempt) for attempt in range(1, 9)]
    assert all(isinstance(decision, Retry) for decision in decisions[:7])
    assert decisions[7] == GiveUp()


def test_shopifys_retry_after_is_respected() -> None:
    retry_after = timedelta(hours=2)
    assert SHORTEST_DELAYS.decide(ShopifyThrottled("slow down", retry_after), 1) == Retry(retry_after)


@pytest.mark.parametrize("error", [UnreadablePayload("no order"), NotFound("no such order")], ids=repr)
def test_a_permanent_error_is_given_up_at_once(error: PermanentError) -> None:
    assert SHORTEST_DELAYS.decide(error, 1) == GiveUp()


def test_work_that_needs_a_person_is_parked() -> None:
    assert SHORTEST_DELAYS.decide(ProductsNotMapped([]), 8) == Park(())


def test_an_unexpected_error_counts_as_transient() -> None:
    assert SHORTEST_DELAYS.decide(KeyError("x"), 1) == Retry(timedelta(seconds=2.5))


@given(attempt=st.integers(1, 1000), luck=st.floats(0, 1, exclude_max=True))
def test_every_pause_is_between_half_and_all_of_its_step(attempt: int, luck: float) -> None:
    pause = RetryPolicy(random=lambda: luck).compute_delay(attempt)
    assert LONGEST_DELAYS.compute_delay(attempt) / 2 <= pause <= LONGEST_DELAYS.compute_delay(attempt)
    assert pause <= timedelta(minutes=30)


@pytest.mark.parametrize("attempt", [8, 9, 100])
def test_no_attempt_beyond_the_last_is_retried(attempt: int) -> None:
    assert SHORTEST_DELAYS.decide(ShopifyUnavailable("no answer"), attempt) == GiveUp()
