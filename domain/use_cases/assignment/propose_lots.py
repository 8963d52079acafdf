"""Proposes lots for an order, and says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.lot_choice import LotProposal, LotStrategy
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.lot_choice import propose_for_lines
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.free_lots import read_free_lots
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_unlocked_order
from novex_shopify.domain.use_cases.assignment.lot_rules import read_lot_rules
from novex_shopify.domain.use_cases.assignment.proposed_lots import build_demands
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class LineProposal:
    """A line, and the lots for what it still needs; None if it needs none."""

    line: LineStock
    proposal: LotProposal | None


@dataclass(frozen=True, slots=True)
class OrderProposal:
    """What would be assigned to an order now. Lots are judged on the day `ship_on`.

    `locations` are the names of all locations, by id.
    """

    order: SalesOrder
    state: WarehouseState
    ship_on: date
    lines: Sequence[LineProposal]
    locations: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ProposeLots:
    """Reads what `AssignLots` would assign. It locks nothing, so somebody else may be faster."""

    unit_of_work: UnitOfWork
    clock: Clock
    strategy: LotStrategy = LotStrategy.FIFO

    def __call__(self, order_id: str) -> OrderProposal:
        """Raises `NotFound`, `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return self.propose_in_transaction(tx, order_id)

    def propose_in_transaction(self, tx: Transaction, order_id: str) -> OrderProposal:
        """The same, also with what the caller's transaction has changed."""
        return self.propose_for(tx, read_unlocked_order(tx, order_id))

    def propose_for(self, tx: Transaction, order: LockedOrder) -> OrderProposal:
        """The same for an order that has been read."""
        stock = get_stock(tx)
        rules = read_lot_rules(tx, order, self.strategy, self.clock.now())
        demands = build_demands(order, rules)
        free = read_free_lots(stock, {item_id for item_id, _ in demands.values()})
        proposals = propose_for_lines(free.candidates, demands)
        return OrderProposal(
            order.order,
            order.state,
            rules.ship_on,
            [LineProposal(line, proposals.get(line.line_item_id)) for line in order.lines],
            {location_id: location.name for location_id, location in free.locations.items()},
        )
