"""The contract of `RateLimiter`: in memory, with fakeredis and with a real Redis; and the share of points in use."""

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
    """A clock that only the test advances."""

    now: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture(params=["memory", "fakeredis", "redis"])
def rate_limiter(request: pytest.FixtureRequest, time: ManualTime) -> Generator[RateLimiter]:
    if request.param == "memory":
        yield InMemoryRateLimiter(time)
    elif request.param == "fakeredis":
        yield RedisRateLimiter(FakeStrictRedis(), "novex", time)
    else:
        with Redis.from_url(request.getfixturevalue("redis_url")) as redis:
            yield RedisRateLimiter(redis, "novex", time)


def build_cost(
    requested: float, actual: float | None, left: float, maximum: float = 2000, rate: float = 100
) -> QueryCost:
    """The cost that a response states."""
    return QueryCost(requested, actual, ThrottleStatus(maximum, left, rate))


def reserve_all_points(rate_limiter: RateLimiter) -> Reservation:
    return rate_limiter.reserve(SHOP, INITIAL_MAXIMUM_AVAILABLE)


def test_callers_do_not_wait_while_there_are_points(rate_limiter: RateLimiter) -> None:
    assert [rate_limiter.reserve(SHOP, INITIAL_MAXIMUM_AVAILABLE / 4).wait for _ in range(4)] == [0, 0, 0, 0]


def test_later_callers_wait_for_their_own_points(rate_limiter: RateLimiter) -> None:
    reserve_all_points(rate_limiter)
    assert [rate_limiter.reserve(SHOP, 60).wait for _ in range(3)] == pytest.approx([0.6, 1.2, 1.8])


def test_points_are_restored_up_to_the_size_of_the_bucket(rate_limiter: RateLimiter, time: ManualTime) -> None:
    reserve_all_points(rate_limiter)
    time.now += 3
    assert rate_limiter.reserve(SHOP, 300).wait == 0
    time.now += 1_000_000
    assert reserve_all_points(rate_limiter).wait == 0
    assert rate_limiter.reserve(SHOP, 10).wait == pytest.approx(0.1)


def test_every_shop_has_points_of_its_own(rate_limiter: RateLimiter) -> None:
    reserve_all_points(rate_limiter)
    assert rate_limiter.reserve(ANOTHER_SHOP, 100).wait == 0


def test_a_call_that_would_wait_too_long_is_refused_and_reserves_nothing(rate_limiter: RateLimiter) -> None:
    reserve_all_points(rate_limiter)
    rate_limiter.reserve(SHOP, 900)
    for _ in range(3):
        with pytest.raises(ShopifyThrottled) as refusal:
            rate_limiter.reserve(SHOP, 200)
        assert refusal.value.retry_after == timedelta(seconds=11)
    assert rate_limiter.reserve(SHOP, 100).wait == pytest.approx(MAX_WAIT_SECONDS)


def test_unused_points_are_returned(rate_limiter: RateLimiter) -> None:
    reservation = reserve_all_points(rate_limiter)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(INITIAL_MAXIMUM_AVAILABLE, 1500, left=500))
    assert rate_limiter.reserve(SHOP, 500).wait == 0
    assert rate_limiter.reserve(SHOP, 10).wait == pytest.approx(0.1)


def test_a_cost_above_the_reservation_is_charged_as_well(rate_limiter: RateLimiter) -> None:
    reservation = rate_limiter.reserve(SHOP, 100)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(800, 800, left=2000))
    assert rate_limiter.reserve(SHOP, 1300).wait == pytest.approx(1)


def test_shopifys_number_counts_where_fewer_points_are_left(rate_limiter: RateLimiter) -> None:
    reservation = rate_limiter.reserve(SHOP, 100)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(100, 100, left=50))
    assert rate_limiter.reserve(SHOP, 150).wait == pytest.approx(1)


def test_points_that_others_reserved_meanwhile_stay_reserved(rate_limiter: RateLimiter) -> None:
    reservation = rate_limiter.reserve(SHOP, 100)
    rate_limiter.reserve(SHOP, 200)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(100, 100, left=500))
    assert rate_limiter.reserve(SHOP, 400).wait == pytest.approx(1)


