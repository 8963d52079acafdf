"""The exam for `Allowance`: in memory, and through fakeredis and a real Redis; and how much of the points it uses."""

import heapq
import random
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fakeredis import FakeStrictRedis
from redis import Redis
from structlog.testing import capture_logs

from novex_shopify.adapters.shopify.graphql.in_memory_rate_limiter import InMemoryRateLimiter
from novex_shopify.adapters.shopify.graphql.rate_limiter import (
    INITIAL_MAXIMUM_AVAILABLE,
    INITIAL_RESTORE_RATE,
    MAX_WAIT_SECONDS,
    RESERVATION_TTL_SECONDS,
    QueryCost,
    RateLimiter,
    Reservation,
    ThrottleStatus,
    iter_sleeps,
)
from novex_shopify.adapters.shopify.graphql.redis_rate_limiter import RedisRateLimiter
from novex_shopify.domain.errors import ShopifyThrottled
from novex_shopify.domain.model.shop import ShopDomain
from tests.builders import SHOP

ANOTHER_SHOP = ShopDomain("another.myshopify.com")


@dataclass
class ManualTime:
    """Seconds that pass only by hand."""

    now: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> ManualTime:
    """The candidates' clock."""
    return ManualTime()


@pytest.fixture(params=["memory", "fakeredis", "redis"])
def allowance(request: pytest.FixtureRequest, time: ManualTime) -> Generator[RateLimiter]:
    """All that share points."""
    if request.param == "memory":
        yield InMemoryRateLimiter(time)
    elif request.param == "fakeredis":
        yield RedisRateLimiter(FakeStrictRedis(), time)
    else:
        with Redis.from_url(request.getfixturevalue("redis_url")) as redis:
            yield RedisRateLimiter(redis, time)


def build_cost(
    requested: float, actual: float | None, left: float, maximum: float = 2000, rate: float = 100
) -> QueryCost:
    """What an answer says."""
    return QueryCost(requested, actual, ThrottleStatus(maximum, left, rate))


def reserve_all_points(allowance: RateLimiter) -> Reservation:
    """Use up all that is there."""
    return allowance.reserve(SHOP, INITIAL_MAXIMUM_AVAILABLE)


def test_callers_go_at_once_while_there_are_points(allowance: RateLimiter) -> None:
    assert [allowance.reserve(SHOP, INITIAL_MAXIMUM_AVAILABLE / 4).wait for _ in range(4)] == [0, 0, 0, 0]


def test_later_callers_wait_for_their_own_points(allowance: RateLimiter) -> None:
    reserve_all_points(allowance)
    assert [allowance.reserve(SHOP, 60).wait for _ in range(3)] == pytest.approx([0.6, 1.2, 1.8])


def test_points_come_back_with_time_up_to_what_the_bucket_holds(allowance: RateLimiter, time: ManualTime) -> None:
    reserve_all_points(allowance)
    time.now += 3
    assert allowance.reserve(SHOP, 300).wait == 0
    time.now += 1_000_000
    assert reserve_all_points(allowance).wait == 0
    assert allowance.reserve(SHOP, 10).wait == pytest.approx(0.1)


def test_every_shop_has_points_of_its_own(allowance: RateLimiter) -> None:
    reserve_all_points(allowance)
    assert allowance.reserve(ANOTHER_SHOP, 100).wait == 0


def test_a_call_that_would_wait_too_long_is_refused_and_reserves_nothing(allowance: RateLimiter) -> None:
    reserve_all_points(allowance)
    allowance.reserve(SHOP, 900)
    for _ in range(3):
        with pytest.raises(ShopifyThrottled) as refusal:
            allowance.reserve(SHOP, 200)
        assert refusal.value.retry_after == timedelta(seconds=11)
    assert allowance.reserve(SHOP, 100).wait == pytest.approx(MAX_WAIT_SECONDS)


def test_what_was_not_used_is_given_back(allowance: RateLimiter) -> None:
    reservation = reserve_all_points(allowance)
    allowance.apply_cost(SHOP, reservation, build_cost(INITIAL_MAXIMUM_AVAILABLE, 1500, left=500))
    assert allowance.reserve(SHOP, 500).wait == 0
    assert allowance.reserve(SHOP, 10).wait == pytest.approx(0.1)


def test_a_guess_that_was_too_low_is_made_good(allowance: RateLimiter) -> None:
    reservation = allowance.reserve(SHOP, 100)
    allowance.apply_cost(SHOP, reservation, build_cost(800, 800, left=2000))
    assert allowance.reserve(SHOP, 1300).wait == pytest.approx(1)


