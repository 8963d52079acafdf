"""When a time without webhooks is unusual, compared with the shop's own last weeks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from math import log

from novex_shopify.domain.timing import HOUR, WEEK

FEWEST_WEEKS, MOST_WEEKS = 2, 4

MIN_SURPRISE = log(10_000)
"""A silence is unusual if, by the shop's own history, its probability is below one in ten thousand..."""

MIN_RATIO_TO_LONGEST = 1.5
"""...and if it is this many times as surprising as any silence of the shop's last weeks."""


def truncate_to_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def is_outage(
    active_hours: Iterable[datetime], last_delivery_at: datetime, first_delivery_at: datetime, now: datetime
) -> bool:
    """Return whether the silence from `last_delivery_at` until `now` indicates a fault.

    `active_hours` are hours (their starts, in UTC) in which the shop delivered something; `first_delivery_at` is when
    it was connected. An hour of the week that was always quiet does not count, so nights and Sundays raise no alarm. A
    shop connected less than two weeks ago is never unusual.
    """
    end = truncate_to_hour(last_delivery_at) + HOUR
    weeks = min((end - first_delivery_at) // WEEK, MOST_WEEKS)
    if weeks < FEWEST_WEEKS:
        return False
    known = sorted(hour for hour in set(active_hours) if end - weeks * WEEK <= hour < end)
    times = Counter(map(_hour_of_week, known))
    weights = {hour: -log(1 - count / (weeks + 1)) for hour, count in times.items()}
    usual = max((_compute_surprise(weights, one + HOUR, next_one) for one, next_one in pairwise(known)), default=0.0)
    return _compute_surprise(weights, end, truncate_to_hour(now)) > max(MIN_SURPRISE, MIN_RATIO_TO_LONGEST * usual)


def _compute_surprise(weights: Mapping[int, float], begin: datetime, end: datetime) -> float:
    """Return minus the logarithm of the probability that nothing arrived in these complete hours."""
    whole_weeks, rest = divmod(max(0, (end - begin) // HOUR), 7 * 24)
    some = (weights.get(_hour_of_week(begin + number * HOUR), 0.0) for number in range(rest))
    return whole_weeks * sum(weights.values()) + sum(some)


def _hour_of_week(hour: datetime) -> int:
    return hour.weekday() * 24 + hour.hour
