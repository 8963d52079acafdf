"""The proposed box and weight."""

from dataclasses import replace
from typing import Any

import pytest

from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.policies.parcel_contents import ParcelItem
from novex_shopify.domain.policies.parcel_proposal import propose_parcel
from tests.builders import an_item
from tests.domain.use_cases.assignment.assignment_steps import an_order_line

SMALL, LARGE = Box("S", "Small", 200, 100, 100, 80, max_weight_g=1_000), Box("L", "Large", 400, 300, 200, 250)
COOL, CARRIERS = Box("C", "Cool", 500, 400, 300, 900), Box("P", "Pak", 200, 100, 100, 0, "FedExPak")
BOXES = (CARRIERS, SMALL, LARGE, COOL)


def packed(units: int = 1, **changes: Any) -> ParcelItem:
    return ParcelItem(an_order_line(units), an_item(**{"grams": 250, "volume_ml": 400, **changes}), units)


@pytest.mark.parametrize(
    ("items", "box", "weight_g"),
    [
        ([packed(3)], SMALL, 830),
        ([packed(4)], LARGE, 1_250),  # 1,600 ml fit into 80 % of 2 l, but 1,080 g are more than the box may weigh
        ([packed(5)], LARGE, 1_500),
        ([packed(1_000)], None, None),
        ([packed(box_code="C")], COOL, 1_150),
        ([packed(box_code="C"), packed(box_code="S")], None, None),
        ([packed(box_code="X")], None, None),
        ([packed(volume_ml=None)], None, None),
        ([packed(grams=None)], SMALL, None),
    ],
)
def test_the_smallest_box_that_fits_is_proposed(items: list[ParcelItem], box: Box | None, weight_g: int | None) -> None:
    proposal = propose_parcel(items, BOXES)
    assert (proposal.box, proposal.weight_g) == (box, weight_g)
    assert proposal.why


def test_an_item_without_a_weight_weighs_what_shopify_says_of_a_sold_unit() -> None:
    case = replace(an_order_line(1), grams=3_001, pieces=12)
    items = [ParcelItem(case, an_item(volume_ml=400), 6)]
    assert propose_parcel(items, BOXES).weight_g == 1_501 + LARGE.tare_g