def test_an_old_response_does_not_restore_spent_points(rate_limiter: RateLimiter) -> None:
    early, late = rate_limiter.reserve(SHOP, 100), rate_limiter.reserve(SHOP, 1900)
    rate_limiter.apply_cost(SHOP, late, build_cost(1900, 1900, left=0))
    rate_limiter.apply_cost(SHOP, early, build_cost(100, 100, left=1900))
    assert rate_limiter.reserve(SHOP, 100).wait == pytest.approx(1)


@pytest.mark.parametrize(("maximum", "rate"), [(1000, 50), (20_000, 1000), (40, 2)])
def test_the_bucket_has_the_size_and_rate_that_shopify_states(
    rate_limiter: RateLimiter, maximum: float, rate: float
) -> None:
    reservation = rate_limiter.reserve(SHOP, 10)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(10, 10, left=maximum - 10, maximum=maximum, rate=rate))
    assert rate_limiter.reserve(SHOP, maximum - 10).wait == 0
    assert rate_limiter.reserve(SHOP, rate).wait == pytest.approx(1)


def test_more_than_the_bucket_holds_waits_until_it_is_full(rate_limiter: RateLimiter, time: ManualTime) -> None:
    reservation = rate_limiter.reserve(SHOP, 10)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(10, 10, left=30, maximum=40, rate=2))
    assert rate_limiter.reserve(SHOP, 100).wait == pytest.approx(5)


def test_a_throttled_call_costs_nothing_and_states_the_bucket(rate_limiter: RateLimiter) -> None:
    reservation = rate_limiter.reserve(SHOP, 300)
    rate_limiter.apply_cost(SHOP, reservation, build_cost(300, None, left=100))
    assert rate_limiter.reserve(SHOP, 300).wait == pytest.approx(2)


def test_returned_points_go_to_the_longest_waiting_caller(rate_limiter: RateLimiter, time: ManualTime) -> None:
    spender = reserve_all_points(rate_limiter)
    first, second = rate_limiter.reserve(SHOP, 500), rate_limiter.reserve(SHOP, 300)
    time.now += 1
    assert [rate_limiter.get_remaining_wait(SHOP, each) for each in (first, second)] == pytest.approx([4, 7])
    rate_limiter.apply_cost(SHOP, spender, build_cost(INITIAL_MAXIMUM_AVAILABLE, 1500, left=600))
    assert [rate_limiter.get_remaining_wait(SHOP, each) for each in (first, second)] == pytest.approx([0, 2])


def test_points_that_later_callers_used_are_missing_for_earlier_ones(rate_limiter: RateLimiter) -> None:
    reserve_all_points(rate_limiter)
    early, late = rate_limiter.reserve(SHOP, 500), rate_limiter.reserve(SHOP, 100)
    rate_limiter.apply_cost(SHOP, late, build_cost(100, 100, left=0))
    assert rate_limiter.get_remaining_wait(SHOP, early) == pytest.approx(6)


def test_a_reservation_without_a_response_expires(rate_limiter: RateLimiter, time: ManualTime) -> None:
    early, _lost = rate_limiter.reserve(SHOP, 100), rate_limiter.reserve(SHOP, 1000)
    time.now += RESERVATION_TTL_SECONDS
    rate_limiter.apply_cost(SHOP, early, build_cost(100, 0, left=2000))
    assert reserve_all_points(rate_limiter).wait == 0


def test_a_tiny_shop_is_not_locked_by_the_first_guess(rate_limiter: RateLimiter, time: ManualTime) -> None:
    burst = [rate_limiter.reserve(SHOP, 100) for _ in range(20)]
    for reservation in burst:
        rate_limiter.apply_cost(SHOP, reservation, build_cost(12, None, left=30, maximum=40, rate=2))
    time.now += MAX_WAIT_SECONDS
    assert rate_limiter.reserve(SHOP, 12).wait <= MAX_WAIT_SECONDS


def test_no_call_sleeps_longer_than_the_longest_wait(rate_limiter: RateLimiter, time: ManualTime) -> None:
    spender = reserve_all_points(rate_limiter)
    reservation = rate_limiter.reserve(SHOP, 900)
    slept = 0.0
    for seconds in iter_sleeps(rate_limiter, SHOP, reservation):
        rate_limiter.apply_cost(SHOP, spender, build_cost(INITIAL_MAXIMUM_AVAILABLE, INITIAL_MAXIMUM_AVAILABLE, left=0))
        slept += seconds
        time.now += seconds
    assert slept == pytest.approx(MAX_WAIT_SECONDS, abs=0.01)


