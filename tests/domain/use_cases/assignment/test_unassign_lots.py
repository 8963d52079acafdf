"""Assigned units become free again."""

from collections.abc import Sequence

import pytest

from novex_shopify.domain.errors import (
    InvalidReason,
    MoreThanAssigned,
    NotFound,
    OrderLocked,
    RequestDiffers,
    StockRefused,
)
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots
from novex_shopify.domain.use_cases.assignment.transfers import SHIP, AssignedPart, TransferDetails, transfer_units
from novex_shopify.domain.use_cases.assignment.unassign_lots import AssignedUnits, UnassignLots
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID, NOON, a_sales_order
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    SECOND_LINE,
    an_order_line,
    book,
    change_order,
    get_assignments,
    list_assigned,
    receive_two_lots,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import RACK, get_newest_entry, list_parts

EVERYTHING = AssignedUnits()


@pytest.fixture
def order_id(warehouse: Fakes) -> str:
    """An order whose first line has 5 of OLD and 1 of NEW, and whose second line has 2 of NEW."""
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(6), an_order_line(2, line_item_id=SECOND_LINE))
    AssignLots(warehouse.unit_of_work, warehouse.clock)(order_id)
    return order_id


def unassign(
    warehouse: Fakes, order_id: str, units: AssignedUnits = EVERYTHING, reference: str | None = None
) -> OrderLots:
    use_case = UnassignLots(warehouse.unit_of_work, warehouse.clock)
    return use_case(order_id, "the customer waits", units, reference=reference)


def ship(warehouse: Fakes, order_id: str, assignment_id: int) -> None:
    with warehouse.unit_of_work() as tx:
        found = get_stock(tx).assignments.get_many([assignment_id])
        parts = [AssignedPart(each, each.quantity) for each in found]
        transfer_units(get_stock(tx), parts, SHIP, TransferDetails(NOON, shipment_id="S-1"))
        tx.commit()


def test_all_of_an_order_becomes_free_as_if_it_had_never_been_assigned(warehouse: Fakes, order_id: str) -> None:
    lots = unassign(warehouse, order_id)
    assert (list_parts(warehouse, OLD), list_parts(warehouse, NEW)) == ({RACK: (5, 0, 0)}, {RACK: (5, 0, 0)})
    assert (lots.state.assigned, lots.state.short) == (0, 8)
    entry = get_newest_entry(warehouse, OLD).movement
    assert (entry.kind, entry.reason) == (MovementKind.UNASSIGN, "the customer waits")
    assert entry.reverses is not None
    assert unassign(warehouse, order_id) == lots


@pytest.mark.parametrize(
    ("units", "left"),
    [
        (AssignedUnits(line_item_id=SECOND_LINE), [(LINE_ID, "OLD", 5), (LINE_ID, "NEW", 1)]),
        (AssignedUnits(assignment_id=1), [(LINE_ID, "NEW", 1), (SECOND_LINE, "NEW", 2)]),
        (
            AssignedUnits(assignment_id=1, quantity=4),
            [(LINE_ID, "OLD", 1), (LINE_ID, "NEW", 1), (SECOND_LINE, "NEW", 2)],
        ),
        (AssignedUnits(line_item_id=LINE_ID, quantity=3), [(LINE_ID, "OLD", 3), (SECOND_LINE, "NEW", 2)]),
        (AssignedUnits(quantity=3), [(LINE_ID, "OLD", 5)]),
    ],
    ids=["a line", "an assignment", "a part of one", "the newest of a line", "the newest of the order"],
)
def test_a_part_becomes_free_the_newest_first(
    warehouse: Fakes, order_id: str, units: AssignedUnits, left: Sequence[tuple[int, str, int]]
) -> None:
    unassign(warehouse, order_id, units)
    assert list_assigned(warehouse.unit_of_work, order_id) == left


@pytest.mark.parametrize(
    ("units", "error"),
    [
        (AssignedUnits(quantity=9), MoreThanAssigned),
        (AssignedUnits(assignment_id=2, quantity=2), MoreThanAssigned),
        (AssignedUnits(assignment_id=404), NotFound),
        (AssignedUnits(line_item_id=404), NotFound),
    ],
)
def test_what_is_not_assigned_is_refused(
    warehouse: Fakes, order_id: str, units: AssignedUnits, error: type[StockRefused]
) -> None:
    with pytest.raises(error):
        unassign(warehouse, order_id, units)
    assert len(list_assigned(warehouse.unit_of_work, order_id)) == 3


def test_units_that_have_left_stay_with_their_order(warehouse: Fakes, order_id: str) -> None:
    ship(warehouse, order_id, 1)
    with pytest.raises(OrderLocked, match="left with shipment S-1"):
        unassign(warehouse, order_id, AssignedUnits(assignment_id=1))
    unassign(warehouse, order_id)
    states = [each.state for each in get_assignments(warehouse.unit_of_work, order_id)]
    assert states == [AssignmentState.SHIPPED, AssignmentState.RELEASED, AssignmentState.RELEASED]


def test_a_cancelled_order_is_unassigned_too(warehouse: Fakes, order_id: str) -> None:
    lines = (an_order_line(6), an_order_line(2, line_item_id=SECOND_LINE))
    change_order(
        warehouse.unit_of_work, a_sales_order(shopify_order_id=1001, name="#1001", lines=lines, cancelled_at=NOON)
    )
    unassign(warehouse, order_id)
    assert list_parts(warehouse, OLD) == {RACK: (5, 0, 0)}


def test_the_same_request_again_changes_nothing(warehouse: Fakes, order_id: str) -> None:
    first = unassign(warehouse, order_id, AssignedUnits(quantity=1), "U-1")
    assert unassign(warehouse, order_id, AssignedUnits(quantity=1), "U-1") == first
    unassign(warehouse, order_id, AssignedUnits(quantity=1), "U-2")
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 5), (LINE_ID, "NEW", 1)]


def test_a_reason_is_needed(warehouse: Fakes, order_id: str) -> None:
    with pytest.raises(InvalidReason):
        UnassignLots(warehouse.unit_of_work, warehouse.clock)(order_id, " ")


def test_a_reference_names_one_request(warehouse: Fakes, order_id: str) -> None:
    units = AssignedUnits(LINE_ID, quantity=2)
    first = unassign(warehouse, order_id, units, reference="R-1")
    assert unassign(warehouse, order_id, units, reference="R-1") == first
    for other in (AssignedUnits(LINE_ID, quantity=3), AssignedUnits(SECOND_LINE, quantity=2)):
        with pytest.raises(RequestDiffers):
            unassign(warehouse, order_id, other, reference="R-1")
