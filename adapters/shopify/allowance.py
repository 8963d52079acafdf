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

LONGEST_WAIT = 10.0
"""Seconds that a thread is held. Who would wait longer comes back another time."""

FORGOTTEN_AFTER = 60.0
"""Seconds after which a call that was not answered never will be: it waited, and its deadline has passed."""

_LONGEST_NAP, _SHORTEST_NAP = 0.5, 0.001

FIRST_MAXIMUM, FIRST_RATE = 2000.0, 100.0
"""The smallest standard plan, in points and points a second: a guess, until the first answer says better."""


class ThrottleStatus(msgspec.Struct, rename="camel"):
    """Shopify's bucket: its size and what is in it, in points, and the points that come back each second."""

    maximum_available: float = FIRST_MAXIMUM
    currently_available: float = FIRST_MAXIMUM
    restore_rate: float = FIRST_RATE


class Cost(msgspec.Struct, rename="camel"):
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


class Allowance(Protocol):
    """Shares a store's points among all who call it. They are given in the order in which they were reserved."""

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points, at once.

        Raises `ShopifyThrottled`, and reserves nothing, where they are more than `LONGEST_WAIT` away.
        """
        ...

    def remaining(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds until these points are there, by what is known now."""
        ...

    def correct(self, shop: ShopDomain, reservation: Reservation, cost: Cost) -> None:
        """Give back what was reserved and not used, and believe Shopify where less is left than was thought."""
        ...


def naps(allowance: Allowance, shop: ShopDomain, reservation: Reservation) -> Iterator[float]:
    """How many seconds to sleep, again and again, until the points are there; `LONGEST_WAIT` in all.

    A call asks for far more than it takes in the end. Who slept in one piece would not notice what others give back.
    """
    wait, patience = reservation.wait, LONGEST_WAIT
    while wait > 0 and patience > 0:
        nap = max(_SHORTEST_NAP, min(wait, patience, _LONGEST_NAP))
        yield nap
        patience -= nap
        wait = allowance.remaining(shop, reservation)


def refuse(shop: ShopDomain, wait: float) -> ShopifyThrottled:
    """The error for a wait of so many seconds."""
    message = f"{shop} has calls waiting for all its points of the next {wait:.0f} seconds; nothing was sent."
    return ShopifyThrottled(message, timedelta(seconds=wait))


@dataclass(slots=True)
class Bucket:
    """One store's points, at the time `at` in seconds of any one clock. `RedisAllowance` does the same in Lua.

    `level` is what nobody has reserved; below zero, it is reserved of what is yet to come. `open` has the time and the
    points of each reservation whose call was not answered yet, by its number.
    """

    at: float
    maximum: float = FIRST_MAXIMUM
    rate: float = FIRST_RATE
    level: float = FIRST_MAXIMUM
    last: int = 0
    open: dict[int, tuple[float, float]] = field(default_factory=dict)

    def pass_time(self, now: float) -> None:
        """Let points come back, and forget the calls of those who died."""
        self.level = min(self.maximum, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        self.open = {number: call for number, call in self.open.items() if call[0] > now - FORGOTTEN_AFTER}

    def reserve(self, points: float) -> Reservation:
        """Reserve points, unless they are too far away. More than a full bucket can never be there, so that will do."""
        points = min(points, self.maximum)
        wait = max(0.0, (points - self.level) / self.rate)
        if wait <= LONGEST_WAIT:
            self.level -= points
            self.last += 1
            self.open[self.last] = (self.at, points)
        return Reservation(points, wait, self.last)

    def remaining(self, reservation: Reservation) -> float:
        """What was reserved later is still there for whoever came before."""
        return max(0.0, -(self.level + self._later(reservation)) / self.rate)

    def correct(self, reservation: Reservation, cost: Cost) -> None:
        """Take over what Shopify says: there is never more than that, less what others reserved later.

        Nor is there less than everybody who may wait could have reserved.
        """
        said = cost.throttle_status
        grown = said.maximum_available - self.maximum
        unused = reservation.points - (cost.actual_query_cost or 0)
        self.maximum, self.rate = said.maximum_available, max(1.0, said.restore_rate)
        self.open.pop(reservation.number, None)
        level = min(self.level + unused + grown, said.currently_available - self._later(reservation))
        self.level = max(level, -LONGEST_WAIT * self.rate)

    def _later(self, reservation: Reservation) -> float:
        return sum(points for number, (_, points) in self.open.items() if number > reservation.number)


class InMemoryAllowance:
    """The `Allowance` of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[ShopDomain, Bucket] = {}
        self._lock = Lock()

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points."""
        with self._lock:
            reservation = self._bucket(shop).reserve(points)
        if reservation.wait > LONGEST_WAIT:
            raise refuse(shop, reservation.wait)
        return reservation

    def remaining(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds still to wait."""
        with self._lock:
            return self._bucket(shop).remaining(reservation)

    def correct(self, shop: ShopDomain, reservation: Reservation, cost: Cost) -> None:
        """Align with an answer."""
        with self._lock:
            self._bucket(shop).correct(reservation, cost)

    def _bucket(self, shop: ShopDomain) -> Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(shop, Bucket(now))
        bucket.pass_time(now)
        return bucket