def test_concurrent_callers_never_reserve_the_same_points(rate_limiter: RateLimiter) -> None:
    with ThreadPoolExecutor(16) as callers:
        waits = sorted(callers.map(lambda _: rate_limiter.reserve(SHOP, 100).wait, range(30)))
    assert waits == pytest.approx([0] * 20 + list(range(1, 11)))


def test_processes_on_one_redis_share_the_points_and_its_clock(redis_url: str) -> None:
    with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        reserve_all_points(RedisRateLimiter(one, "novex"))
        assert RedisRateLimiter(other, "novex").reserve(SHOP, 1000).wait == pytest.approx(10, abs=1)


def test_without_redis_no_call_waits_and_one_warning_is_logged() -> None:
    with Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1) as away, capture_logs() as logs:
        rate_limiter = RedisRateLimiter(away, "novex")
        for _ in range(100):
            reservation = rate_limiter.reserve(SHOP, 1000)
            rate_limiter.apply_cost(SHOP, reservation, build_cost(1000, 1000, left=0))
            assert reservation.wait == 0
    assert [(line["event"], line["log_level"]) for line in logs] == [("rate_limiter.redis_unavailable", "warning")]


@dataclass
class ShopifyBucket:
    """Shopify's own bucket: the requested points must be available, and a call uses its actual cost."""

    maximum: float = INITIAL_MAXIMUM_AVAILABLE
    rate: float = INITIAL_RESTORE_RATE
    available: float = INITIAL_MAXIMUM_AVAILABLE
    refilled_at: float = 0
    used: float = 0
    throttled: int = 0

    def charge_call(self, requested: float, actual: float, now: float) -> QueryCost:
        """Run a call, or throttle it."""
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
"""The calls that a caller repeats: the points that each requests and the points that it uses."""

PUSH_CALLS: CallPattern = ((60, 60), (10, 10))
SMALL_ORDER_PUSH_CALLS: CallPattern = ((171, 20), (10, 10))
IMPORT_CALLS: CallPattern = ((300, 25),)


def run_caller(
    calls: CallPattern, rate_limiter: RateLimiter, bucket: ShopifyBucket, time: ManualTime, chance: random.Random
) -> Generator[float, None, None]:
    """Call without end; yields the seconds until the next step."""
    while True:
        for requested, actual in calls:
            try:
                reservation = rate_limiter.reserve(SHOP, requested)
            except ShopifyThrottled as throttled:
                yield throttled.retry_after.total_seconds() if throttled.retry_after else 0
                continue
            yield from iter_sleeps(rate_limiter, SHOP, reservation)
            yield chance.uniform(0.02, 0.4)  # on the way to Shopify
            cost = bucket.charge_call(requested, actual, time.now)
            yield chance.uniform(0.02, 0.4)  # on the way back
            rate_limiter.apply_cost(SHOP, reservation, cost)


ScheduledSteps = list[tuple[float, int, Generator[float]]]
"""A heap of the callers' next steps: time, number, caller."""


def advance_callers(steps: ScheduledSteps, time: ManualTime, seconds: float) -> None:
    """Run all steps of the next seconds; time jumps from one to the next."""
    end = time.now + seconds
    while steps[0][0] < end:
        time.now, number, caller = steps[0]
        heapq.heapreplace(steps, (time.now + next(caller), number, caller))


@pytest.mark.parametrize(
    "calls", [PUSH_CALLS, SMALL_ORDER_PUSH_CALLS, IMPORT_CALLS], ids=["pushes", "small", "imports"]
)
@pytest.mark.parametrize("callers", [4, 40])
@pytest.mark.parametrize("rate_limiter", ["memory", "redis"], indirect=True)  # fakeredis runs Redis's script, slowly
def test_at_least_90_percent_of_the_points_are_used_and_no_call_is_throttled(
    rate_limiter: RateLimiter, time: ManualTime, callers: int, calls: CallPattern
) -> None:
    bucket, chance = ShopifyBucket(refilled_at=time.now), random.Random(callers)
    steps = [(time.now, number, run_caller(calls, rate_limiter, bucket, time, chance)) for number in range(callers)]
    advance_callers(steps, time, 60)  # the full bucket of the beginning is used up
    used = bucket.used
    advance_callers(steps, time, 60)
    assert bucket.throttled == 0
    assert bucket.used - used >= 0.9 * 60 * INITIAL_RESTORE_RATE
