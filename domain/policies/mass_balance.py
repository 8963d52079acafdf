"""The mass balance of a lot: whether all that came is accounted for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot_trace import AssignmentTotal
from novex_shopify.domain.model.stock import MovementKind, StockBalance


@dataclass(frozen=True, slots=True)
class MassBalance:
    """Where the units of a lot are, in base units.

    Three records are compared: the ledger says what came and what was taken out, the balances what is in the warehouse,
    and the assignments who has the rest. `adjusted` is negative if units were missing.
    """

    received: int = 0
    converted_in: int = 0
    adjusted: int = 0
    on_hand: int = 0
    shipped: int = 0
    returned: int = 0
    scrapped: int = 0
    converted_out: int = 0

    @property
    def total(self) -> int:
        """All that came, with what counts found more or less."""
        return self.received + self.converted_in + self.adjusted

    @property
    def accounted(self) -> int:
        return self.on_hand + self.shipped - self.returned + self.scrapped + self.converted_out

    @property
    def difference(self) -> int:
        """Units that are not accounted for; negative if there are more than ever came."""
        return self.total - self.accounted

    @property
    def percent(self) -> Decimal:
        """How much is accounted for; 100 only if it is all, never by rounding."""
        if self.difference == 0:
            return Decimal(100)
        if self.total <= 0:
            return Decimal(0)
        share = Decimal(self.accounted * 100) / self.total
        return share.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def balance_mass(
    moved: Mapping[MovementKind, int], balances: Iterable[StockBalance], totals: Iterable[AssignmentTotal]
) -> MassBalance:
    """Balance one lot. `moved` is what each kind of movement added to it."""
    states = {AssignmentState.SHIPPED: 0, AssignmentState.RETURNED: 0}
    for total in totals:
        if total.state in states:
            states[total.state] += total.units
    returned = states[AssignmentState.RETURNED]

    def added(*kinds: MovementKind) -> int:
        return sum(moved.get(kind, 0) for kind in kinds)

    return MassBalance(
        received=added(MovementKind.RECEIVE, MovementKind.PRODUCE),
        converted_in=added(MovementKind.CONVERT_IN),
        adjusted=added(MovementKind.ADJUST, MovementKind.COUNT),
        on_hand=sum(balance.on_hand for balance in balances),
        shipped=states[AssignmentState.SHIPPED] + returned,
        returned=returned,
        scrapped=-added(MovementKind.SCRAP),
        converted_out=-added(MovementKind.CONVERT_OUT),
    )


def add_balances(balances: Iterable[MassBalance]) -> MassBalance:
    """The balance of several lots together."""
    total = MassBalance()
    for each in balances:
        total = MassBalance(*(getattr(total, name) + getattr(each, name) for name in MassBalance.__slots__))
    return total
