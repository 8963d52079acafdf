"""Amounts in webhook bodies.

Shopify writes amounts as texts in some places and as numbers in others. Decoding to `Decimal` reads both exactly.
"""

from decimal import Decimal

import msgspec

from novex_shopify.adapters.shopify.field_types import Decisive

ZERO = Decimal(0)


class Amount(msgspec.Struct):
    """An amount in one currency."""

    amount: Decisive[Decimal] = ZERO
    currency_code: str = ""


class AmountSet(msgspec.Struct):
    """An amount in the shop's currency, and in the customer's (`presentment_money`)."""

    shop_money: Decisive[Amount | None] = None
    presentment_money: Amount | None = None
