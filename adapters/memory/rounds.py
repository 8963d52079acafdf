"""Rounds in memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.round import Round
from novex_shopify.domain.model.work import WorkerId


@dataclass(frozen=True, slots=True)
class MemoryRounds:
    """The port `Rounds`."""

    state: State

    def begin(self, name: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        """Become the one that does it."""
        last = self.state.rounds.get(name)
        if last and last.begun_at > now - period:
            return False
        self.state.rounds[name] = Round(name, str(worker), now)
        return True

    def last(self, name: str) -> Round | None:
        """When it was last begun."""
        return self.state.rounds.get(name)
