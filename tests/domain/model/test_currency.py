"""Amounts have the decimal places of their currency, however Shopify writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.currency import get_smallest_unit, normalize_amount, round_amount


@pytest.mark.parametrize(
    ("written", "currency", "normalized"),
    [
        ("4980.0", "JPY", "4980"),
        ("31.0", "EUR", "31.00"),
        ("12.34", "KWD", "12.340"),
        ("0.0", "KRW", "0"),
        ("-0.5", "USD", "-0.50"),
        ("0.005", "EUR", "0.005"),
        ("0.5", "JPY", "0.5"),
        ("1E+400", "EUR", "1E+400"),
    ],
)
def test_an_amount_gets_the_places_of_its_currency_and_loses_nothing(
    written: str, currency: str, normalized: str
) -> None:
    assert str(normalize_amount(Decimal(written), currency)) == normalized


@given(st.decimals(allow_nan=False), st.sampled_from(["JPY", "EUR", "KWD", "", "XYZ"]))
def test_an_amount_never_changes_its_value(amount: Decimal, currency: str) -> None:
    assert normalize_amount(amount, currency) == amount


def test_halves_are_rounded_away_from_zero() -> None:
    assert round_amount(Decimal("1.005"), "EUR") == Decimal("1.01")
    assert round_amount(Decimal("-0.5"), "JPY") == Decimal(-1)


def test_the_smallest_unit_is_that_of_iso_4217() -> None:
    units = [str(get_smallest_unit(currency)) for currency in ("JPY", "EUR", "KWD")]
    assert units == ["1", "0.01", "0.001"]
