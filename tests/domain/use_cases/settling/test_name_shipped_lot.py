"""A person names the lot of units that left, and settling again leaves it as it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from novex_shopify.domain.errors import (
    ExceptionIsClosed,
    InvalidReason,
    MoreThanToName,
    NotEnoughToName,
    NotFound,
    NovexError,
    RequestDiffers,
    SameLot,
)
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.orders.close_exception import CloseException
from novex_shopify.domain.use_cases.settling.correct_named_lot import CorrectNamedLot
from novex_shopify.domain.use_cases.settling.name_shipped_lot import NameShippedLot, ShippedLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.domain.use_cases.trace.trace_order import TraceOrder
from tests.builders import NOON
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.settling.settling_steps import EARLY, LATE, ShopifyOrder, Store
from tests.domain.use_cases.stock.stock_steps import RACK, list_balances, receive

ANN = Actor(ActorKind.USER, "Ann", "7")
RECORDED, ASSUMED = "recorded", "assumed"
UNTRACED, INFERRED = OrderExceptionKind.UNTRACED, OrderExceptionKind.INFERRED
FOUND = LotKey("ART-1", "L3")
"""A lot that is received after all others have left."""

RIGHT = LotKey("ART-1", "L4")


def open_store(fakes: Fakes, quantity: int) -> Store:
    """Twenty units in two lots; Shopify says that this many have left, for which no one assigned lots."""
    store = Store(fakes, ShopifyOrder(quantity=quantity))
    store.set_up(auto_assign=AutoAssign.BY_HAND)
    store.send("orders/create")
    store.settle()
    store.order.fulfill(quantity)
    store.send("orders/updated")
    store.settle()
    return store


@pytest.fixture
def store() -> Store:
    """25 units have left: 20 of them are assumed to be those of both lots. Then 10 of a third lot are received."""
    return lack_lots(Fakes())


def lack_lots(fakes: Fakes) -> Store:
    store = open_store(fakes, 25)
    receive(store.fakes, 10, FOUND, expires_on=date(2027, 9, 30))
    return store


@pytest.fixture
def assumed() -> Store:
    """Six units have left, which are assumed to be of the lot that expires first."""
    return open_store(Fakes(), 6)


def get_exception(store: Store, kind: OrderExceptionKind) -> OrderException:
    """The newest of this kind."""
    with store.unit_of_work.read() as tx:
        known = get_stock(tx).order_exceptions.list_by_orders([store.order_id])
    return [each for each in known if each.kind is kind][-1]


def name_lot(store: Store, kind: OrderExceptionKind, key: LotKey, quantity: int, **changes: Any) -> OrderException:
    shipped = ShippedLot(key.code, RACK, quantity, "the packer kept the label")
    use_case = NameShippedLot(store.unit_of_work, store.fakes.notifier, store.fakes.clock)
    with acting_as(ANN):
        return use_case(get_exception(store, kind).id, replace(shipped, **changes))


def correct_lot(store: Store, wrong: LotKey, code: str, **options: Any) -> None:
    with store.unit_of_work.read() as tx:
        stock = get_stock(tx)
        lot = stock.lots.find(wrong.item_id, wrong.code)
        assert lot
        shipped = [each for each in stock.assignments.list_by_lots([lot.id]) if each.state is AssignmentState.SHIPPED]
    use_case = CorrectNamedLot(store.unit_of_work, store.fakes.notifier, store.fakes.clock)
    with acting_as(ANN):
        use_case(shipped[0].id, code, RACK, "the shelf shows it", **options)


def count_free(store: Store, key: LotKey) -> int:
    return list_balances(store.fakes, key)[RACK].free


def confirm_lots(store: Store) -> None:
    with acting_as(ANN):
        CloseException(store.unit_of_work, store.fakes.clock).confirm_lots(get_exception(store, INFERRED).id)


def set_status(store: Store, key: LotKey, status: LotStatus) -> None:
    with store.unit_of_work() as tx:
        lot = get_stock(tx).lots.find(key.item_id, key.code)
        assert lot
        get_stock(tx).lots.set_status(lot.id, status, "glass found")
        tx.commit()


def settle_again(store: Store) -> None:
    """Settling does nothing to what a person has recorded."""
    entries = store.list_entry_ids()
    store.mark_due()
    store.settle()
    assert store.list_entry_ids() == entries


def list_traced(store: Store) -> dict[str, str]:
    """Whether the lots of the order are recorded or assumed, as its trace says."""
    lots = [each for line in TraceOrder(store.unit_of_work)(store.order_id).lines for each in line.lots]
    return {each.lot.code: ASSUMED if each.units.assignment.inferred else RECORDED for each in lots}


def test_untraced_units_get_the_lot_that_a_person_names(unit_of_work: UnitOfWork) -> None:
    store = lack_lots(Fakes(unit_of_work=unit_of_work))
    left = name_lot(store, UNTRACED, FOUND, 3)
    assert (left.quantity, left.closed_at) == (2, None)
    settle_again(store)
    assert store.list_exceptions() == {INFERRED: 20, UNTRACED: 2}

    closed = name_lot(store, UNTRACED, FOUND, 2)
    assert (closed.quantity, closed.closed_at, closed.closed_by) == (0, NOON, ANN)
    settle_again(store)
    assert store.list_exceptions() == {INFERRED: 20}
    assert list_traced(store)[FOUND.code] is RECORDED
    with store.unit_of_work.read() as tx:
        stock = get_stock(tx)
        lot = stock.lots.find(FOUND.item_id, FOUND.code)
        assert lot
        assert [each.free for each in stock.ledger.list_balances([lot.id])] == [5]
        named = list(stock.assignments.list_by_lots([lot.id]))
        entries = stock.ledger.list_entries(lot.id, 2)
    assert [(each.quantity, each.state, each.shipment_id, each.inferred) for each in named] == [
        (3, AssignmentState.SHIPPED, "shopify:77", False),
        (2, AssignmentState.SHIPPED, "shopify:77", False),
    ]
    assert [(each.actor, each.movement.kind, each.movement.reason) for each in entries] == [
        (ANN, MovementKind.SHIP, "the packer kept the label"),
        (ANN, MovementKind.ASSIGN, "the packer kept the label"),
    ]


def test_units_that_leave_later_are_looked_for_although_others_were_named(store: Store) -> None:
    name_lot(store, UNTRACED, FOUND, 5)
    store.order.edit(quantity=30)
    store.order.fulfill(5, 78, NOON + timedelta(hours=1))
    store.send("orders/updated")
    store.settle()
    assert store.list_exceptions() == {INFERRED: 25}


def test_a_lot_that_must_not_leave_is_named_all_the_same(store: Store) -> None:
    set_status(store, FOUND, LotStatus.RECALLED)
    name_lot(store, UNTRACED, FOUND, 5)
    settle_again(store)
    assert store.list_exceptions() == {INFERRED: 20}
    reasons = [each.override_reason for each in store.list_assignments() if not each.inferred]
    assert reasons == ["the packer kept the label"]


def test_what_a_person_named_is_assigned_again_when_the_fulfillment_is_cancelled(store: Store) -> None:
    name_lot(store, UNTRACED, FOUND, 5)
    store.order.cancel_fulfillment()
    store.send("orders/updated")
    store.settle()
    assigned = [each for each in store.list_assignments() if each.state is AssignmentState.ASSIGNED]
    assert sum(each.quantity for each in assigned) == 5
    assert store.list_exceptions() == {}


def test_an_assumed_lot_is_confirmed(assumed: Store) -> None:
    assert list_traced(assumed) == {EARLY.code: ASSUMED}
    confirm_lots(assumed)
    settle_again(assumed)
    assert (assumed.list_exceptions(), list_traced(assumed)) == ({}, {EARLY.code: RECORDED})


def test_lots_that_are_assumed_after_others_were_confirmed_are_an_exception() -> None:
    store = open_store(Fakes(), 3)
    confirm_lots(store)
    store.order.edit(quantity=6)
    store.order.fulfill(3, 78, NOON + timedelta(hours=1))
    store.send("orders/updated")
    store.settle()
    assert store.list_exceptions() == {INFERRED: 3}


def test_an_assumed_lot_is_corrected_and_gets_its_units_back(unit_of_work: UnitOfWork) -> None:
    assumed = open_store(Fakes(unit_of_work=unit_of_work), 6)
    left = name_lot(assumed, INFERRED, LATE, 4)
    assert (left.quantity, left.closed_at) == (2, None)
    settle_again(assumed)
    assert assumed.list_exceptions() == {INFERRED: 2}
    assert (assumed.count_units(EARLY), assumed.count_units(LATE)) == (
        {"free": 8, "shipped": 2},
        {"free": 6, "shipped": 4},
    )
    assert list_traced(assumed) == {EARLY.code: ASSUMED, LATE.code: RECORDED}

    assert name_lot(assumed, INFERRED, LATE, 2, instead_of=EARLY.code).closed_by == ANN
    settle_again(assumed)
    assert (assumed.list_exceptions(), assumed.count_units(EARLY)) == ({}, {"free": 10})
    assert list_traced(assumed) == {LATE.code: RECORDED}


def test_a_part_of_an_assumed_lot_is_named_as_itself(assumed: Store) -> None:
    assert name_lot(assumed, INFERRED, EARLY, 4).quantity == 2
    settle_again(assumed)
    assert assumed.count_units(EARLY) == {"free": 4, "shipped": 6}


def test_what_is_expected_back_is_of_the_corrected_lot(assumed: Store) -> None:
    assumed.order.refund(2, "return")
    assumed.send_refund()
    assumed.settle()
    name_lot(assumed, INFERRED, LATE, 6)
    assumed.settle()
    [expected] = assumed.list_returns()
    with assumed.unit_of_work.read() as tx:
        lots = get_stock(tx).lots.get_many({each.lot_id for each in expected.lots})
    assert [lot.code for lot in lots] == [LATE.code]


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"quantity": 6}, MoreThanToName, "5 units left without a known lot, and a lot was named for 6"),
        ({"quantity": 5, "lot_code": "L1"}, NotEnoughToName, "5 units .* and 0 are free .* Count or adjust the lot"),
        ({"lot_code": "L9"}, NotFound, "no lot L9"),
        ({"location": "Cellar"}, NotFound, "no location Cellar"),
        ({"reason": " "}, InvalidReason, "State a reason"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    store: Store, change: dict[str, Any], error: type[NovexError], says: str
) -> None:
    before = store.list_entry_ids()
    with pytest.raises(error, match=says):
        name_lot(store, UNTRACED, FOUND, **{"quantity": 3, **change})
    assert (store.list_entry_ids(), store.list_exceptions()) == (before, {INFERRED: 20, UNTRACED: 5})


@pytest.mark.parametrize(
    ("change", "error"), [({"quantity": 7}, MoreThanToName), ({"instead_of": LATE.code}, MoreThanToName)]
)
def test_a_correction_of_more_than_is_assumed_is_refused(
    assumed: Store, change: dict[str, Any], error: type[NovexError]
) -> None:
    with pytest.raises(error):
        name_lot(assumed, INFERRED, LATE, **{"quantity": 1, **change})


def test_an_exception_that_is_closed_names_no_lot(store: Store) -> None:
    name_lot(store, UNTRACED, FOUND, 5)
    with pytest.raises(ExceptionIsClosed):
        name_lot(store, UNTRACED, FOUND, 1)


def test_the_same_request_again_names_no_more(unit_of_work: UnitOfWork) -> None:
    store = lack_lots(Fakes(unit_of_work=unit_of_work))
    for _ in range(2):
        closed = name_lot(store, UNTRACED, FOUND, 5, reference="note 7")
        assert closed.closed_by == ANN
    with pytest.raises(RequestDiffers, match="note 7"):
        name_lot(store, UNTRACED, FOUND, 4, reference="note 7")
    assert count_free(store, FOUND) == 5


def test_a_lot_that_was_named_wrongly_is_corrected_in_the_ledger(unit_of_work: UnitOfWork) -> None:
    store = lack_lots(Fakes(unit_of_work=unit_of_work))
    receive(store.fakes, 10, RIGHT)
    name_lot(store, UNTRACED, FOUND, 5)
    for _ in range(2):
        correct_lot(store, FOUND, RIGHT.code, quantity=2, reference="count 1")
    with pytest.raises(RequestDiffers, match="count 1"):
        correct_lot(store, FOUND, FOUND.code, quantity=2, reference="count 1")
    with pytest.raises(RequestDiffers, match="count 1"):
        correct_lot(store, FOUND, RIGHT.code, quantity=3, reference="count 1")
    store.settle()
    assert (count_free(store, FOUND), count_free(store, RIGHT)) == (7, 8)
    assert list_traced(store) == {**dict.fromkeys((EARLY.code, LATE.code), ASSUMED), "L3": RECORDED, "L4": RECORDED}
    with store.unit_of_work.read() as tx:
        back, away = get_stock(tx).ledger.list_entries_of_order(store.order_id)[-4:-2]
        assert get_stock(tx).ledger.find_discrepancies() == []
        [entry] = [each for each in tx.audit_log.search(AuditFilter(), 9) if each.action is AuditAction.LOT_CORRECTED]
    assert (back.movement.kind, away.movement.kind) == (MovementKind.UNSHIP, MovementKind.UNASSIGN)
    assert (entry.actor, entry.before["lot"], entry.after["lot"], entry.after["quantity"]) == (ANN, "L3", "L4", 2)

    correct_lot(store, RIGHT, FOUND.code)
    settle_again(store)
    assert (count_free(store, FOUND), count_free(store, RIGHT)) == (5, 10)


def test_a_lot_that_was_confirmed_wrongly_is_corrected(assumed: Store) -> None:
    confirm_lots(assumed)
    correct_lot(assumed, EARLY, LATE.code)
    settle_again(assumed)
    assert (assumed.list_exceptions(), list_traced(assumed)) == ({}, {LATE.code: RECORDED})
    assert assumed.count_units(EARLY) == {"free": 10}


def test_what_a_fulfillment_made_in_shopify_took_is_corrected_and_settled_again() -> None:
    store = Store(Fakes())
    store.set_up()
    store.send("orders/create")
    store.settle()
    store.order.fulfill(6)
    store.order.refund(2, "return")
    store.send("orders/updated")
    store.send_refund()
    store.settle()
    correct_lot(store, EARLY, LATE.code)
    store.settle()
    [expected] = store.list_returns()
    assert store.count_units(EARLY) == {"free": 10}
    assert [lot.lot_id for lot in expected.lots] == [each.lot_id for each in store.list_assignments()[-1:]]


def test_an_assumed_lot_is_named_under_exceptions_and_not_corrected(assumed: Store) -> None:
    with pytest.raises(NotFound, match="under Exceptions"):
        correct_lot(assumed, EARLY, LATE.code)
    confirm_lots(assumed)
    with pytest.raises(SameLot):
        correct_lot(assumed, EARLY, EARLY.code.lower())


def test_the_audit_log_says_what_was_named(store: Store) -> None:
    name_lot(store, UNTRACED, FOUND, 3)
    with store.unit_of_work.read() as tx:
        [entry] = [each for each in tx.audit_log.search(AuditFilter(), 9) if each.action is AuditAction.LOT_NAMED]
    assert (entry.actor, entry.before["quantity"]) == (ANN, 5)
    assert (entry.after["lot"], entry.after["quantity"]) == (FOUND.code, 3)


STEPS: dict[str, Callable[[Store], object]] = {
    "named": lambda store: name_lot(store, UNTRACED, FOUND, 3),
    "corrected": lambda store: name_lot(store, INFERRED, FOUND, 3),
}


@pytest.mark.parametrize("name", STEPS)
def test_one_settling_follows_what_a_person_did(store: Store, name: str) -> None:
    """So that what follows from the lot, such as an expected return, is right a moment later."""
    STEPS[name](store)
    assert store.get_state().due_at == NOON
    assert store.fakes.notifier.notifications
