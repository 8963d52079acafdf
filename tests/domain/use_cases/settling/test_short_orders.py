"""An order that is short gets its lots as soon as some are free: it does not wait for its next attempt."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from novex_shopify.domain.errors import DatabaseUnavailable
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits, UnassignLots
from novex_shopify.domain.use_cases.returns.close_return import CloseReturn
from novex_shopify.domain.use_cases.returns.receive_return import ReceiveReturn
from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.count_stock import CountStock
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.move_stock import MoveStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.wake_short_orders import WakeShortOrders
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.settling.settling_steps import EARLY, ShopifyOrder, Store
from tests.domain.use_cases.stock.stock_steps import FREEZER, RACK, receive

SHORT = OrderExceptionKind.SHORT
OTHER_ITEM = LotKey("ART-2", "L9")
NEW = LotKey("ART-1", "L3")


def parts(store: Store) -> dict[str, Any]:
    fakes = store.fakes
    wake = WakeShortOrders(fakes.unit_of_work, fakes.notifier, fakes.clock)
    return {"unit_of_work": fakes.unit_of_work, "clock": fakes.clock, "wake": wake}


def open_short_order(unit_of_work: UnitOfWork | None = None) -> Store:
    """An order for 25 units, to which all 20 of both lots are assigned."""
    fakes = Fakes(unit_of_work=unit_of_work) if unit_of_work else Fakes()
    store = Store(fakes, ShopifyOrder(quantity=25))
    store.set_up()
    receive(fakes, 10, OTHER_ITEM)
    store.send("orders/create")
    store.settle()
    assert store.list_exceptions() == {SHORT: 5}
    fakes.notifier.notifications.clear()
    return store


def test_a_short_order_gets_its_lots_when_a_receipt_comes(unit_of_work: UnitOfWork) -> None:
    store = open_short_order(unit_of_work)
    ReceiveLot(**parts(store))(Receipt(NEW.item_id, NEW.code, RACK, 3))
    assert store.fakes.notifier.notifications == [Work.SETTLE]
    store.settle()
    assert store.list_exceptions() == {SHORT: 2}
    ReceiveLot(**parts(store))(Receipt(NEW.item_id, NEW.code, RACK, 9))
    store.settle()
    assert (store.list_exceptions(), store.get_state().due_at) == ({}, None)


def test_a_receipt_of_another_item_wakes_no_order() -> None:
    store = open_short_order()
    ReceiveLot(**parts(store))(Receipt(OTHER_ITEM.item_id, OTHER_ITEM.code, RACK, 3))
    assert store.fakes.notifier.notifications == []


def count(store: Store) -> None:
    CountStock(**parts(store))(RACK, {EARLY: 13}, "counted")


def release_held(store: Store) -> None:
    receive(store.fakes, 5, NEW)
    HoldStock(**parts(store))(NEW, RACK, 5, "dented")
    assert store.fakes.notifier.notifications == []
    HoldStock(**parts(store)).release(NEW, RACK, 5, "fine")


def release_lot(store: Store) -> None:
    receive(store.fakes, 5, NEW)
    use_case = QuarantineLot(store.unit_of_work, parts(store)["wake"])
    use_case(NEW, "smells odd")
    assert store.fakes.notifier.notifications == []
    use_case.release(NEW, "fine")


FREED: dict[str, Callable[[Store], object]] = {
    "units are found": lambda store: AdjustStock(**parts(store))(EARLY, RACK, 3, "found"),
    "more are counted": count,
    "held units are released": release_held,
    "a lot is released": release_lot,
    "units of another item become units of this one": lambda store: ConvertProduct(**parts(store))(
        OTHER_ITEM, RACK, 1, to_item_id="ART-1", to_quantity=6
    ),
    "units move to where they are sold from": lambda store: (
        receive(store.fakes, 5, NEW, FREEZER),
        MoveStock(**parts(store))(NEW, FREEZER, RACK, 5),
    ),
    "a person unassigns some": lambda store: UnassignLots(**parts(store))(
        store.order_id, "a test", AssignedUnits(quantity=1)
    ),
}


@pytest.mark.parametrize("how", FREED)
def test_a_short_order_is_settled_at_once_when(how: str) -> None:
    store = open_short_order()
    FREED[how](store)
    assert store.fakes.notifier.notifications == [Work.SETTLE]
    assert store.get_state().due_at == store.fakes.clock.now()


def test_units_that_a_person_took_off_stay_free_until_a_person_assigns_again() -> None:
    store = open_short_order()
    unassign, fakes = UnassignLots(**parts(store)), store.fakes
    unassign(store.order_id, "a test", AssignedUnits(quantity=4))
    receive(fakes, 9, NEW)
    store.settle()
    assert (store.get_state().assigned, store.get_state().by_hand, store.list_exceptions()) == (16, True, {})
    AssignLots(fakes.unit_of_work, fakes.clock)(store.order_id)
    assert (store.get_state().assigned, store.get_state().by_hand) == (25, False)


def test_units_that_are_missing_wake_no_order() -> None:
    store = open_short_order()
    receive(store.fakes, 5, NEW)
    AdjustStock(**parts(store))(NEW, RACK, -1, "lost")
    CountStock(**parts(store))(RACK, {NEW: 1}, "counted")
    assert store.fakes.notifier.notifications == []


@dataclass
class RecordedItems:
    """The items of which units have become free, in order."""

    item_ids: list[str] = field(default_factory=list)

    def __call__(self, item_ids: Collection[str]) -> None:
        self.item_ids.extend(item_ids)


def open_order() -> Store:
    """An order for six units, which are assigned."""
    store = Store(Fakes())
    store.set_up()
    store.send("orders/create")
    store.settle()
    return store


def test_what_settling_releases_is_for_other_orders() -> None:
    store, freed = open_order(), RecordedItems()
    store.order.edit(removed=2)
    store.send("orders/updated")
    settle_order = replace(store.build_settle_order(), wake=freed)
    assert settle_order.run_next()
    assert freed.item_ids == ["ART-1"]
    store.mark_due()
    assert settle_order.run_next()
    assert freed.item_ids == ["ART-1"]


def test_what_is_restocked_is_for_other_orders() -> None:
    store, freed = open_order(), RecordedItems()
    store.order.fulfill(6)
    store.send_fulfillment()
    store.order.refund(2, "return")
    store.send_refund()
    store.settle()
    [expected] = store.list_returns()
    ReceiveReturn(store.unit_of_work, store.fakes.clock)(expected.id)
    CloseReturn(store.unit_of_work, store.fakes.clock, freed).restock(expected.id)
    assert freed.item_ids == ["ART-1"]


def test_a_database_that_is_away_after_the_commit_undoes_nothing() -> None:
    store = open_short_order()
    wake = WakeShortOrders(LostDatabase(), store.fakes.notifier, store.fakes.clock)
    ReceiveLot(store.unit_of_work, store.fakes.clock, wake)(Receipt(NEW.item_id, NEW.code, RACK, 3))
    assert store.count_units(EARLY) == {"assigned": 10}


class LostDatabase:
    """A unit of work whose database is away."""

    def __call__(self) -> AbstractContextManager[Transaction]:
        raise DatabaseUnavailable("connection refused")

    def read(self) -> AbstractContextManager[Transaction]:
        return self()
