"""Parked work that continues because what it waits for became available."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from novex_shopify.domain.resource_keys import parse_order_key


@dataclass(frozen=True, slots=True)
class Release:
    """How many parked events became due, and what each of their resources still lacks: nothing, or these keys.

    Several releases are added up: what a later one made available, an earlier one's resource no longer lacks.
    """

    events: int = 0
    available: frozenset[str] = frozenset()
    lacking: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.events > 0

    def __add__(self, other: "Release") -> "Release":
        available = self.available | other.available
        lacking = {**self.lacking, **other.lacking}
        return Release(
            self.events + other.events, available, {resource: keys - available for resource, keys in lacking.items()}
        )

    @property
    def complete_orders(self) -> int:
        """How many orders lack nothing now."""
        return sum(not keys for keys in self._list_orders())

    @property
    def incomplete_orders(self) -> int:
        """How many orders are tried again, and will wait again for what they still lack."""
        return sum(bool(keys) for keys in self._list_orders())

    def __str__(self) -> str:
        """Such as `12 (3 more still wait for other products)`."""
        more = self.incomplete_orders
        waits = "waits" if more == 1 else "wait"
        suffix = f" ({more} more still {waits} for other products)" if more else ""
        return f"{self.complete_orders}{suffix}"

    def _list_orders(self) -> list[frozenset[str]]:
        return [keys for resource, keys in self.lacking.items() if parse_order_key(resource) is not None]
