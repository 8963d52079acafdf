"""A rate limiter for all processes that share a Redis."""

import time
from collections.abc import Callable
from threading import Lock

import structlog
from redis import Redis, RedisError

from novex_shopify.adapters.shopify.graphql.rate_limiter import (
    INITIAL_MAXIMUM_AVAILABLE,
    INITIAL_RESTORE_RATE,
    MAX_WAIT_SECONDS,
    RESERVATION_TTL_SECONDS,
    QueryCost,
    Reservation,
    build_throttled_error,
)
from novex_shopify.domain.errors import describe_kind
from novex_shopify.domain.model.shop import ShopDomain

_log = structlog.get_logger()

_KEY_TTL_SECONDS = 24 * 60 * 60

# After an error Redis is left alone for a while, so that no request waits for its timeout.
_PAUSE_SECONDS = 10.0
_LOG_INTERVAL_SECONDS = 60.0

# `LeakyBucket` in Lua, since no other process can interfere with a script. `in_flight` is a list: the integer keys of a
# table would come back from JSON as texts.
_SCRIPT = f"""
local operation, now, points, number = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end
local stored = redis.call('GET', KEYS[1])
local bucket = stored and cjson.decode(stored) or {{
  refilled_at = now, maximum_available = {INITIAL_MAXIMUM_AVAILABLE}, restore_rate = {INITIAL_RESTORE_RATE},
  available = {INITIAL_MAXIMUM_AVAILABLE}, last_number = 0, in_flight = {{}}
}}

local restored = math.max(0, now - bucket.refilled_at) * bucket.restore_rate
bucket.available = math.min(bucket.maximum_available, bucket.available + restored)
bucket.refilled_at = now
local in_flight, later = {{}}, 0
for _, call in ipairs(bucket.in_flight) do
  local answered = operation == 'apply_cost' and call.number == number
  if call.at > now - {RESERVATION_TTL_SECONDS} and not answered then
    in_flight[#in_flight + 1] = call
    if call.number > number then later = later + call.points end
  end
end
bucket.in_flight = in_flight

local wait = 0
if operation == 'reserve' then
  points = math.min(points, bucket.maximum_available)
  wait = math.max(0, (points - bucket.available) / bucket.restore_rate)
  if wait <= {MAX_WAIT_SECONDS} then
    bucket.available, bucket.last_number = bucket.available - points, bucket.last_number + 1
    in_flight[#in_flight + 1] = {{at = now, number = bucket.last_number, points = points}}
  end
elseif operation == 'get_remaining_wait' then
  wait = math.max(0, -(bucket.available + later) / bucket.restore_rate)
else
  local actual, stated = tonumber(ARGV[5]), tonumber(ARGV[6]) - later
  local unused, grown = points - actual, tonumber(ARGV[7]) - bucket.maximum_available
  bucket.maximum_available, bucket.restore_rate = tonumber(ARGV[7]), math.max(1, tonumber(ARGV[8]))
  local available = math.min(bucket.available + unused + grown, stated)
  bucket.available = math.max(available, -{MAX_WAIT_SECONDS} * bucket.restore_rate)
end

redis.call('SET', KEYS[1], cjson.encode(bucket), 'EX', {_KEY_TTL_SECONDS})
return {{string.format('%.6f', points), string.format('%.6f', wait), bucket.last_number}}
"""


class RedisRateLimiter:
    """Keeps a bucket for each shop in Redis.

    While Redis cannot be reached no caller waits, and Shopify's own throttling is the limit. `clock` gives seconds; by
    default it is Redis' own clock, which all machines share.
    """

    def __init__(self, redis: Redis, prefix: str, clock: Callable[[], float] | None = None) -> None:
        self._prefix = prefix
        self._script = redis.register_script(_SCRIPT)
        self._clock = clock
        self._paused_until = self._log_muted_until = time.monotonic()
        self._lock = Lock()

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        reservation = self._run_script("reserve", shop, Reservation(points)) or Reservation(0)
        if reservation.wait > MAX_WAIT_SECONDS:
            raise build_throttled_error(shop, reservation.wait)
        return reservation

    def get_remaining_wait(self, shop: ShopDomain, reservation: Reservation) -> float:
        current = self._run_script("get_remaining_wait", shop, reservation)
        return current.wait if current else 0

    def apply_cost(self, shop: ShopDomain, reservation: Reservation, cost: QueryCost) -> None:
        # Without a number Redis was unreachable when reserving, so the later reservations are unknown.
        if reservation.number:
            status = cost.throttle_status
            bucket = (status.currently_available, status.maximum_available, status.restore_rate)
            self._run_script("apply_cost", shop, reservation, cost.actual_query_cost or 0, *bucket)

    def _run_script(
        self, operation: str, shop: ShopDomain, reservation: Reservation, *cost: float
    ) -> Reservation | None:
        """The script's result; None if Redis cannot be reached."""
        if time.monotonic() < self._paused_until:
            return None
        now = self._clock() if self._clock else ""
        arguments = [operation, now, reservation.points, reservation.number, *cost]
        try:
            result = self._script([f"{self._prefix}:rate_limiter:{shop}"], arguments)
        except RedisError as error:
            self._pause_after_error(error)
            return None
        points, wait, number = result
        return Reservation(float(points), float(wait), number)

    def _pause_after_error(self, error: RedisError) -> None:
        with self._lock:
            now = time.monotonic()
            self._paused_until = now + _PAUSE_SECONDS
            if now < self._log_muted_until:
                return
            self._log_muted_until = now + _LOG_INTERVAL_SECONDS
        _log.warning("rate_limiter.redis_unavailable", outage="redis", cause=describe_kind(error))
