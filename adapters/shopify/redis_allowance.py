"""The allowance of all processes that share a Redis."""

import time
from collections.abc import Callable
from threading import Lock

import structlog
from redis import Redis, RedisError

from novex_shopify.adapters.shopify.allowance import (
    FIRST_MAXIMUM,
    FIRST_RATE,
    FORGOTTEN_AFTER,
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
  at = now, maximum = {FIRST_MAXIMUM}, rate = {FIRST_RATE}, level = {FIRST_MAXIMUM}, last = 0, open = {{}}
}}

bucket.level = math.min(bucket.maximum, bucket.level + math.max(0, now - bucket.at) * bucket.rate)
bucket.at = now
local open, later = {{}}, 0
for _, call in ipairs(bucket.open) do
  if call.at > now - {FORGOTTEN_AFTER} and not (verb == 'correct' and call.number == number) then
    open[#open + 1] = call
    if call.number > number then later = later + call.points end
  end
end
bucket.open = open

local wait = 0
if verb == 'reserve' then
  points = math.min(points, bucket.maximum)
  wait = math.max(0, (points - bucket.level) / bucket.rate)
  if wait <= {LONGEST_WAIT} then
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
  bucket.level = math.max(level, -{LONGEST_WAIT} * bucket.rate)
end

redis.call('SET', KEYS[1], cjson.encode(bucket), 'EX', {_KEPT_SECONDS})
return {{string.format('%.6f', points), string.format('%.6f', wait), bucket.last}}
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
        if reservation.number:
            said = cost.throttle_status
            bucket = (said.currently_available, said.maximum_available, said.restore_rate)
            self._ask("correct", shop, reservation, cost.actual_query_cost or 0, *bucket)

    def _ask(self, verb: str, shop: ShopDomain, about: Reservation, *cost: float) -> Reservation | None:
        """What the script answers; nothing without Redis, which is left alone for a while when it is found away."""
        if time.monotonic() < self._rests_until:
            return None
        now = self._clock() if self._clock else ""
        try:
            told = self._script([_KEY.format(shop)], [verb, now, about.points, about.number, *cost])
        except RedisError as error:
            self._rest(error)
            return None
        points, wait, number = told
        return Reservation(float(points), float(wait), number)

    def _rest(self, error: RedisError) -> None:
        with self._lock:
            now = time.monotonic()
            self._rests_until = now + _REST_SECONDS
            if now < self._silent_until:
                return
            self._silent_until = now + _LOG_SECONDS
        _log.warning("allowance.unshared", cause=type(error).__name__)
