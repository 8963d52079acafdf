"""Who holds which work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.work import WorkerId


class Claims(Protocol):
    """The claims on events, pushes and imports, whichever kind of work it is."""

    def holders(self) -> Sequence[WorkerId]:
        """Every worker that holds a claim."""
        ...

    def renew(self, worker: WorkerId, since: datetime, now: datetime) -> None:
        """Mark the claims that the worker made since then as still being worked on."""
        ...

    def take_back(self, worker: WorkerId, claimed_before: datetime, now: datetime) -> int:
        """Return to the queue what the worker claimed, and last renewed, before that; returns how many pieces."""
        ...
