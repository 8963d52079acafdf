"""Periodic work that is done once per period, whatever the number of workers."""

from datetime import datetime, timedelta
from typing import Protocol

from novex_shopify.domain.model.round import Round
from novex_shopify.domain.model.work import WorkerId


class Rounds(Protocol):
    """Who did what by the clock, last."""

    def begin(self, name: str, worker: WorkerId, now: datetime, period: timedelta) -> bool:
        """Become the one that does it; False if somebody began less than a period ago."""
        ...

    def last(self, name: str) -> Round | None:
        """When it was last begun."""
        ...
