"""Amounts in bodies: in the shop's currency, and in the customer's."""

from decimal import Decimal

from novex_shopify.adapters.shopify.webhooks import order_schemas as shapes
from novex_shopify.domain.model.money import Money


def map_optional_money(amount: Decimal | None, currency: str) -> Money | None:
    """An amount that may be missing."""
    return None if amount is None else Money(amount, currency)


def map_shop_money(amounts: shapes.AmountSet | None, currency: str) -> Money | None:
    """What it is in the shop's currency."""
    return Money(amounts.shop_money.amount, currency) if amounts and amounts.shop_money else None


def map_presentment_money(amounts: shapes.AmountSet | None, currency: str) -> Money | None:
    """What the customer saw, if that was another currency than the shop's."""
    presentment = amounts.presentment_money if amounts else None
    return (
        Money(presentment.amount, presentment.currency_code)
        if presentment and presentment.currency_code not in ("", currency)
        else None
    )
