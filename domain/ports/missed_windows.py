"""Catch-ups that are asked for."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.missed_window import MissedWindow


class MissedWindows(Protocol):
    """The gaps that nobody has closed yet; a store has one at most."""

    def record(self, window: MissedWindow) -> None:
        """Ask for a catch-up. One that is asked for already keeps the earlier beginning and takes the new reason."""
        ...

    def list_open(self) -> Sequence[MissedWindow]:
        """Those still to be caught up, the one noticed first being first."""
        ...

    def close(self, window: MissedWindow) -> bool:
        """The store was caught up, as `gap` asked when that began; False, and it stays, if it was noted again since."""
        ...
