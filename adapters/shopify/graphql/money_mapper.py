"""GraphQL amounts to the domain's `Money`, with the decimal places of their currency: 4980.0 JPY is 4980."""

from novex_shopify.adapters.shopify.graphql.responses import MoneyBag, MoneyV2
from novex_shopify.domain.model.currency import normalize_amount
from novex_shopify.domain.model.money import Money


def map_money(bag: MoneyBag) -> Money:
    """The amount in the shop's currency."""
    return _map_amount(bag.shop_money)


def map_optional_money(bag: MoneyBag | None) -> Money | None:
    return map_money(bag) if bag else None


def map_presentment_money(bag: MoneyBag) -> Money | None:
    """The amount that the customer saw; None if it was in the shop's currency."""
    presentment = bag.presentment_money
    if presentment is None or presentment.currency_code == bag.shop_money.currency_code:
        return None
    return _map_amount(presentment)


def _map_amount(money: MoneyV2) -> Money:
    return Money(normalize_amount(money.amount, money.currency_code), money.currency_code)
