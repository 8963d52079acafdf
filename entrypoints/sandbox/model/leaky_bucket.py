"""The leaky bucket that limits a shop's GraphQL requests."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class LeakyBucket:
    """Holds `size` points and restores `restore_rate` points a second."""

    size: int
    restore_rate: int
    used_points: int = 0
    _available_points: float = field(init=False)
    _refilled_at: datetime | None = None

    def __post_init__(self) -> None:
        self._available_points = self.size

    def refill(self, now: datetime) -> int:
        if self._refilled_at is not None:
            restored = (now - self._refilled_at).total_seconds() * self.restore_rate
            self._available_points = min(self.size, self._available_points + max(0.0, restored))
        self._refilled_at = now
        return int(self._available_points)

    def reserve(self, cost: int, now: datetime) -> bool:
        """Take the requested cost out; False if there is not enough."""
        if self.refill(now) < cost:
            return False
        self._available_points -= cost
        self.used_points += cost
        return True

    def release(self, points: int) -> None:
        """Return what a request reserved but did not use."""
        self._available_points = min(self.size, self._available_points + points)
        self.used_points -= points

    def build_throttle_status(self, now: datetime) -> dict[str, float]:
        return {
            "maximumAvailable": float(self.size),
            "currentlyAvailable": self.refill(now),
            "restoreRate": float(self.restore_rate),
        }
