"""Times in which webhooks may be missing."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.missed_window import MissedWindow


class MissedWindows(Protocol):
    """The open windows, at most one per shop."""

    def record(self, window: MissedWindow) -> None:
        """Open a window. An open one keeps its earlier start and gets the new reason."""
        ...

    def list_open(self) -> Sequence[MissedWindow]:
        """List the open windows, by when they were detected."""
        ...

    def close(self, window: MissedWindow) -> bool:
        """Close a window as it was when its resync began; returns False, and keeps it, if it was widened since."""
        ...
