"""Amounts of money."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

_MAX_DIGITS = 20


def is_amount(number: Decimal) -> bool:
    """Return whether a number is finite, and neither so large nor so small that a database refuses it."""
    return number.is_finite() and -_MAX_DIGITS < number.adjusted() < _MAX_DIGITS


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency. Amounts in different currencies cannot be added."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not is_amount(self.amount):
            raise ValueError("an amount is not a number in its range")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same_currency(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same_currency(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same_currency(self, other: "Money") -> Decimal:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added up")
        return other.amount


def sum_by_currency(amounts: Iterable[Money]) -> Sequence[Money]:
    """One sum for each currency, by its code."""
    totals: dict[str, Money] = {}
    for each in amounts:
        totals[each.currency] = totals[each.currency] + each if each.currency in totals else each
    return [totals[currency] for currency in sorted(totals)]
