"""Counts received and failed events over time, for a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class TimeRange:
    """`count` intervals up to now."""

    interval: timedelta
    count: int


TIME_RANGES: Mapping[str, TimeRange] = {
    "1h": TimeRange(timedelta(minutes=1), 60),
    "24h": TimeRange(timedelta(minutes=15), 96),
    "7d": TimeRange(timedelta(hours=2), 84),
}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The events received in the interval that starts at `start`, and those of them that failed."""

    start: datetime
    received: int
    failed: int


@dataclass(frozen=True, slots=True)
class CountArrivals:
    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, time_range: TimeRange, shop: ShopDomain | None = None) -> Sequence[Arrivals]:
        """Count the events of each interval, also of those without any; the current interval comes last."""
        now, interval = self.clock.now(), time_range.interval
        current = now - (now - _EPOCH) % interval
        starts = [current - number * interval for number in reversed(range(time_range.count))]
        with self.unit_of_work.read() as tx:
            arrivals = tx.statistics.count_arrivals(starts[0], interval)
        totals = dict.fromkeys(starts, (0, 0))
        for each in arrivals:
            if shop in (None, each.shop) and each.start in totals:
                received, failed = totals[each.start]
                totals[each.start] = (received + each.count, failed + each.failed)
        return [Arrivals(start, *counts) for start, counts in totals.items()]
