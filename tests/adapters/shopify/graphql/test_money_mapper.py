"""GraphQL amounts."""

from decimal import Decimal

from novex_shopify.adapters.shopify.graphql.money_mapper import map_money, map_optional_money, map_presentment_money
from novex_shopify.adapters.shopify.graphql.responses import MoneyBag, MoneyV2
from novex_shopify.domain.model.money import Money

EUROS, DOLLARS = MoneyV2(Decimal("10.00"), "EUR"), MoneyV2(Decimal("11.00"), "USD")


def test_an_amount_is_taken_in_the_shops_currency() -> None:
    assert map_money(MoneyBag(EUROS, DOLLARS)) == Money(Decimal("10.00"), "EUR")
    assert map_optional_money(None) is None


def test_the_customers_amount_is_kept_only_in_another_currency() -> None:
    assert map_presentment_money(MoneyBag(EUROS, DOLLARS)) == Money(Decimal("11.00"), "USD")
    assert map_presentment_money(MoneyBag(EUROS, EUROS)) is None
    assert map_presentment_money(MoneyBag(EUROS)) is None
