"""The results of data checks, day by day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from novex_shopify.domain.errors import InvalidDateRange
from novex_shopify.domain.model.reconciliation import DailyAudit, OrderRange
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.timing import AUDITED_DAYS, DAY


def parse_day(text: str) -> date:
    """Raises `InvalidDateRange`, also for days that cannot be calculated with."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidDateRange(text, text) from None
    OrderRange.placed_on(day, day)
    return day


@dataclass(frozen=True, slots=True)
class CheckedDay:
    """One day of one store, in the store's time zone; `audit` is None if it was not checked."""

    day: date
    audit: DailyAudit | None

    @property
    def result(self) -> str:
        if self.audit is None:
            return "Not checked"
        if count := len(self.audit.differences):
            return f"{count} difference{'' if count == 1 else 's'}"
        return "No orders" if self.audit.is_empty else "Matches"

    @property
    def tone(self) -> str:
        if self.audit is None or self.audit.is_empty:
            return "neutral"
        return "good" if self.audit.matches else "bad"


def build_days(audits: Iterable[DailyAudit], first: date, last: date) -> Sequence[CheckedDay]:
    """Every day from `last` back to `first`."""
    by_day = {audit.day: audit for audit in audits}
    days = (last - number * DAY for number in range((last - first).days + 1))
    return [CheckedDay(day, by_day.get(day)) for day in days]


def build_week(shop: Shop, audits: Iterable[DailyAudit], now: datetime) -> Sequence[CheckedDay]:
    """The days that are checked every day: the last seven before today, in the shop's time zone."""
    today = to_day(now, shop.profile.zone)
    return build_days(audits, today - AUDITED_DAYS * DAY, today - DAY)


def align_weeks(weeks: Mapping[ShopDomain, Sequence[CheckedDay]]) -> Mapping[ShopDomain, Sequence[CheckedDay]]:
    """The days that all have: a new day begins earlier in the east, and so ends earlier."""
    last = min((days[0].day for days in weeks.values()), default=None)
    return {shop: [day for day in days if last is None or day.day <= last] for shop, days in weeks.items()}
