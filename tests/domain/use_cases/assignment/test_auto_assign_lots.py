"""Lots are assigned without a person where the store's settings have it so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.use_cases.assignment.auto_assign_lots import AutoAssignLots
from novex_shopify.domain.use_cases.assignment.free_lots import lock_lots_of_order
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order, save_state
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID, NOON, SHOP, a_customer
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    SECOND_LINE,
    an_order_line,
    book,
    days,
    get_state,
    keep_item,
    keep_stock,
    list_assigned,
    receive_two_lots,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, KIMCHI, receive


def auto_assign(warehouse: Fakes, order_id: str, strategy: LotStrategy = LotStrategy.FIFO) -> LockedOrder:
    with warehouse.unit_of_work() as tx:
        assigned = AutoAssignLots(warehouse.clock, strategy).assign_in_transaction(tx, lock_order(tx, order_id))
        saved = save_state(tx, assigned, warehouse.clock.now())
        tx.commit()
    return saved


def test_a_new_order_takes_what_was_received_first(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    changed = auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 5), (LINE_ID, "NEW", 2)]
    assert changed.lines[0].short == 0
    state = get_state(warehouse.unit_of_work, order_id)
    assert (state.assigned, state.short, state.first_assigned_at) == (7, 0, warehouse.clock.now())


def test_with_fefo_it_takes_what_expires_first(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    auto_assign(warehouse, order_id, LotStrategy.FEFO)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "NEW", 5), (LINE_ID, "OLD", 2)]


def test_an_item_with_a_strategy_of_its_own_follows_it(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive_two_lots(warehouse)
    keep_item(warehouse.unit_of_work, strategy=LotStrategy.FEFO)
    order_id = book(warehouse.unit_of_work, an_order_line(1))
    auto_assign(warehouse, order_id, LotStrategy.FIFO)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "NEW", 1)]


def test_an_item_that_is_not_tracked_by_lots_needs_none(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive_two_lots(warehouse)
    keep_item(warehouse.unit_of_work, lot_tracked=False)
    order_id = book(warehouse.unit_of_work, an_order_line(1))
    auto_assign(warehouse, order_id)
    assert (list_assigned(warehouse.unit_of_work, order_id), get_state(warehouse.unit_of_work, order_id).short) == (
        [],
        0,
    )


def test_a_line_of_cases_takes_as_many_base_units_as_they_hold(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive(warehouse, 30, OLD)
    order_id = book(warehouse.unit_of_work, replace(an_order_line(2), pieces=12))
    auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 24)]


def test_what_no_lot_can_fill_stays_short_and_no_unit_goes_to_two_lines(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive(warehouse, 5, OLD)
    order_id = book(warehouse.unit_of_work, an_order_line(3), an_order_line(4, line_item_id=SECOND_LINE))
    auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 3), (SECOND_LINE, "OLD", 2)]
    assert get_state(warehouse.unit_of_work, order_id).short == 2


def test_assigning_again_adds_only_what_is_still_short(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive(warehouse, 2, OLD)
    order_id = book(warehouse.unit_of_work, an_order_line(3))
    auto_assign(warehouse, order_id)
    receive(warehouse, 9, OLD)
    auto_assign(warehouse, order_id)
    auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 2), (LINE_ID, "OLD", 1)]


def test_a_lot_must_still_be_good_on_the_promised_day(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work, handling_days=3, min_remaining_days=10)
    receive(warehouse, 5, OLD, expires_on=days(12))
    receive(warehouse, 5, KIMCHI, expires_on=days(13))
    order_id = book(warehouse.unit_of_work, an_order_line(1))  # on a Monday, so it is promised for Thursday
    auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "L1", 1)]


@pytest.mark.parametrize(("of_customer", "lot"), [(None, "L1"), (0, "L1"), (30, "NEW")])
def test_the_longer_of_the_minimums_of_customer_and_store_decides(
    warehouse: Fakes, of_customer: int | None, lot: str
) -> None:
    keep_stock(warehouse.unit_of_work, min_remaining_days=10)
    receive(warehouse, 5, OLD, expires_on=days(9))
    receive(warehouse, 5, KIMCHI, expires_on=days(10))
    receive(warehouse, 5, NEW, expires_on=days(30))
    with warehouse.unit_of_work() as tx:
        (customer_id,) = tx.erp.customers.add(SHOP, [a_customer()])
        tx.erp.customers.set_min_remaining_days(customer_id, of_customer)
        tx.commit()
    order_id = book(warehouse.unit_of_work, an_order_line(1), customer_id=customer_id)
    auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, lot, 1)]


def test_quarantined_lots_and_locations_that_do_not_sell_are_left_out(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive(warehouse, 5, OLD)
    QuarantineLot(warehouse.unit_of_work)(OLD, "smells odd")
    receive(warehouse, 5, KIMCHI, FREEZER)
    with warehouse.unit_of_work() as tx:
        stock = get_stock(tx)
        freezer = stock.locations.find(FREEZER)
        assert freezer is not None
        stock.locations.save(type(freezer)(freezer.id, FREEZER, sells=False))
        tx.commit()
    order_id = book(warehouse.unit_of_work, an_order_line(1))
    auto_assign(warehouse, order_id)
    assert list_assigned(warehouse.unit_of_work, order_id) == []
    assert get_state(warehouse.unit_of_work, order_id).short == 1


@pytest.mark.parametrize(
    ("settings", "changes", "assigned"),
    [
        ({}, {}, 1),
        ({"auto_assign": AutoAssign.BY_HAND}, {}, 0),
        ({"auto_assign": AutoAssign.ON_PAYMENT}, {"financial_status": "pending"}, 0),
        ({"auto_assign": AutoAssign.ON_PAYMENT}, {"financial_status": "paid"}, 1),
        ({"stock_since": None}, {}, 0),
        ({"stock_since": NOON + timedelta(seconds=1)}, {}, 0),
        ({}, {"test": True}, 0),
        ({}, {"cancelled_at": NOON}, 0),
    ],
    ids=["on order", "by hand", "unpaid", "paid", "no stock kept", "older order", "test order", "cancelled"],
)
def test_the_settings_decide_when(
    warehouse: Fakes, settings: dict[str, Any], changes: dict[str, Any], assigned: int
) -> None:
    keep_stock(warehouse.unit_of_work, **settings)
    receive(warehouse, 5, OLD)
    order_id = book(warehouse.unit_of_work, an_order_line(1), **changes)
    auto_assign(warehouse, order_id)
    assert len(list_assigned(warehouse.unit_of_work, order_id)) == assigned


def test_who_has_locked_the_lots_before_assigns_from_them(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work)
    receive(warehouse, 5, OLD)
    order_id = book(warehouse.unit_of_work, an_order_line(2))
    with warehouse.unit_of_work() as tx:
        locked = lock_order(tx, order_id)
        free = lock_lots_of_order(get_stock(tx), locked)
        AutoAssignLots(warehouse.clock).assign_in_transaction(tx, locked, free)
        tx.commit()
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 2)]
