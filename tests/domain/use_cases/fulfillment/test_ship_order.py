"""An order is shipped from its lots: they are checked again and leave with the record for Shopify, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import (
    InvalidShipment,
    LotExpired,
    LotQuarantined,
    MoreThanToShip,
    NotFound,
    NothingToShip,
    NotWholeSoldUnits,
    ShipmentDiffers,
    StockRefused,
    TooShortALife,
    UnitsWithoutLot,
)
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import ShipmentLine, Tracking
from novex_shopify.domain.model.packed_shipment import PackedLine, PackedShipment
from novex_shopify.domain.model.product import DateKind
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.fulfillment import ShipOrder
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.builders import LINE_ID, NOON, SHOP, a_customer, an_item
from tests.domain.use_cases.assignment.assignment_steps import (
    NEW,
    OLD,
    SECOND_LINE,
    an_order_line,
    book,
    get_assignments,
    get_state,
    keep_stock,
    list_assigned,
)
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.fulfillment.shipping_steps import find_push, get_lot_id, list_units, open_order, ship
from tests.domain.use_cases.stock.stock_steps import RACK, get_newest_entry, list_parts, open_warehouse, receive

WEEK = timedelta(days=7)


@pytest.fixture
def warehouse() -> Fakes:
    fakes = Fakes()
    open_warehouse(fakes.unit_of_work)
    return fakes


@pytest.fixture
def order_id(warehouse: Fakes) -> str:
    """An order for 7 units, to which 5 of OLD and 2 of NEW are assigned."""
    return open_order(warehouse, an_order_line(7))


def test_everything_that_is_assigned_leaves_with_its_lots(warehouse: Fakes, order_id: str) -> None:
    push = ship(warehouse, order_id, tracking=Tracking("JD01"))
    old, new = (get_lot_id(warehouse.unit_of_work, key) for key in (OLD, NEW))
    assert push.shipment.lines == (ShipmentLine(LINE_ID, 5, old), ShipmentLine(LINE_ID, 2, new))
    assert find_push(warehouse.unit_of_work) == push
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 2, "S-1"), ("OLD", 5, "S-1")]
    assert (list_parts(warehouse, OLD), list_parts(warehouse, NEW)) == ({}, {RACK: (3, 0, 0)})
    entry = get_newest_entry(warehouse, OLD).movement
    assert (entry.kind, entry.cause, entry.shipment_id) == (MovementKind.SHIP, f"shipment:S-1:{LINE_ID}", "S-1")
    state = get_state(warehouse.unit_of_work, order_id)
    assert (state.fulfillment, state.locked, state.due_at) == (
        FulfillmentStatus.FULFILLED,
        True,
        warehouse.clock.now(),
    )
    assert warehouse.notifier.notifications == [Work.SETTLE, Work.FULFILLMENTS]


def test_the_same_shipment_again_is_the_same_push(warehouse: Fakes, order_id: str) -> None:
    first = ship(warehouse, order_id, PackedLine(LINE_ID, 3))
    assert ship(warehouse, order_id, PackedLine(LINE_ID, 3)) == first
    assert ship(warehouse, order_id) == first
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 2, "S-1"), ("OLD", 1, "S-1")]
    with pytest.raises(ShipmentDiffers, match=r"3 units of line .* 4 units of line"):
        ship(warehouse, order_id, PackedLine(LINE_ID, 4))
    with pytest.raises(ShipmentDiffers, match="other lots"):
        ship(warehouse, order_id, PackedLine(LINE_ID, 3, "OLD"))


def test_the_same_shipment_with_another_tracking_number_is_refused(warehouse: Fakes, order_id: str) -> None:
    first = ship(warehouse, order_id, tracking=Tracking("JD01", "DHL"))
    assert ship(warehouse, order_id, tracking=Tracking("JD01", "DHL")) == first
    with pytest.raises(ShipmentDiffers, match=r"already: tracking JD01 DHL\. Asked for was tracking JD02 DHL"):
        ship(warehouse, order_id, tracking=Tracking("JD02", "DHL"))
    assert find_push(warehouse.unit_of_work) == first


def test_the_id_of_another_orders_shipment_is_refused(warehouse: Fakes, order_id: str) -> None:
    ship(warehouse, order_id)
    other = book(warehouse.unit_of_work, an_order_line(1), number=1002)
    with pytest.raises(ShipmentDiffers, match=rf"order {order_id}\. .*order {other}"):
        ship(warehouse, other)


def test_several_parcels_leave_one_after_the_other_those_that_expire_first_in_front(
    warehouse: Fakes, order_id: str
) -> None:
    ship(warehouse, order_id, PackedLine(LINE_ID, 3))
    assert get_state(warehouse.unit_of_work, order_id).fulfillment is FulfillmentStatus.PARTIALLY_FULFILLED
    ship(warehouse, order_id, shipment_id="S-2")
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 2, "S-1"), ("OLD", 1, "S-1"), ("OLD", 4, "S-2")]
    with pytest.raises(NothingToShip):
        ship(warehouse, order_id, shipment_id="S-3")


def test_a_packer_names_the_lots(warehouse: Fakes, order_id: str) -> None:
    ship(warehouse, order_id, PackedLine(LINE_ID, 2, "OLD"), PackedLine(LINE_ID, 1, "NEW"))
    assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 1, "S-1"), ("OLD", 2, "S-1")]
    assert list_assigned(warehouse.unit_of_work, order_id) == [(LINE_ID, "OLD", 3), (LINE_ID, "NEW", 1)]


def test_a_lot_that_is_not_assigned_is_refused(warehouse: Fakes, order_id: str) -> None:
    receive(warehouse, 5, LotKey("ART-1", "THIRD"))
    with pytest.raises(UnitsWithoutLot, match="1 of lot THIRD to ship, 0 assigned, 1 missing"):
        ship(warehouse, order_id, PackedLine(LINE_ID, 1, "THIRD"), untraced_reason="it was in the box")
    with pytest.raises(NotFound, match="no lot NONE"):
        ship(warehouse, order_id, PackedLine(LINE_ID, 1, "NONE"))


def test_what_a_line_lacks_is_refused_with_the_numbers(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(12))
    with pytest.raises(UnitsWithoutLot, match="12 to ship, 10 assigned, 2 missing") as refused:
        ship(warehouse, order_id, PackedLine(LINE_ID, 12))
    assert refused.value.numbers == {"available": 10, "asked": 12}
    assert find_push(warehouse.unit_of_work) is None
    assert list_parts(warehouse, OLD) == {RACK: (0, 5, 0)}


def test_no_more_leaves_than_the_order_wants(warehouse: Fakes, order_id: str) -> None:
    with pytest.raises(MoreThanToShip) as refused:
        ship(warehouse, order_id, PackedLine(LINE_ID, 8))
    assert refused.value.numbers == {"available": 7, "asked": 8}


@pytest.mark.parametrize("line", [PackedLine(LINE_ID, 0), PackedLine(404, 1)])
def test_a_shipment_names_lines_of_the_order_and_what_is_in_it(
    warehouse: Fakes, order_id: str, line: PackedLine
) -> None:
    with pytest.raises(InvalidShipment):
        ship(warehouse, order_id, line)


def test_a_cancelled_order_is_not_shipped(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(0), cancelled_at=NOON)
    with pytest.raises(NothingToShip, match="cancelled"):
        ship(warehouse, order_id, PackedLine(LINE_ID, 1))


def test_a_quarantine_after_the_assignment_stops_the_parcel(warehouse: Fakes, order_id: str) -> None:
    QuarantineLot(warehouse.unit_of_work)(NEW, "smells odd")
    with pytest.raises(LotQuarantined, match="smells odd"):
        ship(warehouse, order_id)
    assert (find_push(warehouse.unit_of_work), list_units(warehouse.unit_of_work, order_id)) == (None, [])
    ship(warehouse, order_id, PackedLine(LINE_ID, 5, "OLD"))


@pytest.mark.parametrize(("weeks", "refusal"), [(14, TooShortALife), (15, LotExpired)])
def test_a_lot_is_judged_on_the_day_of_shipping_unless_a_person_has_decided(
    warehouse: Fakes, order_id: str, weeks: int, refusal: type[StockRefused]
) -> None:
    keep_stock(warehouse.unit_of_work, min_remaining_days=5)
    warehouse.clock.advance(weeks * WEEK)  # NEW is good for 100 days
    with pytest.raises(refusal):
        ship(warehouse, order_id)
    with warehouse.unit_of_work() as tx:
        assigned = get_assignments(warehouse.unit_of_work, order_id)
        get_stock(tx).assignments.save([replace(each, override_reason="agreed by phone") for each in assigned])
        tx.commit()
    assert ship(warehouse, order_id).shipment.lines


def test_a_customer_who_needs_a_longer_life_gets_no_lot_that_is_too_old(warehouse: Fakes) -> None:
    with warehouse.unit_of_work() as tx:
        (customer_id,) = tx.erp.customers.apply(SHOP, [a_customer()], {})
        tx.commit()
    order_id = open_order(warehouse, an_order_line(7), customer_id=customer_id)
    with warehouse.unit_of_work() as tx:
        tx.erp.customers.set_min_remaining_days(customer_id, 101)
        tx.commit()
    with pytest.raises(TooShortALife) as refused:
        ship(warehouse, order_id)
    assert refused.value.numbers == {"available": 100, "asked": 101}


def test_after_its_use_by_date_no_decision_lets_a_lot_leave(warehouse: Fakes, order_id: str) -> None:
    with warehouse.unit_of_work() as tx:
        assigned = get_assignments(warehouse.unit_of_work, order_id)
        get_stock(tx).assignments.save([replace(each, override_reason="agreed by phone") for each in assigned])
        tx.erp.catalog.set_edited_fields([an_item("ART-1", date_kind=DateKind.USE_BY)])
        tx.commit()
    warehouse.clock.advance(15 * WEEK)
    with pytest.raises(LotExpired, match="may not be eaten"):
        ship(warehouse, order_id)


def test_what_was_assigned_for_another_item_does_not_leave(warehouse: Fakes, order_id: str) -> None:
    with warehouse.unit_of_work() as tx:
        order = tx.erp.orders.get(order_id)
        assert order
        tx.erp.orders.apply([replace(order, lines=(an_order_line(7, "ART-2"),))])
        tx.commit()
    with pytest.raises(UnitsWithoutLot, match="7 to ship, 0 assigned"):
        ship(warehouse, order_id, PackedLine(LINE_ID, 7))


def test_items_without_an_erp_item_leave_without_a_lot(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(2), an_order_line(3, None, SECOND_LINE))
    lines = ship(warehouse, order_id).shipment.lines
    assert lines[::-1] == (
        ShipmentLine(LINE_ID, 2, get_lot_id(warehouse.unit_of_work, OLD)),
        ShipmentLine(SECOND_LINE, 3),
    )


def test_items_that_are_not_tracked_by_lots_leave_without_one(warehouse: Fakes) -> None:
    with warehouse.unit_of_work() as tx:
        tx.erp.catalog.set_edited_fields([an_item("ART-2", lot_tracked=False)])
        tx.commit()
    order_id = open_order(warehouse, an_order_line(2), an_order_line(3, "ART-2", SECOND_LINE))
    assert ShipmentLine(SECOND_LINE, 3) in ship(warehouse, order_id).shipment.lines
    assert get_state(warehouse.unit_of_work, order_id).fulfillment is FulfillmentStatus.FULFILLED


def test_a_store_that_keeps_no_stock_ships_what_is_to_be_shipped(warehouse: Fakes) -> None:
    keep_stock(warehouse.unit_of_work, stock_since=None)
    order_id = book(warehouse.unit_of_work, an_order_line(7))
    assert ship(warehouse, order_id).shipment.lines == (ShipmentLine(LINE_ID, 7),)


class TestCasesOfThree:
    """One sold unit is three units of the item."""

    @pytest.fixture
    def order_id(self, warehouse: Fakes) -> str:
        return open_order(warehouse, replace(an_order_line(3), pieces=3))

    def test_a_case_of_two_lots_has_no_lot_of_its_own(self, warehouse: Fakes, order_id: str) -> None:
        old, new = (get_lot_id(warehouse.unit_of_work, key) for key in (OLD, NEW))
        lines = ship(warehouse, order_id).shipment.lines
        assert lines == (ShipmentLine(LINE_ID, 1, old), ShipmentLine(LINE_ID, 1, new), ShipmentLine(LINE_ID, 1))
        assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 4, "S-1"), ("OLD", 5, "S-1")]

    def test_a_part_of_a_case_is_refused(self, warehouse: Fakes, order_id: str) -> None:
        with pytest.raises(NotWholeSoldUnits, match="5 units are to be shipped, and one sold unit is 3"):
            ship(warehouse, order_id, PackedLine(LINE_ID, 5, "OLD"))
        ship(warehouse, order_id, PackedLine(LINE_ID, 5, "OLD"), PackedLine(LINE_ID, 1, "NEW"))
        ship(warehouse, order_id, PackedLine(LINE_ID, 1), shipment_id="S-2")
        assert list_units(warehouse.unit_of_work, order_id, AssignmentState.ASSIGNED) == []


def test_a_shipment_in_a_transaction_that_is_rolled_back_moves_nothing(warehouse: Fakes, order_id: str) -> None:
    use_case = ShipOrder(warehouse.unit_of_work, warehouse.notifier, warehouse.clock)
    with warehouse.unit_of_work() as tx:
        use_case.ship_in_transaction(tx, PackedShipment("S-1", order_id))
    assert (find_push(warehouse.unit_of_work), list_parts(warehouse, OLD)) == (None, {RACK: (0, 5, 0)})
