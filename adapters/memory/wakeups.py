"""Wake-ups that are only written down."""

from novex_shopify.domain.model.work import Work


class RecordedWakeups:
    """The port `Wakeups`; `woken` holds what was rung for, in order."""

    def __init__(self) -> None:
        self.woken: list[Work] = []

    def wake(self, work: Work) -> None:
        """Write it down."""
        self.woken.append(work)
