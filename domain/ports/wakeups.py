"""Waking workers."""

from typing import Protocol

from novex_shopify.domain.model.work import Work


class Wakeups(Protocol):
    """Tells the workers that there is something to do.

    A wake-up may get lost, since the work waits in the database and is found by the next sweep. So `wake` never raises.
    It is called after the commit.
    """

    def wake(self, work: Work) -> None:
        """Have some worker look for this kind of work now."""
        ...
