"""Gaps in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.gap import Gap


@dataclass(frozen=True, slots=True)
class MemoryGaps:
    """The port `Gaps`."""

    state: State

    def note(self, gap: Gap) -> None:
        """Ask for a catch-up."""
        known = self.state.gaps.get(gap.shop, gap)
        self.state.gaps[gap.shop] = replace(gap, since=min(known.since, gap.since))

    def open(self) -> Sequence[Gap]:
        """Those still to be caught up."""
        return sorted(self.state.gaps.values(), key=lambda gap: (gap.noticed_at, gap.shop))

    def close(self, gap: Gap) -> bool:
        """The store was caught up."""
        if self.state.gaps.get(gap.shop) != gap:
            return False
        del self.state.gaps[gap.shop]
        return True
