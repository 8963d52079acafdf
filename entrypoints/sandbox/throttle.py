"""The leaky bucket that a shop's GraphQL requests are paid from."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Bucket:
    """Holds `size` points and wins back `restore_rate` points a second."""

    size: int
    restore_rate: int
    used: int = 0
    _level: float = field(init=False)
    _seen: datetime | None = None

    def __post_init__(self) -> None:
        self._level = self.size

    def available(self, now: datetime) -> int:
        if self._seen is not None:
            restored = (now - self._seen).total_seconds() * self.restore_rate
            self._level = min(self.size, self._level + max(0.0, restored))
        self._seen = now
        return int(self._level)

    def reserve(self, cost: int, now: datetime) -> bool:
        """Take the requested cost out, if there is enough; say whether there was."""
        if self.available(now) < cost:
            return False
        self._level -= cost
        self.used += cost
        return True

    def give_back(self, points: int) -> None:
        """Return what a request reserved and did not use."""
        self._level = min(self.size, self._level + points)
        self.used -= points

    def status(self, now: datetime) -> dict[str, float]:
        return {
            "maximumAvailable": float(self.size),
            "currentlyAvailable": self.available(now),
            "restoreRate": float(self.restore_rate),
        }
