"""The stand-in's clock, which can be moved forward, and the formats in which EasyPost writes times."""

from datetime import UTC, datetime, timedelta

from novex_shopify.entrypoints.sandbox.clock import Clock


class MovableClock:
    """Runs with `base` and is ahead of it by what it was moved."""

    def __init__(self, base: Clock) -> None:
        self._base = base
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return self._base() + self._ahead

    def move_forward(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)


def format_time(moment: datetime) -> str:
    """Format as most objects do: in whole seconds, ending in Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def format_offset_time(moment: datetime) -> str:
    """Format as addresses do: in whole seconds with the offset."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+00:00"


def format_millisecond_time(moment: datetime) -> str:
    """Format as lists of events and bodies of webhooks do."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
