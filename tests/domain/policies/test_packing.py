"""What is packed is never more than what is assigned, and undo returns exactly."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.actor import LOCAL_USER
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.packing import PackableLine, PackableLot, Packing
from novex_shopify.domain.policies.packing import (
    ScannedUnits,
    acknowledge,
    build_packed_lines,
    choose_box,
    close_parcel,
    count_by_line,
    count_packed,
    find_problem,
    is_complete,
    list_lots_to_choose,
    list_missing,
    pack_units,
    undo,
    weigh,
)
from tests.builders import NOON, SHOP

EMPTY = Packing("1", SHOP, LOCAL_USER, NOON, NOON)
JARS = PackableLine(1, "Kimchi", "KIMCHI", lots=(PackableLot("L1", 3), PackableLot("L2", 2)), needs_lots=True)
MORE_JARS = replace(JARS, line_item_id=2, lots=(PackableLot("L1", 2),))
POSTER = PackableLine(3, "Poster", "POSTER", units=2)
LINES = (JARS, MORE_JARS, POSTER)
SCANS = st.builds(
    ScannedUnits,
    st.just("Something"),
    st.sampled_from([(1, 2), (1,), (3,), ()]),
    st.integers(0, 6),
    st.sampled_from([None, "L1", "L2"]),
)


def scan(packing: Packing, *line_ids: int, quantity: int = 1, lot: str | None = None) -> Packing:
    return pack_units(packing, LINES, ScannedUnits("It", line_ids, quantity, lot))


@given(st.lists(SCANS, max_size=12))
def test_never_more_is_packed_than_may_be_and_undo_returns_exactly(scans: list[ScannedUnits]) -> None:
    before = [packing := EMPTY]
    for each in scans:
        changed = pack_units(packing, LINES, each)
        if changed.steps != packing.steps:
            before.append(packing)
        packing = acknowledge(changed)
        for (line_id, code), units in count_packed(packing).items():
            line = next(line for line in LINES if line.line_item_id == line_id)
            assert 0 < units <= line.get_units(code)
        assert find_problem(packing, LINES) is None
    for earlier in reversed(before[1:]):
        packing = undo(packing)
        assert packing == acknowledge(earlier)
    assert packing == EMPTY


def test_units_of_one_lot_fill_two_lines_with_one_scan_and_one_undo() -> None:
    packed = scan(EMPTY, 1, 2, quantity=5, lot="L1")
    assert count_by_line(packed) == {1: 3, 2: 2}
    assert undo(packed) == EMPTY
    over = scan(packed, 1, 2, lot="L1")
    assert over.alarm
    assert over.steps == packed.steps


def test_an_item_with_several_lots_asks_which_one_until_one_is_left() -> None:
    asked = scan(EMPTY, 1, quantity=2)
    assert [(lot.code, lot.units) for lot in list_lots_to_choose(asked, LINES)] == [("L1", 3), ("L2", 2)]
    assert undo(asked) == EMPTY
    chosen = scan(asked, 1, quantity=2, lot="L2")
    assert (count_packed(chosen), chosen.question) == ({(1, "L2"): 2}, None)
    assert count_packed(scan(chosen, 1, quantity=3)) == {(1, "L1"): 3, (1, "L2"): 2}


def test_an_alarm_keeps_what_is_scanned_out_until_it_was_noticed() -> None:
    alarmed = scan(EMPTY, 9)
    assert alarmed.alarm
    assert scan(alarmed, 3) == alarmed
    assert count_by_line(scan(acknowledge(alarmed), 3)) == {3: 1}


def test_a_stopped_lot_is_refused_with_its_reason_and_keeps_a_parcel_back() -> None:
    packed = scan(EMPTY, 1, lot="L1")
    stopped = replace(JARS, lots=(PackableLot("L1", 3, problem="Lot L1 is recalled."), JARS.lots[1]))
    alarmed = pack_units(packed, [stopped], ScannedUnits("Kimchi", (1,), 1, "L1"))
    assert alarmed.alarm
    assert alarmed.alarm.text == find_problem(packed, [stopped]) == "Lot L1 is recalled."
    fewer = replace(JARS, lots=(PackableLot("L2", 2),))
    assert "1 packed, and 0 may leave now" in (find_problem(packed, [fewer]) or "")


def test_a_parcel_is_closed_when_it_is_complete_or_a_person_says_so() -> None:
    complete = scan(scan(scan(EMPTY, 1, 2, quantity=5, lot="L1"), 1, quantity=2), 3, quantity=2)
    assert is_complete(complete, LINES)
    ready = weigh(choose_box(complete, LINES, "M"), LINES, 900)
    assert [undo(ready), undo(undo(ready))] == [choose_box(complete, LINES, "M"), complete]
    short = close_parcel(scan(EMPTY, 3), LINES, is_short=True)
    assert (short.alarm, [each.quantity for each in list_missing(short, LINES)]) == (None, [5, 2, 1])
    assert scan(short, 3).alarm
    assert close_parcel(EMPTY, LINES, is_short=True).alarm
    assert weigh(scan(EMPTY, 3), LINES, 900).alarm


def test_a_parcel_holds_base_units_of_lots_and_whole_sold_units_of_the_rest() -> None:
    case = replace(POSTER, pieces=2, units=4)
    packed = scan(EMPTY, 1, 2, quantity=4, lot="L1")
    half = pack_units(packed, [*LINES[:2], case], ScannedUnits("Poster", (3,), 1))
    assert close_parcel(half, [*LINES[:2], case], is_short=False).alarm
    whole = pack_units(half, [*LINES[:2], case], ScannedUnits("Poster", (3,), 1))
    lines = build_packed_lines(whole, [*LINES[:2], case])
    assert lines == (PackedLine(1, 3, "L1"), PackedLine(2, 1, "L1"), PackedLine(3, 1))
