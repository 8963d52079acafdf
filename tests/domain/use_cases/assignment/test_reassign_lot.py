"""The lot of an assignment is exchanged in one step, or not at all."""

import pytest

from novex_shopify.domain.errors import (
    LotQuarantined,
    MoreThanAssigned,
    NotEnoughStock,
    NotFound,
    OrderNotOpen,
    SameLot,
    StockRefused,
    WrongItem,
)
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot, ReassignLot
from novex_shopify.domain.use_cases.stock.move_stock import MoveStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import LINE_ID, NOON, a_sales_order
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    OTHER_ITEM,
    an_order_line,
    book,
    change_order,
    get_assignments,
    list_assigned,
    receive_two_lots,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, RACK, get_newest_entry, list_parts, receive


@pytest.fixture
def order_id(warehouse: Fakes) -> str:
    """An order with 3 of OLD, by assignment 1."""
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(3))
    AssignLots(warehouse.unit_of_work, warehouse.clock)(order_id)
    return order_id


def reassign(
    warehouse: Fakes,
    lot: LotKey,
    *,
    quantity: int | None = None,
    location: str | None = None,
    assignment_id: int = 1,
    reference: str | None = None,
) -> OrderLots:
    use_case = ReassignLot(warehouse.unit_of_work, warehouse.clock)
    return use_case(
        assignment_id, NewLot(lot.code, location, lot.item_id), "torn label", quantity=quantity, reference=reference
    )


def test_the_old_lot_is_free_again_and_the_new_one_is_assigned(warehouse: Fakes, order_id: str) -> None:
    reassign(warehouse, NEW)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "NEW", 3)]
    assert (list_parts(warehouse, OLD), list_parts(warehouse, NEW)) == ({RACK: (5, 0, 0)}, {RACK: (2, 3, 0)})
    old, new = get_newest_entry(warehouse, OLD).movement, get_newest_entry(warehouse, NEW).movement
    assert (old.kind, old.reason, old.reverses is not None) == (MovementKind.UNASSIGN, "torn label", True)
    assert (new.kind, new.reason) == (MovementKind.ASSIGN, "torn label")
    assert get_assignments(warehouse.unit_of_work, order_id)[-1].override_reason == "torn label"


def test_a_part_can_be_exchanged(warehouse: Fakes, order_id: str) -> None:
    reassign(warehouse, NEW, quantity=1)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 2), (LINE_ID, "NEW", 1)]


def test_the_same_lot_can_be_taken_from_another_location(warehouse: Fakes, order_id: str) -> None:
    MoveStock(warehouse.unit_of_work, warehouse.clock)(OLD, RACK, FREEZER, 2)
    reassign(warehouse, OLD, quantity=2, location=FREEZER)
    assert list_parts(warehouse, OLD) == {RACK: (2, 1, 0), FREEZER: (0, 2, 0)}
    assert get_assignments(warehouse.unit_of_work, order_id)[-1].override_reason is None, "the lot is the proposed one"


def test_a_quarantined_lot_is_replaced_and_needs_no_override(warehouse: Fakes, order_id: str) -> None:
    QuarantineLot(warehouse.unit_of_work)(OLD, "smells odd")
    reassign(warehouse, NEW)
    assert get_assignments(warehouse.unit_of_work, order_id)[-1].override_reason is None


@pytest.mark.parametrize(
    ("lot", "changes", "error"),
    [
        (NEW, {"quantity": 4}, MoreThanAssigned),
        (OLD, {}, SameLot),
        (OLD, {"location": RACK}, SameLot),
        (OTHER_ITEM, {}, WrongItem),
        (NEW, {"location": FREEZER}, NotEnoughStock),
        (NEW, {"assignment_id": 404}, NotFound),
    ],
)
def test_what_does_not_fit_changes_nothing(
    warehouse: Fakes, order_id: str, lot: LotKey, changes: dict[str, int], error: type[StockRefused]
) -> None:
    receive(warehouse, 5, OTHER_ITEM)
    with pytest.raises(error):
        reassign(warehouse, lot, **changes)  # type: ignore[arg-type]
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 3)]
    assert list_parts(warehouse, OLD) == {RACK: (2, 3, 0)}


def test_a_stopped_lot_takes_no_ones_place(warehouse: Fakes, order_id: str) -> None:
    QuarantineLot(warehouse.unit_of_work)(NEW, "smells odd")
    with pytest.raises(LotQuarantined):
        reassign(warehouse, NEW)
    assert [each.state for each in get_assignments(warehouse.unit_of_work, order_id)] == [AssignmentState.ASSIGNED]


def test_a_cancelled_order_gets_no_new_lot(warehouse: Fakes, order_id: str) -> None:
    change_order(
        warehouse.unit_of_work,
        a_sales_order(shopify_order_id=1001, name="#1001", lines=(an_order_line(3),), cancelled_at=NOON),
    )
    with pytest.raises(OrderNotOpen):
        reassign(warehouse, NEW)


def test_the_same_request_again_changes_nothing(warehouse: Fakes, order_id: str) -> None:
    first = reassign(warehouse, NEW, reference="R-1")
    assert reassign(warehouse, NEW, reference="R-1") == first
    assert list_parts(warehouse, OLD) == {RACK: (5, 0, 0)}
