"""Lots arrive."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from novex_shopify.domain.errors import (
    InvalidQuantity,
    LotCodeDiffersInCase,
    LotCodeMissing,
    LotCodeUnprintable,
    LotDiffers,
    LotExpiredOnArrival,
    NotFound,
    ProductionDayDiffers,
    ReferenceUsed,
    SupplierCodeDiffers,
)
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.lot import LotSource, ReceiptSource
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY, LotKey, get_lot, get_stock
from tests.domain.use_cases.assignment.assignment_steps import days, keep_item
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, KIMCHI, RACK, get_newest_entry, list_parts, receive

MAY = date(2027, 5, 2)
ANNA = Actor(ActorKind.USER, "Anna", "7")


def test_a_lot_arrives_and_the_ledger_says_who_when_and_why(warehouse: Fakes) -> None:
    with acting_as(ANNA):
        lot = receive(warehouse, 480, source=ReceiptSource.PRODUCTION, source_reference="RUN-17", note="morning shift")
    assert (lot.code, lot.source_reference, lot.received_at) == ("L1", "RUN-17", warehouse.clock.now())
    assert list_parts(warehouse) == {"Rack": (480, 0, 0)}
    entry = get_newest_entry(warehouse)
    assert (entry.actor, entry.at, entry.movement.reason) == (ANNA, warehouse.clock.now(), "morning shift")
    assert entry.movement.kind is MovementKind.PRODUCE


def test_more_of_a_lot_is_added_to_it(warehouse: Fakes) -> None:
    first = receive(warehouse, 10, expires_on=MAY)
    assert receive(warehouse, 5, expires_on=MAY, location=FREEZER) == first
    assert list_parts(warehouse) == {"Rack": (10, 0, 0), "Freezer": (5, 0, 0)}


def test_each_receipt_of_a_lot_keeps_its_own_source_reference(warehouse: Fakes) -> None:
    for order in ("PO-1", "PO-2"):
        lot = receive(warehouse, 10, source_reference=order)
    assert lot.source_reference == "PO-1"
    with warehouse.unit_of_work.read() as tx:
        entries = get_stock(tx).ledger.list_entries(lot.id, 9)
    assert [each.movement.source_reference for each in entries] == ["PO-2", "PO-1"]


def test_a_receipt_cannot_say_that_a_lot_was_converted(warehouse: Fakes) -> None:
    with pytest.raises(ValueError, match="conversion"):
        receive(warehouse, 10, source=LotSource.CONVERSION)
    assert list_parts(warehouse) == {}


def test_a_code_that_differs_only_in_letter_case_makes_no_second_lot(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    with pytest.raises(LotCodeDiffersInCase, match=r"ART-1 has a lot L1 already, and l1 differs .* State L1"):
        receive(warehouse, 5, LotKey("ART-1", " l1"))
    assert receive(warehouse, 5, LotKey("ART-2", "l1")).code == "l1"
    with warehouse.unit_of_work.read() as tx:
        assert get_lot(get_stock(tx), LotKey("ART-1", " l1 ")).code == "L1"
    assert list_parts(warehouse) == {"Rack": (10, 0, 0)}


def test_a_lot_that_has_expired_is_received_with_a_warning(warehouse: Fakes) -> None:
    expired = Receipt("ART-1", "L1", RACK, 10, expires_on=days(-1), reference="DN-1")
    receive_lot = ReceiveLot(warehouse.unit_of_work, warehouse.clock)
    with pytest.raises(LotExpiredOnArrival, match=r"Lot L1 expired on .* confirm that it is received all the same"):
        receive_lot(replace(expired, accepts_expired=False))
    assert list_parts(warehouse) == {}
    first = receive_lot(expired)
    assert first.warning == f"Lot L1 expired on {days(-1)}: it is in stock, but is not assigned to orders."
    assert receive_lot(replace(expired, accepts_expired=False)) == replace(first, is_new=False)
    assert receive_lot(replace(expired, lot_code="L2", expires_on=days(0), reference=None)).warning is None


def test_a_receipt_with_a_reference_is_booked_once(warehouse: Fakes) -> None:
    first = receive(warehouse, 10, reference="PO-20261123-1")
    assert receive(warehouse, 10, reference="PO-20261123-1") == first
    receive(warehouse, 10, reference="PO-20261123-2")
    assert list_parts(warehouse) == {"Rack": (20, 0, 0)}


def test_a_reference_of_another_receipt_is_refused_with_what_it_was(warehouse: Fakes) -> None:
    receive(warehouse, 10, reference="PO-1")
    for quantity, key, location in ((12, KIMCHI, RACK), (10, LotKey("ART-2", "L9"), RACK), (10, KIMCHI, FREEZER)):
        with pytest.raises(ReferenceUsed, match=r"PO-1 was booked on 2026-11-2.: 10 of lot L1 of item ART-1 at Rack"):
            receive(warehouse, quantity, key, location, reference="PO-1")
    assert list_parts(warehouse) == {"Rack": (10, 0, 0)}
    with pytest.raises(NotFound, match="no lot L9"), warehouse.unit_of_work() as tx:
        get_lot(get_stock(tx), LotKey("ART-2", "L9"))


def test_a_receipt_needs_a_lot_code(warehouse: Fakes) -> None:
    with pytest.raises(LotCodeMissing):
        receive(warehouse, key=LotKey("ART-1", " "))


def test_a_lot_code_with_a_line_break_is_refused_because_no_address_could_name_it(warehouse: Fakes) -> None:
    with pytest.raises(LotCodeUnprintable, match=r"L1\\nL2"):
        receive(warehouse, key=LotKey("ART-1", "L1\nL2"))


def test_blanks_around_a_code_make_no_other_lot(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    assert receive(warehouse, 5, LotKey("ART-1", " L1 ")).code == "L1"
    assert list_parts(warehouse) == {"Rack": (15, 0, 0)}


def test_another_date_for_the_same_code_is_refused_with_both_dates(warehouse: Fakes) -> None:
    receive(warehouse, 10, expires_on=MAY)
    with pytest.raises(LotDiffers, match="expires on 2027-05-02, and the receipt says on 2027-05-03"):
        receive(warehouse, 10, expires_on=MAY + timedelta(days=1))
    with pytest.raises(ProductionDayDiffers, match="was produced on no date, and the receipt says on 2027-05-02"):
        receive(warehouse, 10, expires_on=MAY, produced_on=MAY)
    assert list_parts(warehouse) == {"Rack": (10, 0, 0)}


def test_more_of_a_lot_without_its_date_or_its_suppliers_code_is_more_of_it(warehouse: Fakes) -> None:
    receive(warehouse, 10, expires_on=MAY)
    receive(warehouse, 5, supplier_code="S-7")
    receive(warehouse, 1)
    with pytest.raises(SupplierCodeDiffers, match="has the supplier's lot code S-7, and the receipt says S-8"):
        receive(warehouse, 2, supplier_code="S-8")
    with warehouse.unit_of_work() as tx:
        lot = get_lot(get_stock(tx), KIMCHI)
    assert (lot.expires_on, lot.supplier_code) == (MAY, "S-7")
    assert list_parts(warehouse) == {"Rack": (16, 0, 0)}


def test_the_same_code_of_another_item_is_another_lot(warehouse: Fakes) -> None:
    other = LotKey("ART-2", KIMCHI.code)
    assert receive(warehouse, 10).id != receive(warehouse, 3, other, expires_on=MAY).id
    assert list_parts(warehouse, other) == {"Rack": (3, 0, 0)}


@pytest.mark.parametrize("quantity", [0, -1, MAX_QUANTITY + 1])
def test_a_quantity_that_no_shelf_has_is_refused(warehouse: Fakes, quantity: int) -> None:
    with pytest.raises(InvalidQuantity):
        receive(warehouse, quantity)


def test_an_unknown_item_or_location_is_refused(warehouse: Fakes) -> None:
    with pytest.raises(NotFound, match="no item ART-9"):
        receive(warehouse, key=LotKey("ART-9", "L1"))
    with pytest.raises(NotFound, match="Known locations: Freezer, Rack"):
        receive(warehouse, location="Shelf")


def test_a_lot_without_a_date_is_good_for_the_shelf_life_of_its_item(warehouse: Fakes) -> None:
    keep_item(warehouse.unit_of_work, shelf_life_days=10)
    assert receive(warehouse, 5).expires_on == days(10)
    warehouse.clock.advance(timedelta(days=1))
    assert receive(warehouse, 5).expires_on == days(10), "more of a lot is as old as the lot"
    assert receive(warehouse, 5, LotKey("ART-1", "L2"), produced_on=days(-3)).expires_on == days(7)
    assert receive(warehouse, 5, LotKey("ART-1", "L3"), expires_on=days(99)).expires_on == days(99)
