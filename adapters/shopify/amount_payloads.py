"""Amounts in bodies: in the shop's currency, and in the customer's."""

from decimal import Decimal

from novex_shopify.adapters.shopify import order_shapes as shapes
from novex_shopify.domain.model.money import Money


def money_or_none(amount: Decimal | None, currency: str) -> Money | None:
    """An amount that may be missing."""
    return None if amount is None else Money(amount, currency)


def in_shop(amounts: shapes.AmountSet | None, currency: str) -> Money | None:
    """What it is in the shop's currency."""
    return Money(amounts.shop_money.amount, currency) if amounts and amounts.shop_money else None


def in_presentment(amounts: shapes.AmountSet | None, currency: str) -> Money | None:
    """What the customer saw, if that was another currency than the shop's."""
    seen = amounts.presentment_money if amounts else None
    return Money(seen.amount, seen.currency_code) if seen and seen.currency_code not in ("", currency) else None
