"""When notifications are due: at once, with the next digest, and never in quiet hours unless a rule says so."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from novex_shopify.domain.model.notification_rule import NotificationRule, NotificationSettings, NotificationTiming

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def find_due(rule: NotificationRule, settings: NotificationSettings, now: datetime) -> datetime:
    """Return when something that the rule decides now is due."""
    zone = ZoneInfo(settings.time_zone)
    match rule.timing:
        case NotificationTiming.IMMEDIATE:
            due = now
        case NotificationTiming.HOURLY:
            due = _find_next_hour(zone, now)
        case NotificationTiming.DAILY:
            due = find_next_time(rule.daily_at, zone, now)
    return due if rule.passes_quiet_hours else leave_quiet_hours(settings, due)


def find_next_time(at: time, zone: tzinfo, after: datetime) -> datetime:
    """Return the next moment after this one at which it is this time of day in the zone."""
    day = after.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment > after:
            return moment
        day += _DAY


def leave_quiet_hours(settings: NotificationSettings, moment: datetime) -> datetime:
    """Return the moment itself, or the end of the quiet hours that it is in."""
    start, end = settings.quiet_from, settings.quiet_until
    if start is None or end is None or start == end:
        return moment
    zone = ZoneInfo(settings.time_zone)
    at = moment.astimezone(zone).time()
    is_quiet = start <= at < end if start < end else at >= start or at < end
    if not is_quiet:
        return moment
    # In the hour that clocks repeat in autumn, the first end may have passed: the second one is meant, not tomorrow's.
    return min(find_next_time(end.replace(fold=fold), zone, moment) for fold in (0, 1))


def _find_next_hour(zone: tzinfo, now: datetime) -> datetime:
    local = now.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    return local.astimezone(UTC) + _HOUR