def test_shopify_is_believed_where_less_is_left_than_was_thought(allowance: RateLimiter) -> None:
    reservation = allowance.reserve(SHOP, 100)
    allowance.apply_cost(SHOP, reservation, build_cost(100, 100, left=50))
    assert allowance.reserve(SHOP, 150).wait == pytest.approx(1)


def test_what_others_reserved_meanwhile_stays_theirs(allowance: RateLimiter) -> None:
    reservation = allowance.reserve(SHOP, 100)
    allowance.reserve(SHOP, 200)
    allowance.apply_cost(SHOP, reservation, build_cost(100, 100, left=500))
    assert allowance.reserve(SHOP, 400).wait == pytest.approx(1)


def test_an_old_response_does_not_restore_spent_points(allowance: RateLimiter) -> None:
    early, late = allowance.reserve(SHOP, 100), allowance.reserve(SHOP, 1900)
    allowance.apply_cost(SHOP, late, build_cost(1900, 1900, left=0))
    allowance.apply_cost(SHOP, early, build_cost(100, 100, left=1900))
    assert allowance.reserve(SHOP, 100).wait == pytest.approx(1)


@pytest.mark.parametrize(("maximum", "rate"), [(1000, 50), (20_000, 1000), (40, 2)])
def test_the_plan_is_what_shopify_says(allowance: RateLimiter, maximum: float, rate: float) -> None:
    reservation = allowance.reserve(SHOP, 10)
    allowance.apply_cost(SHOP, reservation, build_cost(10, 10, left=maximum - 10, maximum=maximum, rate=rate))
    assert allowance.reserve(SHOP, maximum - 10).wait == 0
    assert allowance.reserve(SHOP, rate).wait == pytest.approx(1)


def test_more_than_the_bucket_holds_waits_until_it_is_full(allowance: RateLimiter, time: ManualTime) -> None:
    reservation = allowance.reserve(SHOP, 10)
    allowance.apply_cost(SHOP, reservation, build_cost(10, 10, left=30, maximum=40, rate=2))
    assert allowance.reserve(SHOP, 100).wait == pytest.approx(5)


def test_a_refusal_by_shopify_aligns_as_well_and_costs_nothing(allowance: RateLimiter) -> None:
    reservation = allowance.reserve(SHOP, 300)
    allowance.apply_cost(SHOP, reservation, build_cost(300, None, left=100))
    assert allowance.reserve(SHOP, 300).wait == pytest.approx(2)


def test_returned_points_go_to_the_longest_waiting_caller(allowance: RateLimiter, time: ManualTime) -> None:
    spender = reserve_all_points(allowance)
    first, second = allowance.reserve(SHOP, 500), allowance.reserve(SHOP, 300)
    time.now += 1
    assert [allowance.get_remaining_wait(SHOP, each) for each in (first, second)] == pytest.approx([4, 7])
    allowance.apply_cost(SHOP, spender, build_cost(INITIAL_MAXIMUM_AVAILABLE, 1500, left=600))
    assert [allowance.get_remaining_wait(SHOP, each) for each in (first, second)] == pytest.approx([0, 2])


def test_what_later_callers_used_is_no_longer_there_for_earlier_ones(allowance: RateLimiter) -> None:
    reserve_all_points(allowance)
    early, late = allowance.reserve(SHOP, 500), allowance.reserve(SHOP, 100)
    allowance.apply_cost(SHOP, late, build_cost(100, 100, left=0))
    assert allowance.get_remaining_wait(SHOP, early) == pytest.approx(6)


def test_a_call_that_is_never_answered_is_forgotten(allowance: RateLimiter, time: ManualTime) -> None:
    early, _lost = allowance.reserve(SHOP, 100), allowance.reserve(SHOP, 1000)
    time.now += RESERVATION_TTL_SECONDS
    allowance.apply_cost(SHOP, early, build_cost(100, 0, left=2000))
    assert reserve_all_points(allowance).wait == 0


def test_a_tiny_shop_is_not_locked_by_the_first_guess(allowance: RateLimiter, time: ManualTime) -> None:
    burst = [allowance.reserve(SHOP, 100) for _ in range(20)]
    for reservation in burst:
        allowance.apply_cost(SHOP, reservation, build_cost(12, None, left=30, maximum=40, rate=2))
    time.now += MAX_WAIT_SECONDS
    assert allowance.reserve(SHOP, 12).wait <= MAX_WAIT_SECONDS


def test_no_call_sleeps_longer_than_the_longest_wait(allowance: RateLimiter, time: ManualTime) -> None:
    spender = reserve_all_points(allowance)
    reservation = allowance.reserve(SHOP, 900)
    slept = 0.0
    for nap in iter_sleeps(allowance, SHOP, reservation):
        allowance.apply_cost(SHOP, spender, build_cost(INITIAL_MAXIMUM_AVAILABLE, INITIAL_MAXIMUM_AVAILABLE, left=0))
        slept += nap
        time.now += nap
    assert slept == pytest.approx(MAX_WAIT_SECONDS, abs=0.01)


