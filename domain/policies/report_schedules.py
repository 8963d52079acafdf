"""When a scheduled report is due, and which days it is about."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from novex_shopify.domain.model.report_schedule import Frequency

SENT_AT = time(6)
"""In the store's time zone: the day before is complete, and people find the report when they begin."""

_DAY = timedelta(days=1)


def compute_next_due(frequency: Frequency, zone: tzinfo, after: datetime) -> datetime:
    """Return the next moment at which a report is due: at six every day, every Monday, or every first of a month."""
    day = after.astimezone(zone).date()
    while not (_begins_period(frequency, day) and _to_moment(day, zone) > after):
        day += _DAY
    return _to_moment(day, zone)


def find_period(frequency: Frequency, zone: tzinfo, now: datetime) -> tuple[date, date]:
    """Return the last complete period before now, by its first and last day."""
    last = now.astimezone(zone).date()
    while not _begins_period(frequency, last):
        last -= _DAY
    last -= _DAY
    first = last
    while not _begins_period(frequency, first):
        first -= _DAY
    return first, last


def _begins_period(frequency: Frequency, day: date) -> bool:
    match frequency:
        case Frequency.DAILY:
            return True
        case Frequency.WEEKLY:
            return day.weekday() == 0
        case Frequency.MONTHLY:
            return day.day == 1


def _to_moment(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, SENT_AT, zone).astimezone(UTC)
