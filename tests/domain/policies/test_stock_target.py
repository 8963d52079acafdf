"""What Shopify is to have of a variant."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.location import LocationMapping
from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.stock_terms import StockTerm, TermKind
from novex_shopify.domain.policies.stock_target import (
    LocationUnits,
    Seller,
    compute_targets,
    count_demand_elsewhere,
    count_own_units,
    count_short_demand,
    find_safety_stock,
    group_by_location,
)
from tests.builders import OTHER_SHOP, SHOP

SINGLE, CASE, ABROAD, PHONE = Seller(SHOP, 1), Seller(SHOP, 2), Seller(OTHER_SHOP, 1), Seller()


def compute(location: LocationUnits, demands: Mapping[Seller, int] | None = None, pieces: int = 1) -> int:
    return compute_targets([location], demands or {}, pieces)[location.location_id].quantity


@pytest.mark.parametrize(
    ("units", "target"),
    [
        ({"free": 40}, 40),
        ({"free": 40, "safety": 3}, 37),
        # Shopify subtracts its 5 itself, whether they have lots, are short, or are on their way.
        ({"free": 35, "assigned": 5, "committed": 5}, 40),
        ({"free": 40, "committed": 5}, 40),
        ({"free": 35, "in_transit": 5, "committed": 5}, 40),
        # It has fulfilled 2 of them, or somebody cancelled them: they are not in the house for it any more.
        ({"free": 35, "assigned": 5, "committed": 3}, 38),
        ({"free": 2, "safety": 5}, 0),
        ({}, 0),
    ],
)
def test_shopify_gets_what_is_free_and_what_is_set_aside_for_its_own_orders(units: dict[str, Any], target: int) -> None:
    assert compute(LocationUnits(71, **units)) == target


@pytest.mark.parametrize(
    ("demands", "target"),
    [({ABROAD: 4}, 36), ({ABROAD: 4, CASE: 12, PHONE: 1}, 23), ({ABROAD: 60}, 0), ({ABROAD: 0}, 40)],
)
def test_what_others_need_and_has_no_units_yet_is_not_offered(demands: Mapping[Seller, int], target: int) -> None:
    assert compute(LocationUnits(71, free=40), demands) == target


@pytest.mark.parametrize(("free", "target"), [(11, 0), (12, 1), (40, 3), (48, 4)])
def test_only_whole_cases_are_offered(free: int, target: int) -> None:
    assert compute(LocationUnits(71, free=free), pieces=12) == target


def test_a_target_is_explained_by_terms_that_add_up_to_it() -> None:
    location = LocationUnits(71, free=40, assigned=12, in_transit=12, committed=1, safety=3)
    target = compute_targets([location], {ABROAD: 5, PHONE: 1}, 12)[71]
    assert target.terms == (
        StockTerm(TermKind.FREE, 40),
        StockTerm(TermKind.ASSIGNED, 12),
        StockTerm(TermKind.IN_TRANSIT, 12),
        StockTerm(TermKind.NOT_COMMITTED, -12),
        StockTerm(TermKind.SAFETY, -3),
        StockTerm(TermKind.DEMAND, -1),
        StockTerm(TermKind.DEMAND, -5, OTHER_SHOP, 1),
        StockTerm(TermKind.ROUNDING, -7),
    )
    assert (target.quantity, target.get_units(TermKind.DEMAND)) == (3, -6)


def test_what_is_too_much_for_the_stock_is_shown() -> None:
    target = compute_targets([LocationUnits(71, free=4)], {ABROAD: 5}, 1)[71]
    assert target.terms[1:] == (StockTerm(TermKind.DEMAND, -5, OTHER_SHOP, 1), StockTerm(TermKind.BELOW_ZERO, 1))


def test_what_others_need_is_subtracted_once_from_all_locations_together() -> None:
    rest = LocationUnits(72, takes_rest=True, free=3)
    targets = compute_targets([LocationUnits(70, free=10), LocationUnits(71, free=10), rest], {ABROAD: 5}, 1)
    assert {key: each.quantity for key, each in targets.items()} == {72: 0, 70: 8, 71: 10}


@pytest.mark.parametrize(
    ("second", "targets"),
    [
        ({"free": 10}, {71: 5, 72: 5}),
        ({"free": 10, "committed": 8}, {71: 2, 72: 8}),  # it lacks units for its own orders, which sell the last ones
        ({"free": 3}, {71: 3, 72: 0}),
    ],
)
def test_what_a_location_can_still_sell_is_taken_before_what_is_set_aside_at_another(
    second: dict[str, Any], targets: dict[int, int]
) -> None:
    rest = LocationUnits(71, takes_rest=True, assigned=5, committed=5)
    found = compute_targets([rest, LocationUnits(72, **second)], {ABROAD: 5}, 1)
    assert {location_id: target.quantity for location_id, target in found.items()} == targets


def test_orders_that_shopify_expects_elsewhere_are_offered_once() -> None:
    """Shopify subtracts 5 at one location, and the units are at the other."""
    targets = compute_targets([LocationUnits(70, free=10, committed=5), LocationUnits(71, free=10, assigned=5)], {}, 1)
    assert {key: each.quantity for key, each in targets.items()} == {70: 10, 71: 15}


def test_orders_that_shopify_expects_from_a_location_that_is_not_mapped_are_not_offered() -> None:
    assert compute(LocationUnits(71, free=10, assigned=5)) == 10


@pytest.mark.parametrize(
    ("needed", "units", "short"),
    [
        (8, {"committed": 8}, 0),
        (8, {"committed": 5}, 3),
        (8, {"committed": 5, "assigned": 7}, 1),
        (5, {"assigned": 7}, 0),
    ],
)
def test_orders_that_shopify_expects_elsewhere_need_units_too(needed: int, units: dict[str, Any], short: int) -> None:
    assert count_demand_elsewhere(needed, [LocationUnits(71, **units)], 1) == short


def a_demand(committed: int, seller: Seller = SINGLE, line_item_id: int = 1) -> LineDemand:
    return LineDemand("7", line_item_id, "ART-1", committed, seller.shop, seller.variant_id)


def units(quantity: int, line_item_id: int = 1, *, place: int = 1, in_transit: bool = False) -> LineUnits:
    return LineUnits("7", line_item_id, "ART-1", place, quantity, in_transit)


def test_a_line_has_at_most_the_units_that_it_still_needs() -> None:
    assert count_own_units([a_demand(5)], [units(4, in_transit=True), units(3), units(9, 2)]) == [
        (SINGLE, units(3)),
        (SINGLE, units(2, in_transit=True)),
    ]


def test_the_higher_of_both_numbers_is_what_a_seller_needs() -> None:
    demands = [a_demand(24, CASE), a_demand(3, SINGLE, 2), a_demand(2, PHONE, 3)]
    own = count_own_units(demands, [units(12)])
    assert count_short_demand(demands, own, {CASE: 36, SINGLE: 1, ABROAD: 4}) == {
        CASE: 24,
        SINGLE: 3,
        PHONE: 2,
        ABROAD: 4,
    }


def test_units_count_at_the_location_that_their_place_belongs_to() -> None:
    mappings = [
        LocationMapping(SHOP, 71, frozenset({1, 2})),
        LocationMapping(SHOP, 72, takes_rest=True),
        LocationMapping(SHOP, 73),
    ]
    free = [FreeUnits("ART-1", 1, 10, 4), FreeUnits("ART-1", 2, 1), FreeUnits("ART-1", 9, 5)]
    found = group_by_location(mappings, free, [units(2, place=9), units(3, in_transit=True)])
    assert found == {
        71: LocationUnits(71, free=11, in_transit=3),
        72: LocationUnits(72, takes_rest=True, free=5, assigned=2),
    }
    assert group_by_location(mappings[:1], free, ())[71].free == 11


def test_the_most_specific_safety_stock_counts() -> None:
    rules: Sequence[SafetyStock] = (
        SafetyStock(1),
        SafetyStock(2, SHOP),
        SafetyStock(3, SHOP, 71),
        SafetyStock(4, item_id="ART-1"),
        SafetyStock(5, SHOP, item_id="ART-1"),
        SafetyStock(6, SHOP, 71, "ART-1"),
    )
    found = [find_safety_stock(rules[:count], SHOP, 71, "ART-1", 9) for count in range(7)]
    assert found == [9, 1, 2, 3, 4, 5, 6]
    assert find_safety_stock(rules, OTHER_SHOP, 71, "ART-2", 9) == 1


NUMBERS = st.integers(0, 60)
LOCATIONS = st.lists(
    st.builds(LocationUnits, NUMBERS, st.booleans(), NUMBERS, NUMBERS, NUMBERS, st.integers(0, 9), NUMBERS),
    min_size=1,
    max_size=4,
    unique_by=lambda each: each.location_id,
)
DEMANDS = st.dictionaries(st.sampled_from([CASE, ABROAD, PHONE]), NUMBERS)


@given(LOCATIONS, DEMANDS, st.sampled_from([1, 6, 12]))
def test_a_store_never_offers_what_is_not_there_or_what_others_need(
    locations: list[LocationUnits], demands: Mapping[Seller, int], pieces: int
) -> None:
    targets = compute_targets(locations, demands, pieces)
    for target in targets.values():
        assert sum(term.units for term in target.terms) == target.quantity * pieces
    committed = pieces * sum(each.committed for each in locations)
    own = min(committed, sum(each.own for each in locations))
    offered = pieces * sum(each.quantity for each in targets.values()) - committed
    needed = sum(demands.values()) + committed - own
    assert offered <= max(sum(each.free for each in locations) - needed, -committed)


@given(LOCATIONS, DEMANDS, st.sampled_from([1, 6, 12]))
def test_safety_stock_never_raises_what_a_store_offers(
    locations: list[LocationUnits], demands: Mapping[Seller, int], pieces: int
) -> None:
    without = [replace(each, safety=0) for each in locations]
    with_safety, plain = (compute_targets(each, demands, pieces) for each in (locations, without))
    assert sum(each.quantity for each in with_safety.values()) <= sum(each.quantity for each in plain.values())
    for each in locations:
        assert with_safety[each.location_id].quantity * pieces <= max(0, each.free + each.own - each.safety)
