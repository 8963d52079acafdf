"""Whatever people do with the lots of orders: ledger, balances and assignments agree, and the rules are kept."""

from collections import Counter, defaultdict
from contextlib import suppress
from datetime import date
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import StockRefused
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.policies.lot_choice import find_obstacle
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots, ShowOrderLots
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot, ReassignLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits, UnassignLots
from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.builders import LINE_ID, an_item
from tests.domain.use_cases.assignment.assignment_steps import (
    SECOND_LINE,
    TODAY,
    an_order_line,
    book,
    days,
    keep_stock,
)
from tests.domain.use_cases.stock.stock_steps import FREEZER, RACK, open_warehouse

DAYS_LEFT = {"A": 30, "B": 20, "C": 9, "D": -1, "E": None}
"""The lots: by FEFO first C and D, which may not leave without a reason, then B, A and E."""

MIN_REMAINING_DAYS, WANTED = 10, (12, 4)

codes, places = st.sampled_from(tuple(DAYS_LEFT)), st.sampled_from((RACK, FREEZER))
quantities, orders = st.integers(1, 4), st.sampled_from((0, 1))
lines = st.sampled_from((LINE_ID, SECOND_LINE))
reasons = st.sampled_from((None, "a test"))
example_numbers = count(1)


class AssignmentMachine(RuleBasedStateMachine):
    """Two orders of two lines each, of one item with five lots."""

    unit_of_work: UnitOfWork

    def __init__(self) -> None:
        super().__init__()
        # The database is not emptied between two examples, so each has an item, lots and orders of its own.
        self.number = next(example_numbers)
        self.item_id = f"ITEM-{self.number}"
        self.clock = ManualClock()
        self.order_ids: list[str] = []

    @initialize()
    def open_warehouse(self) -> None:
        with self.unit_of_work() as tx:
            tx.erp.catalog.put([an_item(self.item_id)])
            tx.commit()
        for code in DAYS_LEFT:
            self.receive(code, RACK, 5)
        two = (an_order_line(WANTED[0], self.item_id), an_order_line(WANTED[1], self.item_id, SECOND_LINE))
        self.order_ids = [book(self.unit_of_work, *two, number=10 * self.number + each) for each in (1, 2)]

    @rule(code=codes, place=places, quantity=quantities)
    def receive(self, code: str, place: str, quantity: int) -> None:
        left = DAYS_LEFT[code]
        expires_on = None if left is None else days(left)
        receipt = Receipt(self.item_id, code, place, quantity, expires_on=expires_on)
        ReceiveLot(self.unit_of_work, self.clock)(receipt)

    @rule(code=codes, place=places, quantity=quantities)
    def lose(self, code: str, place: str, quantity: int) -> None:
        with suppress(StockRefused):
            AdjustStock(self.unit_of_work, self.clock)(LotKey(self.item_id, code), place, -quantity, "a test")

    @rule(code=codes, release=st.booleans())
    def quarantine(self, code: str, release: bool) -> None:
        use_case = QuarantineLot(self.unit_of_work)
        (use_case.release if release else use_case)(LotKey(self.item_id, code), "a test")

    @rule(order=orders)
    def assign_as_proposed(self, order: int) -> None:
        """Nothing that may leave, and should go before what was taken, is left on the shelf."""
        before = self.show(order).assigned
        taken = [each for each in self.assign(order).assigned if each not in before]
        assert all(self.may_leave(each.lot) for each in taken)
        left = self.rank_what_is_left()
        assert not taken or not left or max(_rank(each.lot) for each in taken) <= min(left)
        assert not left or not any(line.short for line in self.show(order).lines)

    @rule(order=orders, line=lines, code=codes, place=places, quantity=quantities, reason=reasons)
    def choose(self, order: int, line: int, *, code: str, place: str, quantity: int, reason: str | None) -> None:
        """What a person took without a reason may leave and goes first. With one, it may be old, but not stopped."""
        before = self.show(order).assigned
        with suppress(StockRefused):
            chosen = self.assign(order, LotSelection(line, code, quantity, place, reason))
            [taken] = [each for each in chosen.assigned if each not in before]
            assert taken.lot.status == "released"
            if taken.assignment.override_reason is None:
                assert self.may_leave(taken.lot)
                assert all(_rank(taken.lot) <= each for each in self.rank_what_is_left())

    @rule(order=orders, line=lines, code=codes, quantity=quantities)
    def assign_and_unassign(self, order: int, line: int, code: str, quantity: int) -> None:
        """Unassigning what was just assigned leaves the balances as they were."""
        before = self.list_balances()
        with suppress(StockRefused):
            self.assign(order, LotSelection(line, code, quantity, RACK, "a test"))
            units = AssignedUnits(line, quantity=quantity)
            UnassignLots(self.unit_of_work, self.clock)(self.order_ids[order], "a test", units)
        assert self.list_balances() == before

    @rule(order=orders, line=lines, quantity=st.one_of(st.none(), quantities))
    def unassign(self, order: int, line: int, quantity: int | None) -> None:
        with suppress(StockRefused):
            units = AssignedUnits(line, quantity=quantity)
            UnassignLots(self.unit_of_work, self.clock)(self.order_ids[order], "a test", units)

    @rule(order=orders, code=codes, place=places, pick=st.integers(0, 9))
    def exchange(self, order: int, code: str, place: str, pick: int) -> None:
        """A line has as many units as before, whether the exchange is refused or not."""
        before = self.show(order)
        assigned = [each for each in before.assigned if each.assignment.state is AssignmentState.ASSIGNED]
        if assigned:
            changed = assigned[pick % len(assigned)].assignment.id
            with suppress(StockRefused):
                ReassignLot(self.unit_of_work, self.clock)(changed, NewLot(code, place), "a test")
        assert self.show(order).lines == before.lines

    @invariant()
    def balances_equal_assignments(self) -> None:
        assigned: Counter[tuple[int, int]] = Counter()
        for number in range(len(self.order_ids)):
            shown = self.show(number)
            by_line: dict[int, int] = defaultdict(int)
            for each in shown.assigned:
                if each.assignment.state is AssignmentState.ASSIGNED:
                    by_line[each.assignment.line_item_id] += each.assignment.quantity
                    assigned[each.lot.id, each.assignment.location_id] += each.assignment.quantity
            assert [by_line[line.line_item_id] for line in shown.lines] == [line.assigned for line in shown.lines]
            assert all(line.assigned <= wanted for line, wanted in zip(shown.lines, WANTED, strict=True))
            if shown.assigned:
                assert shown.state.assigned == sum(by_line.values())
        for _, balance in self.list_balances():
            assert min(balance.free, balance.assigned) >= 0
            assert balance.assigned == assigned.pop((balance.lot_id, balance.location_id), 0)
        assert not +assigned

    def teardown(self) -> None:
        assert VerifyStock(self.unit_of_work)() == []

    def show(self, order: int) -> OrderLots:
        return ShowOrderLots(self.unit_of_work)(self.order_ids[order])

    def assign(self, order: int, *selections: LotSelection) -> OrderLots:
        use_case = AssignLots(self.unit_of_work, self.clock, LotStrategy.FEFO)
        return use_case(self.order_ids[order], selections or None)

    def list_balances(self) -> list[tuple[Lot, StockBalance]]:
        with self.unit_of_work.read() as tx:
            stock = get_stock(tx)
            lots = {lot.id: lot for code in DAYS_LEFT if (lot := stock.lots.find(self.item_id, code))}
            return [(lots[balance.lot_id], balance) for balance in stock.ledger.list_balances(list(lots))]

    def rank_what_is_left(self) -> list[date]:
        return [_rank(lot) for lot, balance in self.list_balances() if balance.free and self.may_leave(lot)]

    def may_leave(self, lot: Lot) -> bool:
        return find_obstacle(lot, TODAY, MIN_REMAINING_DAYS) is None


def _rank(lot: Lot) -> date:
    return lot.expires_on or date.max


def test_assignments_equal_their_balances_and_keep_the_rules(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    keep_stock(unit_of_work, min_remaining_days=MIN_REMAINING_DAYS)
    examples = settings().max_examples // (1 if isinstance(unit_of_work, MemoryUnitOfWork) else 4)
    machine = type("Machine", (AssignmentMachine,), {"unit_of_work": unit_of_work})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=25))
