"""Amounts as Shopify keeps, rounds and writes them.

A checkout computes in the customer's currency; each amount is then converted to the shop's currency and rounded by
itself, so the converted amounts need not add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Currency:
    """`places` are those of ISO 4217. `cash_step` is the smallest coin in use where cash payments are rounded."""

    code: str
    places: int
    per_dollar: Decimal
    cash_step: Decimal | None = None

    @property
    def unit(self) -> Decimal:
        """The smallest amount, such as 0.01."""
        return Decimal(1).scaleb(-self.places)

    def round(self, amount: Decimal) -> Decimal:
        """To the smallest unit, halves up."""
        return amount.quantize(self.unit, ROUND_HALF_UP)

    def floor(self, amount: Decimal) -> Decimal:
        """To the smallest unit, downwards."""
        return amount.quantize(self.unit, ROUND_FLOOR)


CURRENCIES = {
    each.code: each
    for each in (
        Currency("USD", 2, Decimal(1)),
        Currency("EUR", 2, Decimal("0.92")),
        Currency("GBP", 2, Decimal("0.79")),
        Currency("CAD", 2, Decimal("1.37"), Decimal("0.05")),
        Currency("CHF", 2, Decimal("0.88"), Decimal("0.05")),
        Currency("JPY", 0, Decimal(151)),
        Currency("KRW", 0, Decimal(1352)),
        Currency("CLP", 0, Decimal(948), Decimal(10)),
        Currency("KWD", 3, Decimal("0.307")),
        Currency("BHD", 3, Decimal("0.376")),
    )
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """The currencies of an order. `rate` is what one unit of the customer's currency is worth in the shop's."""

    shop: Currency
    customer: Currency
    rate: Decimal

    @property
    def converts(self) -> bool:
        """Whether the customer paid in another currency than the shop's."""
        return self.shop.code != self.customer.code

    def to_shop(self, amount: Decimal) -> Decimal:
        """An amount of the customer's in the shop's currency."""
        return self.shop.round(amount * self.rate) if self.converts else amount


def write_rest(amount: Decimal, currency: Currency) -> str:
    """With the currency's own places: "199.00" (bodies of orders), "20" for VND (a refund of a VND shop on GitHub)."""
    return f"{currency.round(amount) + ZERO:.{currency.places}f}"


def write_graphql(amount: Decimal) -> str:
    """Without trailing zeros, but with one place at least: "12354.0", "119.0"."""
    text = f"{amount + ZERO:f}"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def spread(exact: Sequence[Decimal], total: Decimal, currency: Currency) -> list[Decimal]:
    """Round parts down, and hand the units that are left out one at a time, starting with the first part.

    Schema 2026-10, `Sale`: "the remaining currency units that couldn't be divided evenly are allocated one at a time,
    starting with the first line item, until they are all accounted for". 10.00 over three lines of 199.00 is 3.34,
    3.33, 3.33 in real bodies of orders/updated. Parts of nothing get nothing.
    """
    parts = [currency.floor(part) for part in exact]
    units_left = int((total - sum(parts, ZERO)) / currency.unit)
    receivers = [number for number, part in enumerate(exact) if part]
    for turn in range(units_left):
        parts[receivers[turn % len(receivers)]] += currency.unit
    return parts


def split(total: Decimal, weights: Sequence[Decimal], currency: Currency) -> list[Decimal]:
    """An amount in proportion to weights, by the rule of `spread`."""
    whole = sum(weights, ZERO)
    if not whole or not total:
        return [ZERO for _ in weights]
    return spread([total * weight / whole for weight in weights], total, currency)


def take_units(total: Decimal, quantity: int, taken: range, currency: Currency) -> Decimal:
    """What some of a line's units are worth. The same rule: after they are allocated, units are never reallocated."""
    return sum(split(total, [Decimal(1)] * quantity, currency)[taken.start : taken.stop], ZERO)
