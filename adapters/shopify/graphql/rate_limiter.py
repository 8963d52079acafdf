"""A store's allowance of points: who may call Shopify when, so that nobody is refused and little is left unused.

Shopify keeps a leaky bucket for each app and store: a call takes its points out, and they come back by the second. Here
the bucket is kept once more, ahead of Shopify's: whoever wants to call reserves its points first, and waits until they
are there. Every answer says how full the real bucket is.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import Protocol

import msgspec

from novex_shopify.domain.errors import ShopifyThrottled
from novex_shopify.domain.model.shop import ShopDomain

MAX_WAIT_SECONDS = 10.0
"""Seconds that a thread is held. Who would wait longer comes back another time."""

RESERVATION_TTL_SECONDS = 60.0
"""Seconds after which a call that was not answered never will be: it waited, and its deadline has passed."""

_MAX_SLEEP_SECONDS, _MIN_SLEEP_SECONDS = 0.5, 0.001

INITIAL_MAXIMUM_AVAILABLE, INITIAL_RESTORE_RATE = 2000.0, 100.0
"""The smallest standard plan, in points and points a second: a guess, until the first answer says better."""


class ThrottleStatus(msgspec.Struct, rename="camel"):
    """Shopify's bucket: its size and what is in it, in points, and the points that come back each second."""

    maximum_available: float = INITIAL_MAXIMUM_AVAILABLE
    currently_available: float = INITIAL_MAXIMUM_AVAILABLE
    restore_rate: float = INITIAL_RESTORE_RATE


class QueryCost(msgspec.Struct, rename="camel"):
    """What a call costs, in points: what had to be there for it, and what it took; nothing, where it was refused."""

    requested_query_cost: float = 0
    actual_query_cost: float | None = None
    throttle_status: ThrottleStatus = msgspec.field(default_factory=ThrottleStatus)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Points that nobody else will use; they are there in `wait` seconds, by what is known when they are reserved.

    In each store, reservations are numbered from 1.
    """

    points: float
    wait: float = 0
    number: int = 0


class RateLimiter(Protocol):
    """Shares a store's points among all who call it. They are given in the order in which they were reserved."""

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points, at once.

        Raises `ShopifyThrottled`, and reserves nothing, where they are more than `MAX_WAIT_SECONDS` away.
        """
        ...

    def get_remaining_wait(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds until these points are there, by what is known now."""
        ...

    def apply_cost(self, shop: ShopDomain, reservation: Reservation, cost: QueryCost) -> None:
        """Give back what was reserved and not used, and believe Shopify where less is left than was thought."""
        ...


def iter_sleeps(rate_limiter: RateLimiter, shop: ShopDomain, reservation: Reservation) -> Iterator[float]:
    """How many seconds to sleep, again and again, until the points are there; `MAX_WAIT_SECONDS` in all.

    A call asks for far more than it takes in the end. Who slept in one piece would not notice what others give back.
    """
    wait, remaining = reservation.wait, MAX_WAIT_SECONDS
    while wait > 0 and remaining > 0:
        seconds = max(_MIN_SLEEP_SECONDS, min(wait, remaining, _MAX_SLEEP_SECONDS))
        yield seconds
        remaining -= seconds
        wait = rate_limiter.get_remaining_wait(shop, reservation)


def build_throttled_error(shop: ShopDomain, wait: float) -> ShopifyThrottled:
    """The error for a wait of so many seconds."""
    message = f"{shop} has calls waiting for all its points of the next {wait:.0f} seconds; nothing was sent."
    return ShopifyThrottled(message, timedelta(seconds=wait))


@dataclass(slots=True)
class LeakyBucket:
    """One store's points, at the time `at` in seconds of any one clock. `RedisRateLimiter` does the same in Lua.

    `level` is what nobody has reserved; below zero, it is reserved of what is yet to come. `open` has the time and the
    points of each reservation whose call was not answered yet, by its number.
    """

    refilled_at: float
    maximum_available: float = INITIAL_MAXIMUM_AVAILABLE
    restore_rate: float = INITIAL_RESTORE_RATE
    available: float = INITIAL_MAXIMUM_AVAILABLE
    last_number: int = 0
    in_flight: dict[int, tuple[float, float]] = field(default_factory=dict)

    def restore_points(self, now: float) -> None:
        """Let points come back, and forget the calls of those who died."""
        self.available = min(
            self.maximum_available, self.available + max(0.0, now - self.refilled_at) * self.restore_rate
        )
        self.refilled_at = now
        self.in_flight = {
            number: call for number, call in self.in_flight.items() if call[0] > now - RESERVATION_TTL_SECONDS
        }

    def reserve(self, points: float) -> Reservation:
        """Reserve points, unless they are too far away. More than a full bucket can never be there, so that will do."""
        points = min(points, self.maximum_available)
        wait = max(0.0, (points - self.available) / self.restore_rate)
        if wait <= MAX_WAIT_SECONDS:
            self.available -= points
            self.last_number += 1
            self.in_flight[self.last_number] = (self.refilled_at, points)
        return Reservation(points, wait, self.last_number)

    def get_remaining_wait(self, reservation: Reservation) -> float:
        """What was reserved later is still there for whoever came before."""
        return max(0.0, -(self.available + self._sum_later_points(reservation)) / self.restore_rate)

    def apply_cost(self, reservation: Reservation, cost: QueryCost) -> None:
        """Take over what Shopify says: there is never more than that, less what others reserved later.

        Nor is there less than everybody who may wait could have reserved.
        """
        status = cost.throttle_status
        grown = status.maximum_available - self.maximum_available
        unused = reservation.points - (cost.actual_query_cost or 0)
        self.maximum_available, self.restore_rate = status.maximum_available, max(1.0, status.restore_rate)
        self.in_flight.pop(reservation.number, None)
        available = min(
            self.available + unused + grown, status.currently_available - self._sum_later_points(reservation)
        )
        self.available = max(available, -MAX_WAIT_SECONDS * self.restore_rate)

    def _sum_later_points(self, reservation: Reservation) -> float:
        return sum(points for number, (_, points) in self.in_flight.items() if number > reservation.number)


class InMemoryRateLimiter:
    """The `Allowance` of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[ShopDomain, LeakyBucket] = {}
        self._lock = Lock()

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points."""
        with self._lock:
            reservation = self._get_bucket(shop).reserve(points)
        if reservation.wait > MAX_WAIT_SECONDS:
            raise build_throttled_error(shop, reservation.wait)
        return reservation

    def get_remaining_wait(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds still to wait."""
        with self._lock:
            return self._get_bucket(shop).get_remaining_wait(reservation)

    def apply_cost(self, shop: ShopDomain, reservation: Reservation, cost: QueryCost) -> None:
        """Align with an answer."""
        with self._lock:
            self._get_bucket(shop).apply_cost(reservation, cost)

    def _get_bucket(self, shop: ShopDomain) -> LeakyBucket:
        now = self._clock()
        bucket = self._buckets.setdefault(shop, LeakyBucket(now))
        bucket.restore_points(now)
        return bucket
