"""An order that is being settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.policies.auto_assignment import is_assigned_automatically
from novex_shopify.domain.policies.departures import Departure
from novex_shopify.domain.policies.order_exceptions import count_known_untraced
from novex_shopify.domain.policies.settlement import (
    Lack,
    Surplus,
    find_lacks,
    find_surplus,
    find_unneeded,
    leave_out_known,
)
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder


@dataclass(frozen=True, slots=True)
class DueOrder:
    """A locked order, what has left for it, and its exceptions from before."""

    locked: LockedOrder
    departures: Sequence[Departure]
    exceptions: Sequence[OrderException]

    @property
    def surplus(self) -> Sequence[Surplus]:
        """What was cancelled."""
        return find_surplus(self.departures, self.locked.pushes, self.locked.assignments)

    @property
    def lacks(self) -> Sequence[Lack]:
        """What left without a lot. A test moves no stock."""
        locked = self.locked
        if locked.order.test:
            return ()
        return find_lacks(self.departures, locked.pushes, locked.assignments, locked.lines, locked.settings.stock_since)

    @property
    def new_lacks(self) -> Sequence[Lack]:
        """What left without a lot, and no lot was looked for yet."""
        return leave_out_known(self.lacks, count_known_untraced(self.exceptions))

    @property
    def unneeded(self) -> Mapping[int, int]:
        """What is set aside and not wanted."""
        return find_unneeded(self.locked.lines, self.locked.assignments)

    @property
    def is_assigned_automatically(self) -> bool:
        return is_assigned_automatically(self.locked.order, self.locked.settings, self.locked.state)

    @property
    def is_short(self) -> bool:
        """Whether units need a lot that no person is to choose."""
        return self.is_assigned_automatically and any(line.short for line in self.locked.lines)
