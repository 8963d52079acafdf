"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta


class ManualClock:
    """The port `Clock`; time passes only by `advance`."""

    def __init__(self, now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
