"""The sandbox's clock, and the formats in which Shopify writes times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]

# A fixed offset: webhook payloads show the shop's own offset, and this one needs no time zone data on the machine.
SHOP_TIME_ZONE = timezone(timedelta(hours=1))
SHOP_TIME_ZONE_NAME = "Etc/GMT-1"


def system_clock() -> datetime:
    return datetime.now(UTC)


def truncate_to_second(moment: datetime) -> datetime:
    """Drop the fraction: Shopify's resources have times in whole seconds."""
    return moment.replace(microsecond=0)


def compute_next_timestamp(previous: datetime, now: datetime) -> datetime:
    """Return now in whole seconds, but always later than `previous`."""
    return max(truncate_to_second(now), previous + timedelta(seconds=1))


def format_shop_time(moment: datetime | None) -> str | None:
    """Format as webhook payloads do: with the shop's offset."""
    return moment.astimezone(SHOP_TIME_ZONE).isoformat() if moment else None


def format_utc_time(moment: datetime | None) -> str | None:
    """Format as the GraphQL API does: in UTC, ending in Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None


def format_nanosecond_time(moment: datetime) -> str:
    """Format as X-Shopify-Triggered-At: in UTC with nine decimals."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"
