"""Amounts in columns, and the domain's `Money`."""

from decimal import Decimal

from novex_shopify.domain.model.money import Money


def to_amount(money: Money | None) -> Decimal | None:
    return money.amount if money else None


def to_money(amount: Decimal | None, currency: str | None) -> Money | None:
    return Money(amount, currency) if amount is not None and currency else None
