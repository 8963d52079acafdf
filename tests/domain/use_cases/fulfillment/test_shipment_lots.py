"""Shipments that name no lots take those that are assigned; cancelled and changed ones give back what they took."""

from typing import Any

import pytest

from novex_shopify.domain.errors import LotQuarantined, UnitsWithoutLot
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.fulfillment import PushStatus, ShipmentLine
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.builders import LINE_ID, PUSH_ATTEMPT, a_shipment
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    an_order_line,
    book,
    get_state,
    keep_stock,
    list_assigned,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.fulfillment.push_fakes import WORKER
from tests.domain.use_cases.fulfillment.shipping_steps import (
    correct_shipment,
    find_push,
    get_lot_id,
    list_units,
    list_untraced,
    open_order,
    push_fulfillment,
    ship,
)
from tests.domain.use_cases.stock.stock_steps import RACK, list_parts, open_warehouse

ASSIGNED = AssignmentState.ASSIGNED


@pytest.fixture
def warehouse() -> Fakes:
    fakes = Fakes()
    open_warehouse(fakes.unit_of_work)
    return fakes


@pytest.fixture
def order_id(warehouse: Fakes) -> str:
    """An order for 7 units, to which 5 of OLD and 2 of NEW are assigned."""
    return open_order(warehouse, an_order_line(7))


def push(warehouse: Fakes, order_id: str, quantity: int, shipment_id: str = "S-1", **reason: Any) -> None:
    """The ERP records a shipment that names no lots."""
    shipment = a_shipment(shipment_id, order_id, lines=(ShipmentLine(LINE_ID, quantity),))
    push_fulfillment(warehouse)(shipment, **reason)


def settle_push(warehouse: Fakes, status: PushStatus) -> None:
    """A worker makes an attempt at the only push."""
    with warehouse.unit_of_work() as tx:
        claimed = tx.pushes.claim(WORKER, warehouse.clock.now())
        assert claimed
        tx.pushes.settle(claimed, status, PUSH_ATTEMPT)
        tx.commit()


def test_a_shipment_without_lots_takes_those_that_expire_first(warehouse: Fakes, order_id: str) -> None:
    push(warehouse, order_id, 3)
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 2, "S-1"), ("OLD", 1, "S-1")]
    recorded = find_push(warehouse.unit_of_work)
    old, new = (get_lot_id(warehouse.unit_of_work, key) for key in (OLD, NEW))
    assert recorded
    assert recorded.shipment.lines == (ShipmentLine(LINE_ID, 1, old), ShipmentLine(LINE_ID, 2, new))
    push(warehouse, order_id, 3)
    assert list_parts(warehouse, OLD) == {RACK: (0, 4, 0)}


def test_a_shipment_may_name_the_lots_itself(warehouse: Fakes, order_id: str) -> None:
    old = get_lot_id(warehouse.unit_of_work, OLD)
    push_fulfillment(warehouse)(a_shipment("S-1", order_id, lines=(ShipmentLine(LINE_ID, 2, old),)))
    assert list_units(warehouse.unit_of_work, order_id) == [("OLD", 2, "S-1")]


def test_a_quarantined_lot_stops_it(warehouse: Fakes, order_id: str) -> None:
    QuarantineLot(warehouse.unit_of_work)(NEW, "smells odd")
    with pytest.raises(LotQuarantined):
        push(warehouse, order_id, 3)
    assert find_push(warehouse.unit_of_work) is None


def test_what_has_no_lot_is_refused_or_recorded_as_untraced_by_a_person(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(12))
    with pytest.raises(UnitsWithoutLot, match="12 to ship, 10 assigned, 2 missing"):
        push(warehouse, order_id, 12)
    push(warehouse, order_id, 11, untraced_reason="the label was gone")
    assert list_untraced(warehouse.unit_of_work, order_id) == {LINE_ID: 1}
    push(warehouse, order_id, 1, "S-2", untraced_reason="this one too")
    assert list_untraced(warehouse.unit_of_work, order_id) == {LINE_ID: 2}
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 5, "S-1"), ("OLD", 5, "S-1")]
    with warehouse.unit_of_work.read() as tx:
        entry = tx.audit_log.search(AuditFilter(), 1)[0]
    assert (entry.action, entry.after["untraced"]) == (AuditAction.SHIPMENT_RECORDED, "this one too")


