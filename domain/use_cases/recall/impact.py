"""What a recall of lots concerns: what is in the warehouse, and who has the rest."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_trace import UntracedTotal
from novex_shopify.domain.policies.mass_balance import MassBalance, add_balances
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace, find_descendants, trace_lots
from novex_shopify.domain.use_cases.trace.traced_orders import LEFT
from novex_shopify.domain.use_cases.trace.untraced import sum_untraced


class Affected(StrEnum):
    """How orders are concerned. `untraced` orders got the item when it could have been of these lots."""

    SHIPPED = auto()
    ASSIGNED = auto()
    INFERRED = auto()
    UNTRACED = auto()

    @property
    def states(self) -> Collection[AssignmentState]:
        """The states of the units that are concerned."""
        return (AssignmentState.ASSIGNED,) if self is Affected.ASSIGNED else LEFT

    @property
    def inferred(self) -> bool | None:
        """Whether the lot is assumed; None if it does not matter, as for units that are still in the warehouse."""
        return {Affected.SHIPPED: False, Affected.INFERRED: True}.get(self)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Base units, and the orders that have them, each counted once."""

    units: int = 0
    orders: int = 0


@dataclass(frozen=True, slots=True)
class RecallImpact:
    """What the recall of some lots concerns.

    - `made_from_them`: lots that units of these were converted into, and that are not among them.
    - `shipped` are units whose lot was recorded, `inferred` those whose lot is assumed; both also what came back.
    - `untraced` are units of the same items whose lot is not known: they may be of these lots.
    - `customers`: how many have to be notified, without the untraced.
    """

    lots: Sequence[LotTrace]
    made_from_them: Sequence[Lot]
    assigned: Quantity
    shipped: Quantity
    inferred: Quantity
    untraced: UntracedTotal
    customers: int

    @property
    def mass_balance(self) -> MassBalance:
        return add_balances(trace.mass_balance for trace in self.lots)

    @property
    def on_hand(self) -> int:
        return self.mass_balance.on_hand

    @property
    def lot_ids(self) -> Collection[int]:
        return [trace.lot.id for trace in self.lots]


def measure_impact(tx: Transaction, lots: Sequence[Lot]) -> RecallImpact:
    """Read it from the ledger, the balances and the assignments, as they are now."""
    stock, traces = get_stock(tx), trace_lots(tx, lots)
    lot_ids = [lot.id for lot in lots]

    def count(affected: Affected) -> Quantity:
        states, inferred = affected.states, affected.inferred
        totals = (total for trace in traces for total in trace.totals)
        units = (each.units for each in totals if each.state in states and inferred in (None, each.inferred))
        return Quantity(sum(units), stock.traces.count_orders(lot_ids, states=states, inferred=inferred))

    return RecallImpact(
        traces,
        find_descendants(stock, lots),
        count(Affected.ASSIGNED),
        count(Affected.SHIPPED),
        count(Affected.INFERRED),
        sum_untraced(tx, lots),
        stock.traces.count_recipients(lot_ids),
    )
