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

from novex_shopify.adapters.shopify.allowance import (
    FIRST_MAXIMUM,
    FIRST_RATE,
    FORGOTTEN_AFTER,
    LONGEST_WAIT,
    Allowance,
    Cost,
    InMemoryAllowance,
    Reservation,
    ThrottleStatus,
    naps,
)
from novex_shopify.adapters.shopify.redis_allowance import RedisAllowance
from novex_shopify.domain.errors import ShopifyThrottled
from novex_shopify.domain.model.shop import ShopDomain
from tests.builders import SHOP

ANOTHER_SHOP = ShopDomain("another.myshopify.com")


@dataclass
class Time:
    """Seconds that pass only by hand."""

    now: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    """The candidates' clock."""
    return Time()


@pytest.fixture(params=["memory", "fakeredis", "redis"])
def allowance(request: pytest.FixtureRequest, time: Time) -> Generator[Allowance]:
    """All that share points."""
    if request.param == "memory":
        yield InMemoryAllowance(time)
    elif request.param == "fakeredis":
        yield RedisAllowance(FakeStrictRedis(), time)
    else:
        with Redis.from_url(request.getfixturevalue("redis_url")) as redis:
            yield RedisAllowance(redis, time)


def cost(requested: float, actual: float | None, left: float, maximum: float = 2000, rate: float = 100) -> Cost:
    """What an answer says."""
    return Cost(requested, actual, ThrottleStatus(maximum, left, rate))


def emptied(allowance: Allowance) -> Reservation:
    """Use up all that is there."""
    return allowance.reserve(SHOP, FIRST_MAXIMUM)


def test_whoever_comes_while_there_are_points_goes_at_once(allowance: Allowance) -> None:
    assert [allowance.reserve(SHOP, FIRST_MAXIMUM / 4).wait for _ in range(4)] == [0, 0, 0, 0]


def test_whoever_comes_later_waits_for_points_of_their_own(allowance: Allowance) -> None:
    emptied(allowance)
    assert [allowance.reserve(SHOP, 60).wait for _ in range(3)] == pytest.approx([0.6, 1.2, 1.8])


def test_points_come_back_with_time_up_to_what_the_bucket_holds(allowance: Allowance, time: Time) -> None:
    emptied(allowance)
    time.now += 3
    assert allowance.reserve(SHOP, 300).wait == 0
    time.now += 1_000_000
    assert emptied(allowance).wait == 0
    assert allowance.reserve(SHOP, 10).wait == pytest.approx(0.1)


def test_every_store_has_points_of_its_own(allowance: Allowance) -> None:
    emptied(allowance)
    assert allowance.reserve(ANOTHER_SHOP, 100).wait == 0


def test_who_would_wait_too_long_is_refused_and_reserves_nothing(allowance: Allowance) -> None:
    emptied(allowance)
    allowance.reserve(SHOP, 900)
    for _ in range(3):
        with pytest.raises(ShopifyThrottled) as refusal:
            allowance.reserve(SHOP, 200)
        assert refusal.value.retry_after == timedelta(seconds=11)
    assert allowance.reserve(SHOP, 100).wait == pytest.approx(LONGEST_WAIT)


def test_what_was_not_used_is_given_back(allowance: Allowance) -> None:
    reservation = emptied(allowance)
    allowance.correct(SHOP, reservation, cost(FIRST_MAXIMUM, 1500, left=500))
    assert allowance.reserve(SHOP, 500).wait == 0
    assert allowance.reserve(SHOP, 10).wait == pytest.approx(0.1)


def test_a_guess_that_was_too_low_is_made_good(allowance: Allowance) -> None:
    reservation = allowance.reserve(SHOP, 100)
    allowance.correct(SHOP, reservation, cost(800, 800, left=2000))
    assert allowance.reserve(SHOP, 1300).wait == pytest.approx(1)


def test_shopify_is_believed_where_less_is_left_than_was_thought(allowance: Allowance) -> None:
    reservation = allowance.reserve(SHOP, 100)
    allowance.correct(SHOP, reservation, cost(100, 100, left=50))
    assert allowance.reserve(SHOP, 150).wait == pytest.approx(1)


