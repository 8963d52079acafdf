"""The amounts of a stored order."""

from decimal import Decimal

from msgspec import Struct


class MoneyDocument(Struct, frozen=True):
    amount: Decimal
    currency: str


class TaxDocument(Struct, frozen=True):
    title: str
    rate: Decimal | None
    amount: MoneyDocument
    channel_liable: bool
    presentment: MoneyDocument | None


class DiscountDocument(Struct, frozen=True):
    title: str
    amount: MoneyDocument
    presentment: MoneyDocument | None
