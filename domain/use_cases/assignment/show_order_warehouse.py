"""Shows what the warehouse knows about an order, and what a person may do with its lots."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.lot_choice import LotCandidate, LotProposal
from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_return import WarehouseReturn
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.free_lots import read_free_lots
from novex_shopify.domain.use_cases.assignment.locked_order import read_unlocked_order
from novex_shopify.domain.use_cases.assignment.order_lots import AssignedLot, name_lots
from novex_shopify.domain.use_cases.assignment.propose_lots import ProposeLots
from novex_shopify.domain.use_cases.computed_orders import ComputedOrder, compute_orders
from novex_shopify.domain.use_cases.stock.records import get_location_names


@dataclass(frozen=True, slots=True)
class WarehouseLine:
    """A line that the warehouse ships.

    - `lots`: what it has or had; released assignments are left out.
    - `proposal`: the lots for what it still needs; None if it needs none.
    - `candidates`: all lots of its item of which something is free, for who chooses or corrects one.
    """

    stock: LineStock
    lots: Sequence[AssignedLot] = ()
    proposal: LotProposal | None = None
    candidates: Sequence[LotCandidate] = ()


@dataclass(frozen=True, slots=True)
class OrderWarehouse:
    """An order in the warehouse. Where no lots are kept for it, `has_lots` is False and all but the lines is empty.

    - `ship_on`: the day on which lots are judged.
    - `locations`: the names of all locations, by id.
    - `exceptions`: those that are open.
    - `hints`: what Shopify has changed about where and when it is to be shipped.
    """

    state: WarehouseState
    lines: Sequence[WarehouseLine]
    has_lots: bool = False
    ship_on: date | None = None
    locations: Mapping[int, str] | None = None
    exceptions: Sequence[OrderException] = ()
    returns: Sequence[WarehouseReturn] = ()
    hints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ShowOrderWarehouse:
    """Reads the state of an order, its lots, and what is proposed."""

    unit_of_work: UnitOfWork
    clock: Clock
    propose: ProposeLots

    def __call__(self, document: SalesOrder) -> OrderWarehouse:
        """`document` is the ERP's, or what it would show."""
        with self.unit_of_work.read() as tx:
            [computed] = compute_orders(tx, [document], self.clock.now()).values()
            stock = tx.erp.stock
            settings = tx.shops.get_settings(ShopDomain(document.shop_domain))
            takes_lots = settings.stock_since is not None and not document.test
            if stock is None or document.id is None or not (takes_lots or computed.assignments):
                return OrderWarehouse(computed.state, [WarehouseLine(line) for line in computed.lines])
            return self._show_lots(tx, stock, computed, document.id)

    def _show_lots(self, tx: Transaction, stock: ErpStock, computed: ComputedOrder, order_id: str) -> OrderWarehouse:
        order = read_unlocked_order(tx, order_id)
        proposal, named = self.propose.propose_for(tx, order), name_lots(tx, order)
        proposals = {each.line.line_item_id: each.proposal for each in proposal.lines}
        free = read_free_lots(stock, _list_items_to_choose(computed))
        return OrderWarehouse(
            computed.state,
            [
                WarehouseLine(
                    line,
                    [each for each in named.assigned if _is_shown(each, line)],
                    proposals.get(line.line_item_id),
                    [each for each in free.candidates if each.free and each.lot.item_id == line.item_id],
                )
                for line in computed.lines
            ],
            has_lots=True,
            ship_on=proposal.ship_on,
            locations=get_location_names(stock),
            exceptions=[each for each in stock.order_exceptions.list_by_orders([order_id]) if each.closed_at is None],
            returns=stock.warehouse_returns.list_by_orders([order_id]),
            hints=named.hints,
        )


def _list_items_to_choose(computed: ComputedOrder) -> Collection[str]:
    """The items, by id, of which a person may choose a lot, or correct the one that left."""
    to_ship = {line.item_id for line in computed.lines if line.item_id and line.to_ship}
    return to_ship | {each.item_id for each in computed.assignments if each.may_be_corrected}


def _is_shown(assigned: AssignedLot, line: LineStock) -> bool:
    is_its_own = assigned.assignment.line_item_id == line.line_item_id
    return is_its_own and assigned.assignment.state is not AssignmentState.RELEASED
