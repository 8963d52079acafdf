"""The results of data checks, day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.timing import AUDITED_DAYS, DAY


@dataclass(frozen=True, slots=True)
class CheckedDay:
    """One day (UTC) of one store; `audit` is None if it was not checked."""

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


def build_week(audits: Iterable[DailyAudit], now: datetime) -> Sequence[CheckedDay]:
    """The days that are checked every day: the last seven before today."""
    today = to_day(now)
    return build_days(audits, today - AUDITED_DAYS * DAY, today - DAY)
