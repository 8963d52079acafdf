"""Adjusting, counting, moving, scrapping, holding and converting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from novex_shopify.domain.errors import (
    CountedTooFew,
    InvalidQuantity,
    InvalidReason,
    LotCountedTwice,
    LotQuarantined,
    NotEnoughStock,
    NotFound,
    SameItem,
    SameLocation,
)
from novex_shopify.domain.model.lot import LotSource
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.count_stock import CountDifference, CountStock
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.move_stock import MoveStock
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import (
    FREEZER,
    KIMCHI,
    RACK,
    get_newest_entry,
    list_parts,
    receive,
)

CASE = LotKey("ART-2", "C1")


def test_a_difference_is_adjusted(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    adjust = AdjustStock(warehouse.unit_of_work, warehouse.clock)
    assert adjust(KIMCHI, RACK, -3, " broken jars ").free == 7
    assert adjust(KIMCHI, RACK, 1, "one was found").free == 8
    assert get_newest_entry(warehouse).movement.kind is MovementKind.ADJUST
    assert VerifyStock(warehouse.unit_of_work)() == []


def test_a_count_changes_what_is_free(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    receive(warehouse, 4, CASE)
    HoldStock(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, 2, "dented")
    count = CountStock(warehouse.unit_of_work, warehouse.clock)
    differences = count(RACK, {KIMCHI: 9, CASE: 4}, "count of November")
    assert differences == [CountDifference(KIMCHI, 10, 9)]
    assert list_parts(warehouse) == {"Rack": (7, 0, 2)}


def test_a_count_names_a_lot_once(warehouse: Fakes) -> None:
    receive(warehouse)
    count = CountStock(warehouse.unit_of_work, warehouse.clock)
    with pytest.raises(LotCountedTwice, match="L1 is named twice"):
        count(RACK, {KIMCHI: 9, replace(KIMCHI, code="l1"): 4}, "count")


def test_a_count_of_several_lots_is_booked_whole_or_not_at_all(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    receive(warehouse, 4, CASE)
    HoldStock(warehouse.unit_of_work, warehouse.clock)(CASE, RACK, 3, "dented")
    with pytest.raises(CountedTooFew, match="2 of lot C1 were counted at Rack, but 3 are assigned to orders or held"):
        CountStock(warehouse.unit_of_work, warehouse.clock)(RACK, {KIMCHI: 1, CASE: 2}, "count")
    assert list_parts(warehouse) == {"Rack": (10, 0, 0)}


def test_free_units_move_to_another_location(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    move = MoveStock(warehouse.unit_of_work, warehouse.clock)
    move(KIMCHI, RACK, FREEZER, 4)
    assert list_parts(warehouse) == {"Rack": (6, 0, 0), "Freezer": (4, 0, 0)}
    with pytest.raises(SameLocation):
        move(KIMCHI, RACK, "rack", 1)


def test_held_units_are_released_or_scrapped(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    hold = HoldStock(warehouse.unit_of_work, warehouse.clock)
    scrap = ScrapStock(warehouse.unit_of_work, warehouse.clock)
    hold(KIMCHI, RACK, 5, "dented")
    hold.release(KIMCHI, RACK, 2, "only the label")
    scrap(KIMCHI, RACK, 3, "leaking", held=True)
    assert scrap(KIMCHI, RACK, 1, "fell down").free == 6
    assert list_parts(warehouse) == {"Rack": (6, 0, 0)}
    assert VerifyStock(warehouse.unit_of_work)() == []


def test_a_case_becomes_cans_of_the_same_lot(warehouse: Fakes) -> None:
    receive(warehouse, 3, CASE, expires_on=date(2027, 5, 2))
    cans = ConvertProduct(warehouse.unit_of_work, warehouse.clock)(
        CASE, RACK, 2, to_item_id="ART-1", to_quantity=24, reason="for the shop"
    )
    assert (cans.code, cans.expires_on, cans.source) == ("C1", date(2027, 5, 2), LotSource.CONVERSION)
    assert cans.source_reference == "ART-2 lot C1"
    assert list_parts(warehouse, CASE) == {"Rack": (1, 0, 0)}
    assert list_parts(warehouse, LotKey("ART-1", "C1")) == {"Rack": (24, 0, 0)}


def test_an_item_does_not_become_more_of_itself(warehouse: Fakes) -> None:
    receive(warehouse, 3)
    with pytest.raises(SameItem, match="ART-1 cannot become itself"):
        ConvertProduct(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, 1, to_item_id="ART-1", to_quantity=12)
    assert list_parts(warehouse) == {"Rack": (3, 0, 0)}


def test_units_of_a_stopped_lot_do_not_go_on_in_a_good_one(warehouse: Fakes) -> None:
    receive(warehouse, 3, CASE)
    convert = ConvertProduct(warehouse.unit_of_work, warehouse.clock)
    convert(CASE, RACK, 1, to_item_id="ART-1", to_quantity=12)
    QuarantineLot(warehouse.unit_of_work)(CASE, "smells odd")
    with pytest.raises(LotQuarantined, match="smells odd"):
        convert(CASE, RACK, 1, to_item_id="ART-1", to_quantity=12)
    assert list_parts(warehouse, LotKey("ART-1", "C1")) == {"Rack": (12, 0, 0)}


@pytest.mark.parametrize(
    "change",
    [
        lambda fakes: AdjustStock(fakes.unit_of_work, fakes.clock)(KIMCHI, RACK, -11, "a loss"),
        lambda fakes: MoveStock(fakes.unit_of_work, fakes.clock)(KIMCHI, RACK, FREEZER, 11),
        lambda fakes: ScrapStock(fakes.unit_of_work, fakes.clock)(KIMCHI, RACK, 11, "a loss"),
        lambda fakes: HoldStock(fakes.unit_of_work, fakes.clock)(KIMCHI, RACK, 11, "dented"),
        lambda fakes: ConvertProduct(fakes.unit_of_work, fakes.clock)(
            KIMCHI, RACK, 11, to_item_id="ART-2", to_quantity=1
        ),
    ],
    ids=["adjust", "move", "scrap", "hold", "convert"],
)
def test_more_than_there_is_is_refused_with_both_numbers(warehouse: Fakes, change: Callable[[Fakes], object]) -> None:
    receive(warehouse, 10)
    with pytest.raises(NotEnoughStock, match="has 10 free at Rack, and 11 were asked for"):
        change(warehouse)
    assert list_parts(warehouse) == {"Rack": (10, 0, 0)}


def test_a_change_needs_a_lot_a_quantity_and_a_reason(warehouse: Fakes) -> None:
    receive(warehouse, 10)
    adjust = AdjustStock(warehouse.unit_of_work, warehouse.clock)
    with pytest.raises(NotFound, match="Item ART-1 has no lot L404"):
        adjust(LotKey("ART-1", "L404"), RACK, 1, "a reason")
    with pytest.raises(InvalidQuantity):
        adjust(KIMCHI, RACK, 0, "a reason")
    with pytest.raises(InvalidReason):
        adjust(KIMCHI, RACK, 1, "  ")
    with pytest.raises(InvalidQuantity):
        HoldStock(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, -1, "a reason")
