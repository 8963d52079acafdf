"""What a merchant may decide for one store."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.domain.errors import InvalidShopSetting

SHORTEST_STAY_DAYS = 7
"""Shopify repeats a delivery for up to 48 hours; while its row is there, the repeat is recognised."""


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """`keep_events_days` is how long finished events stay. Raises `InvalidShopSetting`."""

    keep_events_days: int = 90

    def __post_init__(self) -> None:
        if self.keep_events_days < SHORTEST_STAY_DAYS:
            raise InvalidShopSetting(f"Events must be kept for at least {SHORTEST_STAY_DAYS} days.")

    @property
    def keep_events(self) -> timedelta:
        """The same as a duration."""
        return timedelta(days=self.keep_events_days)
