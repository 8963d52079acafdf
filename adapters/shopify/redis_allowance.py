"""The allowance of all processes that share a Redis."""

import time
from collections.abc import Callable
from threading import Lock

import structlog
from redis import Redis, RedisError

from novex_shopify.adapters.shopify.allowance import (
    FIRST_MAXIMUM,
    FIRST_RATE,
    LONGEST_WAIT,
    Cost,
    Reservation,
    refuse,
)
from novex_shopify.domain.model.shop import ShopDomain

_log = structlog.get_logger()

_KEY = "novex-shopify:allowance:{}"

_REST_SECONDS = 10.0
_LOG_SECONDS = 60.0
_KEPT_SECONDS = 24 * 60 * 60

# `Bucket` again, where no other process can come between. Lua's own text for a number is too short for a time, so
# numbers are written out.
_SCRIPT = f"""
local verb, now, points, place = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1000000
end
local at, maximum, rate, level, reserved = now, {FIRST_MAXIMUM}, {FIRST_RATE}, {FIRST_MAXIMUM}, 0
local kept = redis.call('HMGET', KEYS[1], 'at', 'maximum', 'rate', 'level', 'reserved')
if kept[1] then
  at, maximum, rate = tonumber(kept[1]), tonumber(kept[2]), tonumber(kept[3])
  level, reserved = tonumber(kept[4]), tonumber(kept[5])
end
level = math.min(maximum, level + math.max(0, now - at) * rate)
local since = math.max(0, reserved - place)
local wait = 0

if verb == 'reserve' then
  points = math.min(points, maximum)
  wait = math.max(0, (points - level) / rate)
  if wait <= {LONGEST_WAIT} then
    level, reserved = level - points, reserved + points
  end
elseif verb == 'remaining' then
  wait = math.max(0, -(level + since) / rate)
else
  local actual, available, size, speed = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
  level = math.min(level + points - actual + size - maximum, available - since)
  maximum, rate = size, math.max(1, speed)
end

local function text(number) return string.format('%.6f', number) end
redis.call('HSET', KEYS[1], 'at', text(now), 'maximum', text(maximum), 'rate', text(rate), 'level', text(level),
  'reserved', text(reserved))
redis.call('EXPIRE', KEYS[1], {_KEPT_SECONDS})
return {{text(points), text(wait), text(reserved)}}
"""


class RedisAllowance:
    """The `Allowance` of many processes. While Redis is away nobody waits, and Shopify's refusals are the limit.

    `clock` gives seconds; without one it is Redis' own, which is the same for all machines.
    """

    def __init__(self, redis: Redis, clock: Callable[[], float] | None = None) -> None:
        self._script = redis.register_script(_SCRIPT)
        self._clock = clock
        self._rests_until = self._silent_until = time.monotonic()
        self._lock = Lock()

    def reserve(self, shop: ShopDomain, points: float) -> Reservation:
        """Reserve points."""
        reservation = self._ask("reserve", shop, Reservation(points)) or Reservation(0)
        if reservation.wait > LONGEST_WAIT:
            raise refuse(shop, reservation.wait)
        return reservation

    def remaining(self, shop: ShopDomain, reservation: Reservation) -> float:
        """The seconds still to wait."""
        told = self._ask("remaining", shop, reservation)
        return told.wait if told else 0

    def correct(self, shop: ShopDomain, reservation: Reservation, cost: Cost) -> None:
        """Align with an answer, unless Redis was away when its call asked: nobody knows who came after that."""
        if reservation.place:
            said = cost.throttle_status
            bucket = (said.currently_available, said.maximum_available, said.restore_rate)
            self._ask("correct", shop, reservation, cost.actual_query_cost or 0, *bucket)

    def _ask(self, verb: str, shop: ShopDomain, about: Reservation, *cost: float) -> Reservation | None:
        """What the script answers; nothing without Redis, which is left alone for a while when it is found away."""
        if time.monotonic() < self._rests_until:
            return None
        now = self._clock() if self._clock else ""
        try:
            told = self._script([_KEY.format(shop)], [verb, now, about.points, about.place, *cost])
        except RedisError as error:
            self._rest(error)
            return None
        return Reservation(*map(float, told))

    def _rest(self, error: RedisError) -> None:
        with self._lock:
            now = time.monotonic()
            self._rests_until = now + _REST_SECONDS
            if now < self._silent_until:
                return
            self._silent_until = now + _LOG_SECONDS
        _log.warning("allowance.unshared", cause=type(error).__name__)
