"""What all rules of the state machine share: the store, what is checked after each rule, and settling."""

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
)

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import InvalidShipment, NotFound, NothingToHold, StockRefused
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.packed_shipment import PackedLine, PackedShipment
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.order_lots import ShowOrderLots
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits, UnassignLots
from novex_shopify.domain.use_cases.fulfillment import ShipOrder
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.contracts.lifecycle import invariants
from tests.contracts.lifecycle.world import (
    CAN,
    CASE,
    FREEZER,
    ORDERS,
    RACK,
    YARD,
    Stock,
    World,
    list_line_ids,
)
from tests.databases import truncate_tables

DAYS_LEFT = {
    LotKey(CAN, "A"): 30,
    LotKey(CAN, "B"): 20,
    LotKey(CAN, "C"): 9,
    LotKey(CAN, "N"): None,
    LotKey(CASE, "A"): 30,
    LotKey(CASE, "D"): 25,
}
"""The lots, the first of cans with the code of one of cases, and how long they are good."""

LOTS = (*DAYS_LEFT, LotKey(CAN, "D"))
"""With the one that cans get if a case of D is opened."""

WHY = "a test"
REFUSED = suppress(StockRefused, NotFound, InvalidShipment, NothingToHold)

lots, places = st.sampled_from(LOTS), st.sampled_from((RACK, RACK, FREEZER, YARD))
quantities, orders, lines = st.integers(1, 4), st.sampled_from(ORDERS), st.integers(0, 2)
picks, choices = st.integers(0, 99), st.booleans()


class Lifecycle(RuleBasedStateMachine):
    """The store, and a model of what people brought and took out."""

    unit_of_work: UnitOfWork

    def __init__(self) -> None:
        super().__init__()
        self.min_days = 0
        if isinstance(self.unit_of_work, SqlUnitOfWork):
            truncate_tables(self.unit_of_work.engine)
            self.world = World(self.unit_of_work)
        else:
            self.world = World(MemoryUnitOfWork())
        self.came: Counter[LotKey] = Counter()
        self.rebooked: list[int] = []
        self.held: dict[int, Stock] = {}
        self.shipment_numbers = count(1)
        self.recalls: dict[str, Sequence[LotKey]] = {}

    @rule()
    def settle_one(self) -> None:
        self.settle_next()

    @rule()
    def settle_until_quiet(self) -> None:
        """Then all is as it should be, and nothing changes it: not the same webhooks, not settling again."""
        self.world.deliver_all()
        self.settle()
        self.world.mark_due(*self.list_order_ids())  # what one order has released, another may need
        self.settle()
        stock = self.read()
        invariants.check_settled(self.world, stock, self.rebooked)
        invariants.check_traces(self.world, stock)
        invariants.check_mass_balance(self.world, stock)
        for webhook in self.world.sent[-3:]:
            self.world.deliver(webhook)
        self.world.mark_due(*self.list_order_ids())
        self.settle()
        assert self.read().entries == stock.entries
        invariants.check_overviews(self.world)

    @invariant()
    def books_are_right(self) -> None:
        stock = self.read()
        invariants.check_books(self.world, stock, self.came)
        for number in self.held.keys() - self.world.list_on_hold():  # nothing is left to hold
            del self.held[number]
        for number, before in self.held.items():
            invariants.check_held(number, before, stock)

    def teardown(self) -> None:
        """If a rule has failed, nothing more is checked: it would be reported instead of what the rule has found."""
        if sys.exception() is None:
            self.settle_until_quiet()

    def settle(self) -> None:
        while self.settle_next():
            pass

    def settle_next(self) -> bool:
        before, found = self.read(), self.world.settle_next()
        stock = self.read()
        self.check_choice(before, stock)
        invariants.check_items(stock, list_new(before, stock))
        return found

    def check_choice(self, before: Stock, stock: Stock) -> None:
        invariants.check_choice(self.world, stock, list_new(before, stock), self.min_days)

    def assign(self, number: int, *selections: LotSelection) -> None:
        AssignLots(*self.parts, LotStrategy.FEFO)(self.find_order_id(number), selections or None)

    def unassign(self, number: int, units: AssignedUnits) -> None:
        UnassignLots(*self.parts)(self.find_order_id(number), WHY, units)

    def pack(self, number: int, packed: Sequence[int] | None = None, reason: str | None = None) -> str | None:
        """Ship; returns the id of the shipment, None if it was refused."""
        shipment_id, lines = f"S-{next(self.shipment_numbers)}", None
        if packed is not None:
            lines = [PackedLine(*each) for each in zip(list_line_ids(number), packed, strict=True) if each[1]]
        before = self.read()
        with REFUSED:
            ShipOrder(*self.notifying)(
                PackedShipment(shipment_id, self.find_order_id(number), lines, untraced_reason=reason)
            )
            stock = self.read()
            invariants.check_departed(stock, shipment_id, self.world.today, self.min_days)
            invariants.check_items(stock, list_new(before, stock))
            return shipment_id
        return None

    def refund_what_left(self, pick: int) -> None:
        """Expect a unit back, if any order has one that left."""
        at = self.world.fakes.clock.now()
        left = [
            (order, line_id)
            for order in self.world.orders.values()
            for line_id in order.lines
            if order.count_fulfilled(line_id)
        ]
        if left:
            order, line_id = left[pick % len(left)]
            order.refund(line_id, 1, "return", of_shipped=True, at=at)
            self.settle_until_quiet()

    def count_over_assigned(self, number: int) -> int:
        with suppress(NotFound):
            shown = ShowOrderLots(self.world.unit_of_work)(self.find_order_id(number))
            return sum(line.over_assigned for line in shown.lines)
        return 0

    def read(self) -> Stock:
        return self.world.read(LOTS)

    def find_order_id(self, number: int) -> str:
        """One that does not exist, if the order is not booked yet."""
        return self.world.find_order_id(number) or "0"

    def list_order_ids(self) -> list[str]:
        return [order_id for number in ORDERS if (order_id := self.world.find_order_id(number))]

    def list_assigned_of(self, key: LotKey) -> list[Assignment]:
        stock = self.read()
        return [row for row in stock.list_rows(AssignmentState.ASSIGNED) if get_key(stock, row.lot_id) == key]

    def list_returns(self, state: WarehouseReturnState) -> list[WarehouseReturn]:
        return [each for each in self.read().returns if each.state is state]

    @property
    def parts(self) -> tuple[UnitOfWork, ManualClock]:
        return self.world.unit_of_work, self.world.fakes.clock

    @property
    def notifying(self) -> tuple[UnitOfWork, RecordingWorkNotifier, ManualClock]:
        return self.world.unit_of_work, self.world.fakes.notifier, self.world.fakes.clock


def list_new(before: Stock, stock: Stock) -> list[LedgerEntry]:
    known = {entry.id for entry in before.entries}
    return [entry for entry in stock.entries if entry.id not in known]


def find_line_id(number: int, key: LotKey) -> int:
    """The line of an order that wanted the item of a lot when the order was placed."""
    return list_line_ids(number)[(CAN, CASE).index(key.item_id)]


def get_key(stock: Stock, lot_id: int) -> LotKey:
    lot = stock.lots[lot_id]
    return LotKey(lot.item_id, lot.code)


def count_by_line(rows: Sequence[Assignment]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for row in rows:
        counts[row.line_item_id] += row.quantity
    return counts


def sum_free(stock: Stock) -> int:
    return sum(each.free for each in stock.balances)
