"""What GraphQL orders say beside amounts."""

from decimal import Decimal

import pytest

from novex_shopify.adapters.shopify.graphql import order_responses as responses
from novex_shopify.adapters.shopify.graphql.order_details_mapper import map_grams, map_group, map_selling_plan
from novex_shopify.domain.model.order_details import LineItemGroup, SellingPlan


@pytest.mark.parametrize(
    ("value", "unit", "grams"),
    [
        ("120", "GRAMS", 120),
        ("0.2", "KILOGRAMS", 200),
        ("1", "POUNDS", 454),
        ("1.25", "POUNDS", 567),
        ("8", "OUNCES", 227),
        ("0", "GRAMS", None),
        ("1", "STONES", None),
    ],
)
def test_a_weight_is_in_whole_grams(value: str, unit: str, grams: int | None) -> None:
    assert map_grams(responses.Weight(Decimal(value), unit)) == grams


def test_a_bundle_and_a_selling_plan_may_have_no_variant_and_no_id() -> None:
    assert map_group(responses.LineItemGroup("gid://shopify/LineItemGroup/31")) == LineItemGroup(31)
    assert map_selling_plan(responses.SellingPlan("Monthly")) == SellingPlan("Monthly")
