"""Which worker has claimed which work."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.work import Work, WorkerId


class Claims(Protocol):
    """The claims on events, pushes and imports."""

    def list_holders(self) -> Sequence[WorkerId]:
        """List every worker that holds a claim."""
        ...

    def renew(self, worker: WorkerId, held: Mapping[Work, Collection[int]], before: datetime, now: datetime) -> None:
        """Renew those of these claims that are older than `before`."""
        ...

    def reclaim(
        self, worker: WorkerId, claimed_before: datetime, now: datetime, outcome_unknown_until: datetime
    ) -> int:
        """Return to the queue what the worker claimed or last renewed before `claimed_before`; returns the number of
        claims.

        The work is due at once. A push that may still be running at Shopify is due after `outcome_unknown_until`. For
        an event this is not a failed attempt: `crash_count` counts it.
        """
        ...
