"""Amounts in webhook bodies to the domain's `Money`."""

from decimal import Decimal

from novex_shopify.adapters.shopify.webhooks import money_schemas as schemas
from novex_shopify.domain.model.money import Money


def map_optional_money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)


def map_shop_money(amounts: schemas.AmountSet | None, currency: str) -> Money | None:
    """The amount in the shop's currency."""
    return Money(amounts.shop_money.amount, currency) if amounts and amounts.shop_money else None


def map_presentment_money(amounts: schemas.AmountSet | None, currency: str) -> Money | None:
    """The amount that the customer saw; None if it was in the shop's currency."""
    presentment = amounts.presentment_money if amounts else None
    if presentment is None or presentment.currency_code in ("", currency):
        return None
    return Money(presentment.amount, presentment.currency_code)
