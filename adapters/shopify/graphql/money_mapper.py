"""GraphQL amounts to the domain's `Money`."""

from novex_shopify.adapters.shopify.graphql.responses import MoneyBag
from novex_shopify.domain.model.money import Money


def map_money(bag: MoneyBag) -> Money:
    """The amount in the shop's currency."""
    return Money(bag.shop_money.amount, bag.shop_money.currency_code)


def map_optional_money(bag: MoneyBag | None) -> Money | None:
    return map_money(bag) if bag else None


def map_presentment_money(bag: MoneyBag) -> Money | None:
    """The amount that the customer saw; None if it was in the shop's currency."""
    presentment = bag.presentment_money
    if presentment is None or presentment.currency_code == bag.shop_money.currency_code:
        return None
    return Money(presentment.amount, presentment.currency_code)
