"""Rate limiting by points: who may call Shopify when.

Shopify keeps a leaky bucket of points for each app and shop: a request takes points out, and they are restored at a
fixed rate (docs/shopify.md, Admin GraphQL). The limiter keeps a copy of that bucket. A caller reserves the points of
its request first and waits until they are restored, so Shopify throttles no request. Each response states how full the
real bucket is, and the copy follows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import msgspec

from novex_shopify.domain.errors import ShopifyThrottled
from novex_shopify.domain.model.shop import ShopDomain

MAX_WAIT_SECONDS = 10.0
"""The longest that a thread waits for points. A request that needs longer is refused and retried later."""

RESERVATION_TTL_SECONDS = 60.0
"""The age at which a reservation without a response is dropped: longer than the longest wait and a request together."""

# A sleeping caller looks again at this interval, since other callers may have returned points.
_MAX_SLEEP_SECONDS, _MIN_SLEEP_SECONDS = 0.5, 0.001

INITIAL_MAXIMUM_AVAILABLE, INITIAL_RESTORE_RATE = 2000.0, 100.0
"""The bucket of Shopify's smallest standard plan, assumed until the first response states the real one."""

_MIN_RESTORE_RATE = 1.0  # points a second; never divides by zero, whatever a response states


class ThrottleStatus(msgspec.Struct, rename="camel"):
    """Shopify's bucket in points; `restore_rate` in points a second."""

    maximum_available: float = INITIAL_MAXIMUM_AVAILABLE
    currently_available: float = INITIAL_MAXIMUM_AVAILABLE
    restore_rate: float = INITIAL_RESTORE_RATE


class QueryCost(msgspec.Struct, rename="camel"):
    """Points that had to be available for a request, and points that it used; None if Shopify throttled it."""

    requested_query_cost: float = 0
    actual_query_cost: float | None = None
    throttle_status: ThrottleStatus = msgspec.field(default_factory=ThrottleStatus)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Points that no other caller gets. `wait` is the seconds until they are restored, as known when reserving.

    `number` counts the reservations of a shop from 1; 0 reserves nothing.
    """

    points: float
    wait: float = 0
    number: int = 0


class RateLimiter(Protocol):
    """Shares a shop's points among all callers, in the order of their reservations."""

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points without waiting for them.

        Raises `ShopifyThrottled`, and reserves nothing, if they are more than `MAX_WAIT_SECONDS` away.
        """
        ...

    def get_remaining_wait(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds until the reserved points are restored, as known now."""
        ...

    def apply_cost(self, shop: ShopDomain, reservation: Reservation, cost: QueryCost) -> None:
        """Return the points that the request did not use, and follow Shopify where fewer points are left."""
        ...


def compute_wait(points: float, available: float, restore_rate: float) -> float:
    """The seconds until `points` are available, by Shopify's formula for a throttled request."""
    return max(0.0, points - available) / max(_MIN_RESTORE_RATE, restore_rate)


def iter_sleeps(rate_limiter: RateLimiter, shop: ShopDomain, reservation: Reservation) -> Iterator[float]:
    """The seconds to sleep, one interval after the other, until the points are there or `MAX_WAIT_SECONDS` are over."""
    wait, remaining = reservation.wait, MAX_WAIT_SECONDS
    while wait > 0 and remaining > 0:
        seconds = max(_MIN_SLEEP_SECONDS, min(wait, remaining, _MAX_SLEEP_SECONDS))
        yield seconds
        remaining -= seconds
        wait = rate_limiter.get_remaining_wait(shop, reservation)


def build_throttled_error(shop: ShopDomain, wait: float) -> ShopifyThrottled:
    message = f"All API points of {shop} are reserved for the next {wait:.0f} seconds; the request was not sent."
    return ShopifyThrottled(message, timedelta(seconds=wait))


@dataclass(slots=True)
class LeakyBucket:
    """The points of one shop. `RedisRateLimiter` does the same in Lua.

    `available` is what no caller has reserved; below zero, points are reserved that are yet to be restored.
    `in_flight` holds the time and the points of each reservation without a response, by its number.
    Times are seconds of any one clock.
    """

    refilled_at: float
    maximum_available: float = INITIAL_MAXIMUM_AVAILABLE
    restore_rate: float = INITIAL_RESTORE_RATE
    available: float = INITIAL_MAXIMUM_AVAILABLE
    last_number: int = 0
    in_flight: dict[int, tuple[float, float]] = field(default_factory=dict)

    def restore_points(self, now: float) -> None:
        """Add the points of the time that has passed, and drop reservations that are too old."""
        restored = max(0.0, now - self.refilled_at) * self.restore_rate
        self.available = min(self.maximum_available, self.available + restored)
        self.refilled_at = now
        self.in_flight = {
            number: call for number, call in self.in_flight.items() if call[0] > now - RESERVATION_TTL_SECONDS
        }

    def reserve(self, points: float) -> Reservation:
        """Reserve points, unless the wait would be too long."""
        points = min(points, self.maximum_available)  # more than a full bucket is never available
        wait = compute_wait(points, self.available, self.restore_rate)
        if wait <= MAX_WAIT_SECONDS:
            self.available -= points
            self.last_number += 1
            self.in_flight[self.last_number] = (self.refilled_at, points)
        return Reservation(points, wait, self.last_number)

    def get_remaining_wait(self, reservation: Reservation) -> float:
        # Points reserved later are still there for an earlier caller.
        return compute_wait(0, self.available + self._sum_later_points(reservation), self.restore_rate)

    def apply_cost(self, reservation: Reservation, cost: QueryCost) -> None:
        status = cost.throttle_status
        grown = status.maximum_available - self.maximum_available
        unused = reservation.points - (cost.actual_query_cost or 0)
        self.maximum_available = status.maximum_available
        self.restore_rate = max(_MIN_RESTORE_RATE, status.restore_rate)
        self.in_flight.pop(reservation.number, None)
        # Shopify states its bucket without the requests that are still on their way to it.
        stated = status.currently_available - self._sum_later_points(reservation)
        available = min(self.available + unused + grown, stated)
        # The first guess may have let far more callers in than a small bucket allows; they cannot owe more than this.
        self.available = max(available, -MAX_WAIT_SECONDS * self.restore_rate)

    def _sum_later_points(self, reservation: Reservation) -> float:
        return sum(points for number, (_, points) in self.in_flight.items() if number > reservation.number)