def test_many_at_once_never_reserve_the_same_points(allowance: RateLimiter) -> None:
    with ThreadPoolExecutor(16) as callers:
        waits = sorted(callers.map(lambda _: allowance.reserve(SHOP, 100).wait, range(30)))
    assert waits == pytest.approx([0] * 20 + list(range(1, 11)))


def test_processes_on_one_redis_share_the_points_and_its_clock(redis_url: str) -> None:
    with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        reserve_all_points(RedisRateLimiter(one))
        assert RedisRateLimiter(other).reserve(SHOP, 1000).wait == pytest.approx(10, abs=1)


def test_without_redis_no_call_waits_and_one_warning_is_logged() -> None:
    with Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1) as away, capture_logs() as logs:
        allowance = RedisRateLimiter(away)
        for _ in range(100):
            reservation = allowance.reserve(SHOP, 1000)
            allowance.apply_cost(SHOP, reservation, build_cost(1000, 1000, left=0))
            assert reservation.wait == 0
    assert [(line["event"], line["log_level"]) for line in logs] == [("rate_limiter.redis_unavailable", "warning")]


@dataclass
class ShopifyBucket:
    """Shopify's own bucket: requested points must be there, and the surplus comes back when the call is done."""

    maximum: float = INITIAL_MAXIMUM_AVAILABLE
    rate: float = INITIAL_RESTORE_RATE
    available: float = INITIAL_MAXIMUM_AVAILABLE
    refilled_at: float = 0
    used: float = 0
    throttled: int = 0

    def charge_call(self, requested: float, actual: float, now: float) -> QueryCost:
        """Run a call, or refuse it."""
        done = self._available(now) >= requested
        if done:
            self.available -= actual
            self.used += actual
        else:
            self.throttled += 1
        return build_cost(requested, actual if done else None, int(self.available), self.maximum, self.rate)

    def _available(self, now: float) -> float:
        self.available = min(self.maximum, self.available + (now - self.refilled_at) * self.rate)
        self.refilled_at = now
        return self.available


CallPattern = tuple[tuple[float, float], ...]
"""What a caller sends, one after the other: the points each call asks for, and the points that it takes."""

PUSH_CALLS: CallPattern = ((60, 60), (10, 10))
SMALL_ORDER_PUSH_CALLS: CallPattern = ((171, 20), (10, 10))
IMPORT_CALLS: CallPattern = ((300, 25),)


def run_caller(
    calls: CallPattern, allowance: RateLimiter, bucket: ShopifyBucket, time: ManualTime, chance: random.Random
) -> Generator[float, None, None]:
    """Somebody who calls all the time; yields how many seconds pass until the next step."""
    while True:
        for requested, actual in calls:
            try:
                reservation = allowance.reserve(SHOP, requested)
            except ShopifyThrottled as refusal:
                yield refusal.retry_after.total_seconds() if refusal.retry_after else 0
                continue
            yield from iter_sleeps(allowance, SHOP, reservation)
            yield chance.uniform(0.02, 0.4)  # on the way to Shopify
            answer = bucket.charge_call(requested, actual, time.now)
            yield chance.uniform(0.02, 0.4)  # on the way back
            allowance.apply_cost(SHOP, reservation, answer)


ScheduledSteps = list[tuple[float, int, Generator[float]]]
"""When which caller goes on; a heap."""


def advance_callers(steps: ScheduledSteps, time: ManualTime, seconds: float) -> None:
    """Let time jump from one step to the next."""
    end = time.now + seconds
    while steps[0][0] < end:
        time.now, number, caller = steps[0]
        heapq.heapreplace(steps, (time.now + next(caller), number, caller))


@pytest.mark.parametrize(
    "calls", [PUSH_CALLS, SMALL_ORDER_PUSH_CALLS, IMPORT_CALLS], ids=["pushes", "small", "imports"]
)
@pytest.mark.parametrize("callers", [4, 40])
def test_nearly_all_points_are_used_and_shopify_throttles_no_call(
    allowance: RateLimiter, time: ManualTime, callers: int, calls: CallPattern
) -> None:
    bucket, chance = ShopifyBucket(refilled_at=time.now), random.Random(callers)
    steps = [(time.now, number, run_caller(calls, allowance, bucket, time, chance)) for number in range(callers)]
    advance_callers(steps, time, 60)  # the full bucket of the beginning is used up
    used = bucket.used
    advance_callers(steps, time, 60)
    assert bucket.throttled == 0
    assert bucket.used - used >= 0.9 * 60 * INITIAL_RESTORE_RATE
