"""Notifying workers."""

from datetime import timedelta
from typing import Protocol

from novex_shopify.domain.model.work import Work


class WorkNotifier(Protocol):
    """Notifies workers that there is work.

    A notification can get lost, because the work waits in the database and the next sweep finds it. So `notify` never
    raises. Call it after the commit.
    """

    def notify(self, work: Work, after: timedelta = timedelta()) -> None:
        """Ask a worker to look for this kind of work, now or shortly after `after`."""
        ...
