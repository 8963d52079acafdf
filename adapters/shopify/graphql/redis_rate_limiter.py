"""The allowance of all processes that share a Redis."""

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
from novex_shopify.domain.model.shop import ShopDomain

_log = structlog.get_logger()

_KEY = "novex-shopify:allowance:{}"

_PAUSE_SECONDS = 10.0
_LOG_INTERVAL_SECONDS = 60.0
_KEY_TTL_SECONDS = 24 * 60 * 60

# `Bucket` again, where no other process can come between. A list of open calls instead of a table, since the keys of a
# table would come back as text.
_SCRIPT = f"""
local verb, now, points, number = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end
local kept = redis.call('GET', KEYS[1])
local bucket = kept and cjson.decode(kept) or {{
  at = now, maximum = {INITIAL_MAXIMUM_AVAILABLE}, rate = {INITIAL_RESTORE_RATE}, level = {INITIAL_MAXIMUM_AVAILABLE}, last = 0, open = {{}}
}}

bucket.level = math.min(bucket.maximum, bucket.level + math.max(0, now - bucket.at) * bucket.rate)
bucket.at = now
local open, later = {{}}, 0
for _, call in ipairs(bucket.open) do
  if call.at > now - {RESERVATION_TTL_SECONDS} and not (verb == 'correct' and call.number == number) then
    open[#open + 1] = call
    if call.number > number then later = later + call.points end
  end
end
bucket.open = open

local wait = 0
if verb == 'reserve' then
  points = math.min(points, bucket.maximum)
  wait = math.max(0, (points - bucket.level) / bucket.rate)
  if wait <= {MAX_WAIT_SECONDS} then
    bucket.level, bucket.last = bucket.level - points, bucket.last + 1
    open[#open + 1] = {{at = now, number = bucket.last, points = points}}
  end
elseif verb == 'remaining' then
  wait = math.max(0, -(bucket.level + later) / bucket.rate)
else
  local actual, available, maximum, rate = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
  local unused, grown = points - actual, maximum - bucket.maximum
  bucket.maximum, bucket.rate = maximum, math.max(1, rate)
  local level = math.min(bucket.level + unused + grown, available - later)
  bucket.level = math.max(level, -{MAX_WAIT_SECONDS} * bucket.rate)
end

redis.call('SET', KEYS[1], cjson.encode(bucket), 'EX', {_KEY_TTL_SECONDS})
return {{string.format('%.6f', points), string.format('%.6f', wait), bucket.last}}
"""


class RedisRateLimiter:
    """The `Allowance` of many processes. While Redis is away nobody waits, and Shopify's refusals are the limit.

    `clock` gives seconds; without one it is Redis' own, which is the same for all machines.
    """

    def __init__(self, redis: Redis, clock: Callable[[], float] | None = None) -> None:
        self._script = redis.register_script(_SCRIPT)
        self._clock = clock
        self._paused_until = self._log_muted_until = time.monotonic()
        self._lock = Lock()

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points."""
        reservation = self._run_script("reserve", shop, Reservation(points)) or Reservation(0)
        if reservation.wait > MAX_WAIT_SECONDS:
            raise build_throttled_error(shop, reservation.wait)
        return reservation

    def get_remaining_wait(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds still to wait."""
        current = self._run_script("remaining", shop, reservation)
        return current.wait if current else 0

    def apply_cost(self, shop: ShopDomain, reservation: Reservation, cost: QueryCost) -> None:
        """Align with an answer, unless Redis was away when its call asked: nobody knows who came after that."""
        if reservation.number:
            status = cost.throttle_status
            bucket = (status.currently_available, status.maximum_available, status.restore_rate)
            self._run_script("correct", shop, reservation, cost.actual_query_cost or 0, *bucket)

    def _run_script(
        self, operation: str, shop: ShopDomain, reservation: Reservation, *cost: float
    ) -> Reservation | None:
        """What the script answers; nothing without Redis, which is left alone for a while when it is found away."""
        if time.monotonic() < self._paused_until:
            return None
        now = self._clock() if self._clock else ""
        try:
            result = self._script([_KEY.format(shop)], [operation, now, reservation.points, reservation.number, *cost])
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
        _log.warning("rate_limiter.redis_unavailable", cause=type(error).__name__)
