"""Waking workers."""

from datetime import timedelta
from typing import Protocol

from novex_shopify.domain.model.work import Work


class WorkNotifier(Protocol):
    """Tells the workers that there is something to do.

    A wake-up may get lost, since the work waits in the database and is found by the next sweep. So `wake` never raises.
    It is called after the commit.
    """

    def notify(self, work: Work, after: timedelta = timedelta()) -> None:
        """Have some worker look for this kind of work, now or a little later than `after`."""
        ...
