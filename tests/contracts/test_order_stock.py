"""The contract of what `ErpStock` knows about orders: assignments, states, exceptions and returned units."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_balance import LotBalance
from novex_shopify.domain.model.order_exception import OpenExceptions, OrderException, OrderExceptionKind
from novex_shopify.domain.model.stock import Movement, MovementKind, StockBalance, StockChange
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.warehouse_return import ReturnedLot, WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.model.warehouse_state import (
    FulfillmentStatus,
    OrderStatus,
    WarehouseState,
    WarehouseStateFilter,
    WarehouseStatePosition,
    parse_warehouse_state_position,
)
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import HOUR, LINE_ID, NOON, OTHER_SHOP, SHOP, a_sales_order
from tests.contracts.test_stock_ledger import KIMCHI, free, open_stock

ANNA = Actor(ActorKind.USER, "Anna", "7")
ASSIGNMENT = Assignment(0, "1", 11, "KIMCHI-350", 5, 1, 6, ANNA, NOON)
SHORT = OrderException(0, "1", 11, OrderExceptionKind.SHORT, 4, NOON)
RETURN = WarehouseReturn(0, "1", 11, "KIMCHI-350", 3, "refund:1:2", NOON, lots=(ReturnedLot(5, 1, 3),))


def test_assignments_are_stored_changed_and_listed(unit_of_work: UnitOfWork) -> None:
    complete = replace(ASSIGNMENT, reason="expires first", override_reason="asked for it", inferred=True, grams=2100)
    with unit_of_work() as tx:
        assignments = open_stock(tx).assignments
        first, other = assignments.save([complete, replace(ASSIGNMENT, order_id="2")])
        assert first == replace(complete, id=first.id)
        shipped = replace(first, state=AssignmentState.SHIPPED, shipment_id="S-1", quantity=4)
        released = replace(other, state=AssignmentState.RELEASED)
        assert list(assignments.save([shipped, released])) == [shipped, released]
        assert list(assignments.list_by_orders(["1"])) == [shipped]
        assert list(assignments.list_by_orders(["1", "2"])) == [shipped, released]
        assert list(assignments.list_by_lots([5])) == [shipped]
        assert list(assignments.get_many([other.id, 404])) == [released]


def test_all_lots_that_may_be_assigned_are_locked_with_what_is_known_of_them(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        rack = stock.locations.save(StorageLocation(0, "Rack"))
        yard = stock.locations.save(StorageLocation(0, "Yard", sells=False))
        lot, empty = (stock.lots.add(replace(KIMCHI, code=code)) for code in ("FREE", "EMPTY"))
        stock.ledger.post([move_free(lot, yard, 2), move_free(lot, rack, 3), move_free(empty, rack, 1)], NOON)
        stock.ledger.post([move_free(empty, rack, -1)], NOON)
        balances = [
            LotBalance(lot, rack, StockBalance(lot.id, rack.id, free=3)),
            LotBalance(lot, yard, StockBalance(lot.id, yard.id, free=2)),
        ]
        assert list(stock.lots.lock_with_free_stock(["OTHER"])) == []
        assert list(stock.lots.lock_with_free_stock([KIMCHI.item_id, "OTHER"])) == balances
        emptied = LotBalance(empty, rack, StockBalance(empty.id, rack.id))
        assert list(stock.lots.lock_with_free_stock([KIMCHI.item_id], {empty.id})) == [*balances, emptied]


def move_free(lot: Lot, location: StorageLocation, quantity: int) -> Movement:
    return Movement(MovementKind.ADJUST, lot.id, location.id, StockChange(free=quantity))


def test_movements_name_their_order(unit_of_work: UnitOfWork) -> None:
    change = StockChange(free=-2, assigned=2)
    with unit_of_work() as tx:
        stock = open_stock(tx)
        lot = stock.lots.add(KIMCHI)
        assert list(stock.lots.list_with_free_stock(["KIMCHI-350"])) == []
        stock.ledger.post([free(lot.id, 5)], NOON)
        assign = Movement(
            MovementKind.ASSIGN, lot.id, 1, change, order_id="9", line_item_id=11, shipment_id="S-1", reverses=3
        )
        stock.ledger.post([assign], NOON)
        [entry] = stock.ledger.list_entries_of_order("9")
        assert entry.movement == assign
        assert list(stock.lots.list_with_free_stock(["KIMCHI-350"])) == [lot]
        assert list(stock.lots.list_with_free_stock(["OTHER"])) == []


def test_states_are_due_until_they_are_saved(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        states = open_stock(tx).warehouse_states
        assert states.lock_next_due(NOON) is None
        states.mark_due(["2"], NOON + HOUR)
        states.mark_due(["10", "1"], NOON)
        assert states.lock_next_due(NOON - HOUR) is None
        due = states.lock_next_due(NOON + HOUR)
        assert due is not None
        assert due in (WarehouseState("1", due_at=NOON), WarehouseState("10", due_at=NOON))
        states.save(replace(due, due_at=NOON + 2 * HOUR, attempts=1, error="no connection"))
        assert states.count_due(9) == 3
        states.mark_due([due.order_id], NOON)
        assert states.get_many([due.order_id, "404"]) == {due.order_id: replace(due, attempts=0, error=None)}
        assert states.find_oldest_due() == NOON


def test_states_that_failed_for_good_are_listed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        states = open_stock(tx).warehouse_states
        assert states.find_oldest_due() is None
        failed, retried = WarehouseState("20", attempts=8, error="no"), WarehouseState("3", due_at=NOON, error="no")
        for each in (failed, replace(failed, order_id="4"), retried):
            states.lock(each.order_id)
            states.save(each)
        assert list(states.list_failed(9)) == [replace(failed, order_id="4"), failed]
        assert [each.order_id for each in states.list_failed(1)] == ["4"]


def test_states_are_listed_by_the_promised_day(unit_of_work: UnitOfWork) -> None:
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    ready = WarehouseState("3", to_ship=6, assigned=6, promised_on=monday, first_assigned_at=NOON)
    short = WarehouseState("20", to_ship=6, assigned=2, short=4, promised_on=friday, locked=True, shipped_at=NOON)
    undated = WarehouseState("4", to_ship=1, short=1)
    done = WarehouseState(
        "5",
        OrderStatus.COMPLETED,
        FulfillmentStatus.FULFILLED,
        completed_at=NOON,
        delivered_at=NOON,
        promised_on=friday,
    )
    with unit_of_work() as tx:
        states = open_stock(tx).warehouse_states
        for each in (ready, short, undated, done):
            states.lock(each.order_id)
            states.save(each)
        assert list(states.list_page(WarehouseStateFilter(), 9)) == [done, short, ready, undated]
        assert list(states.list_page(WarehouseStateFilter(), 2, WarehouseStatePosition(friday, "20"))) == [
            ready,
            undated,
        ]
        assert list(states.list_page(WarehouseStateFilter(status=OrderStatus.COMPLETED), 9)) == [done]
        assert list(states.list_page(WarehouseStateFilter(to_ship=True), 2)) == [short, ready]
        assert list(states.list_page(WarehouseStateFilter(needs_lots=True), 9)) == [short, undated]
        assert list(states.list_page(WarehouseStateFilter(ready=True), 9)) == [ready]
        assert list(states.list_page(WarehouseStateFilter(promised_until=friday), 9)) == [done, short]
        assert list(states.list_page(WarehouseStateFilter(promised_until=date.max), 9)) == [done, short, ready]
        assert states.count(WarehouseStateFilter(to_ship=True), 9) == 3
        assert list(states.list_page(WarehouseStateFilter(to_ship=True, order_ids=["5", "4"]), 9)) == [undated]
        assert states.count(WarehouseStateFilter(order_ids=[]), 9) == 0
        assert states.count(WarehouseStateFilter(), 2) == 2
        states.save(held := replace(ready, on_hold=True))
        assert list(states.list_page(WarehouseStateFilter(on_hold=True), 9)) == [held]
        assert list(states.list_page(WarehouseStateFilter(to_ship=True, on_hold=False), 9)) == [short, undated]


def test_states_are_listed_by_the_store_of_their_order(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first, other = add_orders(tx, SHOP, OTHER_SHOP)
        states = open_stock(tx).warehouse_states
        for order_id in (first, other):
            states.save(states.lock(order_id))
        assert list(states.list_page(WarehouseStateFilter(shop=OTHER_SHOP), 9)) == [WarehouseState(other)]
        assert states.count(WarehouseStateFilter(shop=SHOP), 9) == 1


@pytest.mark.parametrize("day", [date(2026, 11, 27), None])
def test_a_position_is_read_from_an_address(day: date | None) -> None:
    position = WarehouseStatePosition(day, "20")
    assert parse_warehouse_state_position(str(position)) == position


@pytest.mark.parametrize("text", ["", "20", "_", "2026-11-31_20", "2026-11-27_x"])
def test_any_other_text_is_no_position(text: str) -> None:
    assert parse_warehouse_state_position(text) is None


def test_one_exception_of_a_line_and_kind_is_open(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx, acting_as(ANNA):
        exceptions = open_stock(tx).order_exceptions
        exceptions.open(SHORT)
        exceptions.open(replace(SHORT, quantity=2, opened_at=NOON + HOUR))
        exceptions.open(replace(SHORT, kind=OrderExceptionKind.UNTRACED))
        [short, untraced] = exceptions.list_open(9)
        assert short == replace(SHORT, id=short.id, quantity=2)
        assert list(exceptions.list_open(9, OrderExceptionKind.UNTRACED)) == [untraced]
        assert list(exceptions.list_open(9, after=short.id)) == [untraced]
        exceptions.close([short.id], "lots arrived", NOON + HOUR)
        exceptions.close([short.id], "twice", NOON + HOUR)
        closed = replace(short, closed_at=NOON + HOUR, closed_by=ANNA, note="lots arrived")
        assert exceptions.get(short.id) == closed
        exceptions.open(SHORT)
        assert list(exceptions.list_by_orders(["1"]))[:2] == [closed, untraced]


def test_open_exceptions_are_listed_and_counted_by_store(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first, other = add_orders(tx, SHOP, OTHER_SHOP)
        exceptions = open_stock(tx).order_exceptions
        exceptions.open(replace(SHORT, order_id=first))
        exceptions.open(replace(SHORT, order_id=first, line_item_id=12, opened_at=NOON - HOUR))
        exceptions.open(replace(SHORT, order_id=other))
        assert [each.order_id for each in exceptions.list_open(9, shop=OTHER_SHOP)] == [other]
        assert list(exceptions.count_open()) == [
            OpenExceptions(OTHER_SHOP, OrderExceptionKind.SHORT, 1, 1, NOON),
            OpenExceptions(SHOP, OrderExceptionKind.SHORT, 2, 1, NOON - HOUR),
        ]
        exceptions.close([each.id for each in exceptions.list_open(9, shop=SHOP)], "found", NOON)
        assert [each.shop for each in exceptions.count_open()] == [OTHER_SHOP]


def test_orders_that_are_short_of_an_item_are_listed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        order_ids = sorted(tx.erp.orders.apply([a_sales_order(shopify_order_id=each) for each in (1, 2, 3)]), key=int)
        exceptions, short = open_stock(tx).order_exceptions, replace(SHORT, line_item_id=LINE_ID)
        for order_id in order_ids:
            exceptions.open(replace(short, order_id=order_id))
            exceptions.open(replace(short, order_id=order_id, line_item_id=LINE_ID + 1))
        assert exceptions.list_short_orders(["ART-1", "ART-2"], 2) == order_ids[:2]
        assert exceptions.list_short_orders(["ART-1"], 2, after=order_ids[1]) == order_ids[2:]
        assert list(exceptions.list_short_orders(["ART-2"], 9)) == []
        exceptions.close([each.id for each in exceptions.list_by_orders(order_ids[:1])], "found", NOON)
        exceptions.open(replace(short, order_id=order_ids[0], kind=OrderExceptionKind.UNTRACED))
        assert exceptions.list_short_orders(["ART-1"], 9) == order_ids[1:]


def test_open_orders_of_a_store_are_listed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        orders = [
            a_sales_order(shopify_order_id=1),
            a_sales_order(shopify_order_id=2, fulfillment_status="partial"),
            a_sales_order(shopify_order_id=3, fulfillment_status="fulfilled"),
            a_sales_order(shopify_order_id=4, cancelled_at=NOON),
            a_sales_order(shopify_order_id=5, shop_domain=OTHER_SHOP),
        ]
        order_ids = [tx.erp.orders.apply([each])[0] for each in orders]
        states = open_stock(tx).warehouse_states
        assert states.list_open_orders(SHOP, 9) == order_ids[:2]
        assert states.list_open_orders(SHOP, 1) == order_ids[:1]
        assert states.list_open_orders(SHOP, 9, after=order_ids[0]) == order_ids[1:2]


def test_a_return_is_added_once_for_its_cause(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        returns = open_stock(tx).warehouse_returns
        added = returns.add(RETURN)
        assert added == replace(RETURN, id=added.id)
        received = replace(added, state=WarehouseReturnState.RECEIVED, quantity=2, lots=(ReturnedLot(5, 2, 2),))
        returns.save(received)
        assert returns.add(replace(RETURN, quantity=9)) == received
        later = returns.add(replace(RETURN, cause="refund:1:3"))
        assert (returns.get(added.id), returns.get(404)) == (received, None)
        assert list(returns.list_by_orders(["1"])) == [received, later]
        assert list(returns.list_in_states([WarehouseReturnState.EXPECTED], 9)) == [later]
        assert list(returns.list_received(RETURN.item_id)) == [received]
        assert list(returns.list_received("ART-9")) == []
        assert list(returns.list_in_states(list(WarehouseReturnState), 9)) == [later, received]
        assert list(returns.list_in_states(list(WarehouseReturnState), 9, before=later.id)) == [received]
        assert returns.count_in_states([WarehouseReturnState.EXPECTED, WarehouseReturnState.RECEIVED], 9) == 2


def add_orders(tx: Transaction, *shops: str) -> Sequence[str]:
    return tx.erp.orders.apply([a_sales_order(shop_domain=shop) for shop in shops])


def test_the_newest_state_of_a_fulfillment_order_is_kept_and_what_was_moved_stays_moved(
    unit_of_work: UnitOfWork,
) -> None:
    first = FulfillmentOrderState("gid://shopify/FulfillmentOrder/1", 7, "OPEN", NOON, "Berlin", moved=True)
    newer = replace(
        first,
        status="ON_HOLD",
        updated_at=NOON + HOUR,
        location="Hamburg",
        fulfill_by=NOON + HOUR,
        fulfill_at=NOON,
        holds=("Awaiting payment",),
        moved=False,
        is_third_party=True,
    )
    other = replace(first, id="gid://shopify/FulfillmentOrder/2", order_id=8)
    with unit_of_work() as tx:
        known = open_stock(tx).fulfillment_orders
        known.save(SHOP, [other, newer])
        known.save(OTHER_SHOP, [first])
        known.save(SHOP, [first])
        assert known.list_by_orders([(SHOP, 7), (SHOP, 8), (SHOP, 9), (OTHER_SHOP, 8)]) == {
            (SHOP, 7): [replace(newer, moved=True)],
            (SHOP, 8): [other],
        }
        later = replace(newer, status="CLOSED", updated_at=NOON + 2 * HOUR)
        known.save(SHOP, [later])
        assert known.list_by_orders([(SHOP, 7)]) == {(SHOP, 7): [replace(later, moved=True)]}