def test_what_others_reserved_meanwhile_stays_theirs(allowance: Allowance) -> None:
    reservation = allowance.reserve(SHOP, 100)
    allowance.reserve(SHOP, 200)
    allowance.correct(SHOP, reservation, cost(100, 100, left=500))
    assert allowance.reserve(SHOP, 400).wait == pytest.approx(1)


def test_an_old_answer_does_not_bring_back_points_that_are_spent(allowance: Allowance) -> None:
    early, late = allowance.reserve(SHOP, 100), allowance.reserve(SHOP, 1900)
    allowance.correct(SHOP, late, cost(1900, 1900, left=0))
    allowance.correct(SHOP, early, cost(100, 100, left=1900))
    assert allowance.reserve(SHOP, 100).wait == pytest.approx(1)


@pytest.mark.parametrize(("maximum", "rate"), [(1000, 50), (20_000, 1000), (40, 2)])
def test_the_plan_is_what_shopify_says(allowance: Allowance, maximum: float, rate: float) -> None:
    reservation = allowance.reserve(SHOP, 10)
    allowance.correct(SHOP, reservation, cost(10, 10, left=maximum - 10, maximum=maximum, rate=rate))
    assert allowance.reserve(SHOP, maximum - 10).wait == 0
    assert allowance.reserve(SHOP, rate).wait == pytest.approx(1)


def test_more_than_the_bucket_holds_waits_until_it_is_full(allowance: Allowance, time: Time) -> None:
    reservation = allowance.reserve(SHOP, 10)
    allowance.correct(SHOP, reservation, cost(10, 10, left=30, maximum=40, rate=2))
    assert allowance.reserve(SHOP, 100).wait == pytest.approx(5)


def test_a_refusal_by_shopify_aligns_as_well_and_costs_nothing(allowance: Allowance) -> None:
    reservation = allowance.reserve(SHOP, 300)
    allowance.correct(SHOP, reservation, cost(300, None, left=100))
    assert allowance.reserve(SHOP, 300).wait == pytest.approx(2)


def test_what_is_given_back_goes_to_whoever_waits_longest(allowance: Allowance, time: Time) -> None:
    spender = emptied(allowance)
    first, second = allowance.reserve(SHOP, 500), allowance.reserve(SHOP, 300)
    time.now += 1
    assert [allowance.remaining(SHOP, each) for each in (first, second)] == pytest.approx([4, 7])
    allowance.correct(SHOP, spender, cost(FIRST_MAXIMUM, 1500, left=600))
    assert [allowance.remaining(SHOP, each) for each in (first, second)] == pytest.approx([0, 2])


def test_what_later_callers_used_is_no_longer_there_for_earlier_ones(allowance: Allowance) -> None:
    emptied(allowance)
    early, late = allowance.reserve(SHOP, 500), allowance.reserve(SHOP, 100)
    allowance.correct(SHOP, late, cost(100, 100, left=0))
    assert allowance.remaining(SHOP, early) == pytest.approx(6)


def test_a_call_that_is_never_answered_is_forgotten(allowance: Allowance, time: Time) -> None:
    early, _lost = allowance.reserve(SHOP, 100), allowance.reserve(SHOP, 1000)
    time.now += FORGOTTEN_AFTER
    allowance.correct(SHOP, early, cost(100, 0, left=2000))
    assert emptied(allowance).wait == 0


def test_a_tiny_store_is_not_locked_by_the_first_guess(allowance: Allowance, time: Time) -> None:
    burst = [allowance.reserve(SHOP, 100) for _ in range(20)]
    for reservation in burst:
        allowance.correct(SHOP, reservation, cost(12, None, left=30, maximum=40, rate=2))
    time.now += LONGEST_WAIT
    assert allowance.reserve(SHOP, 12).wait <= LONGEST_WAIT


def test_nobody_sleeps_longer_than_the_longest_wait(allowance: Allowance, time: Time) -> None:
    spender = emptied(allowance)
    reservation = allowance.reserve(SHOP, 900)
    slept = 0.0
    for nap in naps(allowance, SHOP, reservation):
        allowance.correct(SHOP, spender, cost(FIRST_MAXIMUM, FIRST_MAXIMUM, left=0))
        slept += nap
        time.now += nap
    assert slept == pytest.approx(LONGEST_WAIT, abs=0.01)


