"""Amounts are exact, and stay in their currency."""

from collections.abc import Callable
from decimal import Decimal
from operator import add, sub

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.money import Money
from tests.builders import euros

CENTS = st.integers(-1_000_000, 1_000_000).map(lambda cents: Money(Decimal(cents) / 100, "EUR"))


def test_amounts_of_one_currency_are_added_and_subtracted_exactly() -> None:
    assert euros("0.10") + euros("0.20") == euros("0.30")
    assert euros("0.30") - euros("0.10") == euros("0.20")


@pytest.mark.parametrize("operation", [add, sub])
def test_amounts_of_two_currencies_are_neither_added_nor_subtracted(operation: Callable[[Money, Money], Money]) -> None:
    with pytest.raises(ValueError, match="EUR and USD cannot be added up"):
        operation(euros("1.00"), Money(Decimal("1.00"), "USD"))


def test_a_price_is_multiplied_by_a_quantity() -> None:
    assert euros("4.50") * 3 == euros("13.50")


def test_an_amount_is_shown_with_its_decimals_and_its_currency() -> None:
    assert (str(euros("4.50")), str(-euros("4.50"))) == ("4.50 EUR", "-4.50 EUR")


@given(first=CENTS, second=CENTS)
def test_subtracting_is_adding_the_negative_amount(first: Money, second: Money) -> None:
    assert first - second == first + -second
    assert first + second - second == first
