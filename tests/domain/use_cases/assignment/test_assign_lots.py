"""People assign lots: as proposed, or as they choose."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.domain.errors import (
    InvalidQuantity,
    LineNeedsNoLots,
    LocationDoesNotSell,
    LotExpired,
    LotNotProposed,
    LotQuarantined,
    LotRecalled,
    MoreThanOrdered,
    NotEnoughStock,
    NotFound,
    OrderIsTest,
    OrderNotOpen,
    RequestDiffers,
    StockRefused,
    TooShortALife,
    WrongItem,
)
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.product import DateKind
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots, AssignManyOrders
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.order_lots import OrderLots, ShowOrderLots
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from novex_shopify.domain.use_cases.stock.save_location import SaveLocation
from tests.builders import LINE_ID, NOON
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    OTHER_ITEM,
    SECOND_LINE,
    an_order_line,
    book,
    days,
    get_assignments,
    get_state,
    keep_item,
    keep_stock,
    list_assigned,
    receive_two_lots,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, RACK, get_newest_entry, list_parts, receive

ANNA = Actor(ActorKind.USER, "Anna", "7")


def assign(warehouse: Fakes, order_id: str, *selections: LotSelection, reference: str | None = None) -> OrderLots:
    """Assign these lots; without any, the proposed ones."""
    use_case = AssignLots(warehouse.unit_of_work, warehouse.clock)
    return use_case(order_id, selections or None, reference=reference)


def select(lot: LotKey, quantity: int, **changes: Any) -> LotSelection:
    return replace(LotSelection(LINE_ID, lot.code, quantity, RACK, item_id=lot.item_id), **changes)


def set_status(warehouse: Fakes, lot: LotKey, status: LotStatus) -> None:
    with warehouse.unit_of_work() as tx:
        stock = get_stock(tx)
        stock.lots.set_status(get_lot(stock, lot).id, status, "a test")
        tx.commit()


def test_as_proposed_says_why_and_who(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    with acting_as(ANNA):
        lots = assign(warehouse, order_id)
    assert [(each.lot.code, each.location, each.assignment.quantity) for each in lots.assigned] == [
        ("OLD", RACK, 5),
        ("NEW", RACK, 2),
    ]
    assert {each.assignment.actor for each in lots.assigned} == {ANNA}
    assert lots.assigned[0].assignment.reason == (
        "received 2026-11-23, the earliest that may leave; 298 days left when it ships on 2026-11-25"
    )
    assert list_parts(warehouse, OLD) == {RACK: (0, 5, 0)}
    assert get_newest_entry(warehouse, OLD).actor == ANNA
    assert ShowOrderLots(warehouse.unit_of_work)(order_id) == lots


def test_the_state_of_the_order_follows(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(12))
    assert assign(warehouse, order_id).state == get_state(warehouse.unit_of_work, order_id)
    state = get_state(warehouse.unit_of_work, order_id)
    assert (state.to_ship, state.assigned, state.short) == (12, 10, 2)


def test_the_proposed_lot_can_be_chosen_in_parts_without_a_reason(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    assign(warehouse, order_id, select(OLD, 2), select(OLD, 1))
    assign(warehouse, order_id, select(OLD, 2), select(NEW, 2))
    assert list_assigned(warehouse.unit_of_work, order_id) == [
        (LINE_ID, "OLD", 3),
        (LINE_ID, "OLD", 2),
        (LINE_ID, "NEW", 2),
    ]


def test_another_lot_than_the_proposed_one_needs_a_reason(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    with pytest.raises(LotNotProposed, match="Lot OLD: received 2026-11-23"):
        assign(warehouse, order_id, select(NEW, 1))
    assign(warehouse, order_id, select(NEW, 1, reason=" the customer asked for it "))
    [assignment] = get_assignments(warehouse.unit_of_work, order_id)
    assert (assignment.override_reason, assignment.reason) == ("the customer asked for it", None)
    assert get_newest_entry(warehouse, NEW).movement.reason == "the customer asked for it"


def test_two_lines_of_one_item_are_compared_with_one_proposal(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    lines = (an_order_line(5), an_order_line(2, line_item_id=SECOND_LINE))
    order_id = book(warehouse.unit_of_work, *lines)
    assign(warehouse, order_id, select(OLD, 2, line_item_id=SECOND_LINE), select(NEW, 2), select(OLD, 3))
    assert sorted(list_assigned(warehouse.unit_of_work, order_id)) == [
        (LINE_ID, "NEW", 2),
        (LINE_ID, "OLD", 3),
        (SECOND_LINE, "OLD", 2),
    ]


def test_a_lot_without_a_location_is_taken_where_it_is_free(warehouse: Fakes) -> None:
    receive(warehouse, 2, OLD)
    receive(warehouse, 4, OLD, FREEZER)
    order_id = book(warehouse.unit_of_work, an_order_line(5))
    assign(warehouse, order_id, select(OLD, 5, location=None))
    assert list_parts(warehouse, OLD) == {RACK: (0, 2, 0), FREEZER: (1, 3, 0)}


@pytest.mark.parametrize(
    ("selections", "error", "numbers"),
    [
        ([select(OLD, 6)], NotEnoughStock, {"available": 5, "asked": 6}),
        ([select(OLD, 3), select(OLD, 3)], NotEnoughStock, {"available": 2, "asked": 3}),
        ([select(OLD, 6, location=None)], NotEnoughStock, {"available": 5, "asked": 6}),
        ([select(OLD, 5), select(NEW, 3)], MoreThanOrdered, {"available": 7, "asked": 8}),
        ([select(OLD, 0)], InvalidQuantity, {}),
        ([select(OTHER_ITEM, 1)], WrongItem, {}),
        ([select(LotKey("ART-1", "NONE"), 1)], NotFound, {}),
        ([select(OLD, 1, location="Cellar")], NotFound, {}),
        ([select(OLD, 1, location=FREEZER)], LocationDoesNotSell, {}),
        ([select(OLD, 1, line_item_id=404)], NotFound, {}),
        ([select(OLD, 1, line_item_id=SECOND_LINE)], LineNeedsNoLots, {}),
    ],
)
def test_what_does_not_fit_is_refused_with_both_numbers_and_changes_nothing(
    warehouse: Fakes, selections: Sequence[LotSelection], error: type[StockRefused], numbers: dict[str, int]
) -> None:
    receive_two_lots(warehouse)
    receive(warehouse, 5, OTHER_ITEM)
    with warehouse.unit_of_work.read() as tx:
        freezer = get_stock(tx).locations.find(FREEZER)
    assert freezer is not None
    SaveLocation(warehouse.unit_of_work, warehouse.clock)(StorageLocation(freezer.id, FREEZER, sells=False))
    order_id = book(warehouse.unit_of_work, an_order_line(7), an_order_line(1, None, SECOND_LINE))
    with pytest.raises(error) as refused:
        assign(warehouse, order_id, *[replace(each, reason="a test") for each in selections])
    assert getattr(refused.value, "numbers", {}) == numbers
    assert get_assignments(warehouse.unit_of_work, order_id) == []
    assert list_parts(warehouse, OLD) == {RACK: (5, 0, 0)}


@pytest.mark.parametrize(
    ("status", "error"), [(LotStatus.QUARANTINED, LotQuarantined), (LotStatus.RECALLED, LotRecalled)]
)
def test_no_reason_assigns_a_stopped_lot(warehouse: Fakes, status: LotStatus, error: type[StockRefused]) -> None:
    receive(warehouse, 5, OLD)
    set_status(warehouse, OLD, status)
    order_id = book(warehouse.unit_of_work, an_order_line(1))
    with pytest.raises(error):
        assign(warehouse, order_id, select(OLD, 1, reason="the customer insists"))


@pytest.mark.parametrize(
    ("days_left", "error"), [(-1, LotExpired), (9, TooShortALife)], ids=["best before", "minimum life"]
)
def test_a_reason_assigns_an_old_lot(warehouse: Fakes, days_left: int, error: type[StockRefused]) -> None:
    keep_stock(warehouse.unit_of_work, min_remaining_days=10)
    receive(warehouse, 5, OLD, expires_on=days(days_left))
    order_id = book(warehouse.unit_of_work, an_order_line(1))
    assert assign(warehouse, order_id).assigned == []
    with pytest.raises(error):
        assign(warehouse, order_id, select(OLD, 1))
    assign(warehouse, order_id, select(OLD, 1, reason="sold as a bargain"))
    [assignment] = get_assignments(warehouse.unit_of_work, order_id)
    assert assignment.override_reason == "sold as a bargain"


def test_no_reason_assigns_a_lot_after_its_use_by_date(warehouse: Fakes) -> None:
    receive(warehouse, 5, OLD, expires_on=days(-1))
    keep_item(warehouse.unit_of_work, date_kind=DateKind.USE_BY)
    order_id = book(warehouse.unit_of_work, an_order_line(1))
    with pytest.raises(LotExpired, match="may not be eaten"):
        assign(warehouse, order_id, select(OLD, 1, reason="sold as a bargain"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"test": True}, OrderIsTest),
        ({"cancelled_at": NOON}, OrderNotOpen),
        ({"deleted_at": NOON}, OrderNotOpen),
        ({"fulfillments": (OrderFulfillment(5, status="success", lines=((LINE_ID, 7),)),)}, OrderNotOpen),
    ],
    ids=["test", "cancelled", "deleted", "completed"],
)
def test_an_order_that_is_not_open_gets_no_lots(
    warehouse: Fakes, changes: dict[str, Any], error: type[StockRefused]
) -> None:
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(7), **changes)
    for selections in ((), (select(OLD, 1),)):
        with pytest.raises(error):
            assign(warehouse, order_id, *selections)


def test_after_a_part_has_left_the_rest_still_gets_lots_and_no_more(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    gone = OrderFulfillment(5, status="success", lines=((LINE_ID, 4),))
    order_id = book(warehouse.unit_of_work, an_order_line(7), fulfillments=(gone,))
    with pytest.raises(MoreThanOrdered) as refused:
        assign(warehouse, order_id, select(OLD, 4))
    assert refused.value.numbers == {"available": 3, "asked": 4}
    lots = assign(warehouse, order_id)
    assert (lots.state.locked, lots.state.short) == (True, 0)
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 3)]


@pytest.mark.parametrize("order_id", ["404", "no-number", "99999999999999999999"])
def test_an_unknown_order_is_not_found(warehouse: Fakes, order_id: str) -> None:
    with pytest.raises(NotFound):
        assign(warehouse, order_id)


def test_the_same_request_again_changes_nothing(warehouse: Fakes) -> None:
    receive_two_lots(warehouse)
    order_id, other_id = (book(warehouse.unit_of_work, an_order_line(5), number=number) for number in (1001, 1002))
    first = assign(warehouse, order_id, select(OLD, 2), reference="A-1")
    assert assign(warehouse, order_id, select(OLD, 2), reference="A-1") == first
    with pytest.raises(RequestDiffers):
        assign(warehouse, order_id, select(OLD, 1), reference="A-1")
    assert [each.assignment.quantity for each in assign(warehouse, order_id, reference="A-2").assigned] == [2, 3]
    assert len(assign(warehouse, other_id, reference="A-1").assigned) == 1, "a reference belongs to its order"
    entry = get_newest_entry(warehouse, OLD).movement
    assert (entry.kind, entry.cause) == (MovementKind.ASSIGN, f"assign:{order_id}:A-2:{LINE_ID}")


def test_many_orders_get_lots_in_turn_and_one_that_is_refused_does_not_stop_the_others(warehouse: Fakes) -> None:
    receive(warehouse, 8, OLD)
    QuarantineLot(warehouse.unit_of_work).release(OLD, "fine")
    first, test, last = (
        book(warehouse.unit_of_work, an_order_line(5), number=number, test=number == 1002)
        for number in (1001, 1002, 1003)
    )
    many = AssignManyOrders(AssignLots(warehouse.unit_of_work, warehouse.clock))
    done = many([first, test, last], reference="A-1")
    assert [each.lots.state.assigned if each.lots else 0 for each in done] == [5, 0, 3]
    assert done[1].problem == "Order #1002 is a test order of the store: it takes nothing from stock."
    receive(warehouse, 9, OLD)
    assert many([first, test, last], reference="A-1") == done, "the same request again changes nothing"