def test_a_store_that_keeps_no_stock_is_asked_for_no_lots(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work, stock_since=None)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    push(warehouse, order_id, 7)
    recorded = find_push(warehouse.unit_of_work)
    assert recorded
    assert recorded.shipment.lines == (ShipmentLine(LINE_ID, 7),)
    assert list_untraced(warehouse.unit_of_work, order_id) == {}


def test_a_test_order_takes_nothing(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(7), test=True)
    push(warehouse, order_id, 7)
    assert list_parts(warehouse, OLD) == {RACK: (5, 0, 0)}


@pytest.mark.parametrize("status", [PushStatus.PENDING, PushStatus.PUSHED, PushStatus.PARKED, PushStatus.REFUSED])
def test_a_cancelled_shipment_gives_the_same_lots_back_to_the_order_once(
    warehouse: Fakes, order_id: str, status: PushStatus
) -> None:
    assigned = list_units(warehouse.unit_of_work, order_id, ASSIGNED)
    ship(warehouse, order_id)
    settle_push(warehouse, status)
    for _ in range(2):
        assert push_fulfillment(warehouse).cancel("S-1").shipment.cancelled
        assert list_units(warehouse.unit_of_work, order_id, ASSIGNED) == assigned
        assert (list_parts(warehouse, OLD), list_parts(warehouse, NEW)) == ({RACK: (0, 5, 0)}, {RACK: (3, 2, 0)})
    state = get_state(warehouse.unit_of_work, order_id)
    assert (state.fulfillment, state.to_ship, state.short) == (FulfillmentStatus.UNFULFILLED, 7, 0)
    assert state.due_at == warehouse.clock.now()
    ship(warehouse, order_id, shipment_id="S-2")
    assert VerifyStock(warehouse.unit_of_work)() == []


def test_cancelling_takes_back_what_was_untraced_of_this_shipment(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(14))
    push(warehouse, order_id, 11, untraced_reason="the label was gone")
    push(warehouse, order_id, 2, "S-2", untraced_reason="these too")
    push_fulfillment(warehouse).cancel("S-1")
    assert list_untraced(warehouse.unit_of_work, order_id) == {LINE_ID: 2}
    push_fulfillment(warehouse).cancel("S-2")
    assert list_untraced(warehouse.unit_of_work, order_id) == {}


def test_fewer_units_give_back_those_that_expire_last_and_more_take_what_is_assigned(
    warehouse: Fakes, order_id: str
) -> None:
    push(warehouse, order_id, 4)
    correct_shipment(warehouse).change_quantities("S-1", {LINE_ID: 1}, "one was broken")
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 1, "S-1")]
    changed = correct_shipment(warehouse).change_quantities("S-1", {LINE_ID: 6}, "all but one")
    assert sum(quantity for _, quantity, _ in list_units(warehouse.unit_of_work, order_id)) == 6
    assert sum(line.quantity for line in changed.shipment.lines if line.lot_id) == 6
    with pytest.raises(UnitsWithoutLot, match="2 to ship, 1 assigned"):
        correct_shipment(warehouse).change_quantities("S-1", {LINE_ID: 8}, "too many")


@pytest.mark.parametrize("end", ["mark_shipped_elsewhere", "give_up"])
def test_a_shipment_that_ends_without_shopify_has_left_all_the_same(warehouse: Fakes, order_id: str, end: str) -> None:
    push(warehouse, order_id, 7)
    getattr(correct_shipment(warehouse), end)("S-1", "entered by hand")
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 2, "S-1"), ("OLD", 5, "S-1")]


def test_a_given_up_shipment_that_is_cancelled_gives_its_lots_back(warehouse: Fakes, order_id: str) -> None:
    push(warehouse, order_id, 7)
    correct_shipment(warehouse).give_up("S-1", "the carrier brought it back")
    push_fulfillment(warehouse).cancel("S-1")
    assert list_units(warehouse.unit_of_work, order_id) == []


def test_lots_that_were_assigned_before_the_store_keeps_stock_leave_too(warehouse: Fakes, order_id: str) -> None:
    keep_stock(warehouse.unit_of_work, stock_since=None)
    push(warehouse, order_id, 7)
    assert list_assigned(warehouse.unit_of_work, order_id) == []
