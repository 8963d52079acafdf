"""Amounts in webhook bodies to the domain's `Money`, with the decimal places of their currency."""

from decimal import Decimal

from novex_shopify.adapters.shopify.webhooks import money_schemas as schemas
from novex_shopify.domain.model.currency import normalize_amount
from novex_shopify.domain.model.money import Money


def map_money(amount: Decimal, currency: str) -> Money:
    return Money(normalize_amount(amount, currency), currency)


def map_optional_money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else map_money(amount, currency)


def map_shop_money(amounts: schemas.AmountSet | None, currency: str) -> Money | None:
    """The amount in the shop's currency."""
    return map_money(amounts.shop_money.amount, currency) if amounts and amounts.shop_money else None


def map_presentment_money(amounts: schemas.AmountSet | None, currency: str) -> Money | None:
    """The amount that the customer saw; None if it was in the shop's currency."""
    presentment = amounts.presentment_money if amounts else None
    if presentment is None or presentment.currency_code in ("", currency):
        return None
    return map_money(presentment.amount, presentment.currency_code)