def test_many_at_once_never_reserve_the_same_points(allowance: Allowance) -> None:
    with ThreadPoolExecutor(16) as callers:
        waits = sorted(callers.map(lambda _: allowance.reserve(SHOP, 100).wait, range(30)))
    assert waits == pytest.approx([0] * 20 + list(range(1, 11)))


def test_processes_on_one_redis_share_the_points_and_its_clock(redis_url: str) -> None:
    with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        emptied(RedisAllowance(one))
        assert RedisAllowance(other).reserve(SHOP, 1000).wait == pytest.approx(10, abs=1)


def test_without_redis_nobody_waits_and_the_log_is_not_flooded() -> None:
    with Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1) as away, capture_logs() as logs:
        allowance = RedisAllowance(away)
        for _ in range(100):
            reservation = allowance.reserve(SHOP, 1000)
            allowance.correct(SHOP, reservation, cost(1000, 1000, left=0))
            assert reservation.wait == 0
    assert [(line["event"], line["log_level"]) for line in logs] == [("allowance.unshared", "warning")]


@dataclass
class Store:
    """Shopify's own bucket: requested points must be there, and the surplus comes back when the call is done."""

    maximum: float = FIRST_MAXIMUM
    rate: float = FIRST_RATE
    level: float = FIRST_MAXIMUM
    at: float = 0
    used: float = 0
    throttled: int = 0

    def call(self, requested: float, actual: float, now: float) -> Cost:
        """Run a call, or refuse it."""
        done = self._available(now) >= requested
        if done:
            self.level -= actual
            self.used += actual
        else:
            self.throttled += 1
        return cost(requested, actual if done else None, int(self.level), self.maximum, self.rate)

    def _available(self, now: float) -> float:
        self.level = min(self.maximum, self.level + (now - self.at) * self.rate)
        self.at = now
        return self.level


Calls = tuple[tuple[float, float], ...]
"""What a caller sends, one after the other: the points each call asks for, and the points that it takes."""

PUSHES: Calls = ((60, 60), (10, 10))
PUSHES_OF_SMALL_ORDERS: Calls = ((171, 20), (10, 10))
IMPORTS: Calls = ((300, 25),)


def caller(
    calls: Calls, allowance: Allowance, store: Store, time: Time, chance: random.Random
) -> Generator[float, None, None]:
    """Somebody who calls all the time; yields how many seconds pass until the next step."""
    while True:
        for requested, actual in calls:
            try:
                reservation = allowance.reserve(SHOP, requested)
            except ShopifyThrottled as refusal:
                yield refusal.retry_after.total_seconds() if refusal.retry_after else 0
                continue
            yield from naps(allowance, SHOP, reservation)
            yield chance.uniform(0.02, 0.4)  # on the way to Shopify
            answer = store.call(requested, actual, time.now)
            yield chance.uniform(0.02, 0.4)  # on the way back
            allowance.correct(SHOP, reservation, answer)


Steps = list[tuple[float, int, Generator[float]]]
"""When which caller goes on; a heap."""


def let_run(steps: Steps, time: Time, seconds: float) -> None:
    """Let time jump from one step to the next."""
    end = time.now + seconds
    while steps[0][0] < end:
        time.now, number, caller = steps[0]
        heapq.heapreplace(steps, (time.now + next(caller), number, caller))


@pytest.mark.parametrize("calls", [PUSHES, PUSHES_OF_SMALL_ORDERS, IMPORTS], ids=["pushes", "small", "imports"])
@pytest.mark.parametrize("callers", [4, 40])
def test_nearly_all_of_the_allowance_is_used_and_shopify_refuses_nobody(
    allowance: Allowance, time: Time, callers: int, calls: Calls
) -> None:
    store, chance = Store(at=time.now), random.Random(callers)
    steps = [(time.now, number, caller(calls, allowance, store, time, chance)) for number in range(callers)]
    let_run(steps, time, 60)  # the full bucket of the beginning is used up
    used = store.used
    let_run(steps, time, 60)
    assert store.throttled == 0
    assert store.used - used >= 0.9 * 60 * FIRST_RATE
