"""Amounts in webhook bodies."""

from decimal import Decimal

import msgspec
import pytest

from novex_shopify.adapters.shopify.webhooks.money_mapper import (
    map_optional_money,
    map_presentment_money,
    map_shop_money,
)
from novex_shopify.adapters.shopify.webhooks.money_schemas import Amount, AmountSet
from novex_shopify.domain.model.money import Money

TEN, ELEVEN = Amount(Decimal("10.00"), "EUR"), Amount(Decimal("11.00"), "USD")


@pytest.mark.parametrize("amount", [b'"0.10"', b"0.10", b"0.1"])
def test_texts_and_numbers_are_read_exactly(amount: bytes) -> None:
    assert msgspec.json.decode(b'{"amount": ' + amount + b"}", type=Amount).amount == Decimal("0.1")


def test_a_missing_amount_is_none() -> None:
    assert map_optional_money(None, "EUR") is None
    assert map_shop_money(None, "EUR") is None
    assert map_shop_money(AmountSet(), "EUR") is None


def test_the_shops_amount_is_in_the_shops_currency() -> None:
    assert map_shop_money(AmountSet(TEN, ELEVEN), "EUR") == Money(Decimal("10.00"), "EUR")


def test_the_customers_amount_is_kept_only_in_another_currency() -> None:
    assert map_presentment_money(AmountSet(TEN, ELEVEN), "EUR") == Money(Decimal("11.00"), "USD")
    for same in (AmountSet(TEN, TEN), AmountSet(TEN, Amount(Decimal(1))), AmountSet(TEN), None):
        assert map_presentment_money(same, "EUR") is None
