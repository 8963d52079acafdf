"""Who holds which work."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.work import Work, WorkerId


class Claims(Protocol):
    """The claims on events, pushes and imports, whichever kind of work it is."""

    def list_holders(self) -> Sequence[WorkerId]:
        """Every worker that holds a claim."""
        ...

    def renew(self, worker: WorkerId, held: Mapping[Work, Collection[int]], before: datetime, now: datetime) -> None:
        """Mark those of these claims that are older as still being worked on."""
        ...

    def reclaim(
        self, worker: WorkerId, claimed_before: datetime, now: datetime, outcome_unknown_until: datetime
    ) -> int:
        """Return to the queue what the worker claimed, and last renewed, before that; returns how many pieces.

        It is due at once; but a push that may be under way at Shopify only when that is no longer unclear. For an
        event this is no failed attempt: it counts apart how often it happened.
        """
        ...
