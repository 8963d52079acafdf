"""Missed windows in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.missed_window import MissedWindow


@dataclass(frozen=True, slots=True)
class MemoryMissedWindows:
    """The port `MissedWindows`."""

    state: State

    def record(self, window: MissedWindow) -> None:
        known = self.state.missed_windows.get(window.shop, window)
        self.state.missed_windows[window.shop] = replace(window, since=min(known.since, window.since))

    def list_open(self) -> Sequence[MissedWindow]:
        return sorted(self.state.missed_windows.values(), key=lambda window: (window.detected_at, window.shop))

    def close(self, window: MissedWindow) -> bool:
        if self.state.missed_windows.get(window.shop) != window:
            return False
        del self.state.missed_windows[window.shop]
        return True
