"""The JSON columns `discounts` and `taxes` of `erp_order_lines`, in the currencies of the order.

An order has many lines, so these are arrays without field names: the version, then the fields in order.
"""

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from novex_shopify.adapters.erp.amounts import to_amount, to_money
from novex_shopify.adapters.persistence.json_document import Document, to_json
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, Tax


class DiscountDocument(Document, frozen=True, array_like=True):
    title: str
    amount: Decimal
    presentment: Decimal | None


class TaxDocument(Document, frozen=True, array_like=True):
    title: str
    rate: Decimal | None
    amount: Decimal
    channel_liable: bool
    presentment: Decimal | None


_DISCOUNTS_DECODER = msgspec.json.Decoder(tuple[DiscountDocument, ...])
_TAXES_DECODER = msgspec.json.Decoder(tuple[TaxDocument, ...])


def encode_discounts(discounts: Iterable[Discount]) -> str:
    return to_json(
        [DiscountDocument(each.title, each.amount.amount, to_amount(each.presentment)) for each in discounts]
    )


def decode_discounts(text: str, currency: str, presentment_currency: str | None) -> tuple[Discount, ...]:
    return tuple(
        Discount(each.title, Money(each.amount, currency), to_money(each.presentment, presentment_currency))
        for each in _DISCOUNTS_DECODER.decode(text)
    )


def encode_taxes(taxes: Iterable[Tax]) -> str:
    return to_json(
        [
            TaxDocument(each.title, each.rate, each.amount.amount, each.channel_liable, to_amount(each.presentment))
            for each in taxes
        ]
    )


def decode_taxes(text: str, currency: str, presentment_currency: str | None) -> tuple[Tax, ...]:
    return tuple(
        Tax(
            each.title,
            each.rate,
            Money(each.amount, currency),
            each.channel_liable,
            to_money(each.presentment, presentment_currency),
        )
        for each in _TAXES_DECODER.decode(text)
    )
