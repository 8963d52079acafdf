"""Wake-ups that are only written down."""

from datetime import timedelta

from novex_shopify.domain.model.work import Work


class RecordedWakeups:
    """The port `Wakeups`; `woken` holds what was rung for, in order."""

    def __init__(self) -> None:
        self.woken: list[Work] = []

    def wake(self, work: Work, after: timedelta = timedelta()) -> None:
        """Write it down."""
        self.woken.append(work)
