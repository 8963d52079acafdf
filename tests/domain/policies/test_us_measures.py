"""Weights and lengths as carriers in the United States count them."""

from decimal import Decimal

import pytest

from novex_shopify.domain.policies.us_measures import to_inches, to_ounces


@pytest.mark.parametrize(("grams", "ounces"), [(0, "0.1"), (1, "0.1"), (28, "1.0"), (29, "1.1"), (1_500, "53.0")])
def test_ounces_are_rounded_up_to_a_tenth(grams: int, ounces: str) -> None:
    assert to_ounces(grams) == Decimal(ounces)


@pytest.mark.parametrize(("millimetres", "inches"), [(0, "0.1"), (254, "10.0"), (255, "10.1"), (300, "11.9")])
def test_inches_are_rounded_up_to_a_tenth(millimetres: int, inches: str) -> None:
    assert to_inches(millimetres) == Decimal(inches)
