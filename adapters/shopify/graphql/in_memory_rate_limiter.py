"""A rate limiter for one process."""

import time
from collections.abc import Callable
from threading import Lock

from novex_shopify.adapters.shopify.graphql.rate_limiter import (
    MAX_WAIT_SECONDS,
    LeakyBucket,
    QueryCost,
    Reservation,
    build_throttled_error,
)
from novex_shopify.domain.model.shop import ShopDomain


class InMemoryRateLimiter:
    """Keeps a bucket for each shop in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[ShopDomain, LeakyBucket] = {}
        self._lock = Lock()

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        with self._lock:
            reservation = self._get_bucket(shop).reserve(points)
        if reservation.wait > MAX_WAIT_SECONDS:
            raise build_throttled_error(shop, reservation.wait)
        return reservation

    def get_remaining_wait(self, shop: ShopDomain, reservation: Reservation) -> float:
        with self._lock:
            return self._get_bucket(shop).get_remaining_wait(reservation)

    def apply_cost(self, shop: ShopDomain, reservation: Reservation, cost: QueryCost) -> None:
        with self._lock:
            self._get_bucket(shop).apply_cost(reservation, cost)

    def _get_bucket(self, shop: ShopDomain) -> LeakyBucket:
        now = self._clock()
        bucket = self._buckets.setdefault(shop, LeakyBucket(now))
        bucket.restore_points(now)
        return bucket
