"""Weights and lengths as carriers in the United States count them."""

from decimal import Decimal

import pytest

from novex_shopify.domain.policies.us_measures import to_declared_ounces, to_inches, to_ounces


@pytest.mark.parametrize(("grams", "ounces"), [(0, "0.1"), (1, "0.1"), (28, "1.0"), (29, "1.1"), (1_500, "53.0")])
def test_ounces_are_rounded_up_to_a_tenth(grams: int, ounces: str) -> None:
    assert to_ounces(grams) == Decimal(ounces)


def test_the_declared_parts_of_a_parcel_never_weigh_more_than_the_parcel() -> None:
    parts = [Decimal(10)] * 40
    assert sum(map(to_declared_ounces, parts)) <= to_ounces(400)
    assert to_declared_ounces(Decimal("0.001")) == Decimal("0.001")


@pytest.mark.parametrize(("millimetres", "inches"), [(0, "0.1"), (254, "10.0"), (255, "10.1"), (300, "11.9")])
def test_inches_are_rounded_up_to_a_tenth(millimetres: int, inches: str) -> None:
    assert to_inches(millimetres) == Decimal(inches)
