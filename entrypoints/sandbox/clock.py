"""What time it is, and how the sandbox writes time down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]

# A fixed offset: webhook payloads show the shop's own offset, and this one needs no time zone data on the machine.
SHOP_TIME_ZONE = timezone(timedelta(hours=1))
SHOP_TIME_ZONE_NAME = "Etc/GMT-1"


def system_clock() -> datetime:
    """Answer the current time, aware and in UTC."""
    return datetime.now(UTC)


def truncate_to_second(moment: datetime) -> datetime:
    """Drop the fraction: Shopify's resources carry times in whole seconds."""
    return moment.replace(microsecond=0)


def compute_next_timestamp(previous: datetime, now: datetime) -> datetime:
    """Answer a whole second that is now, or one after `previous` where now would not be newer."""
    return max(truncate_to_second(now), previous + timedelta(seconds=1))


def format_shop_time(moment: datetime | None) -> str | None:
    """Write a time as webhook payloads do: with the shop's offset."""
    return moment.astimezone(SHOP_TIME_ZONE).isoformat() if moment else None


def format_utc_time(moment: datetime | None) -> str | None:
    """Write a time as the GraphQL API does: in UTC, ending in Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None


def format_nanosecond_time(moment: datetime) -> str:
    """Write a time as X-Shopify-Triggered-At does: in UTC with nine digits after the point."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"
