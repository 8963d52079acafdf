"""Amounts of money, exact to the cent."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def round_to_cents(amount: Decimal) -> Decimal:
    """Round half up, away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def split_by_weights(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split `total` in proportion to `weights`; the parts add up to it exactly."""
    weight_sum = sum(weights, ZERO)
    parts: list[Decimal] = []
    taken, seen = ZERO, ZERO
    for weight in weights:
        seen += weight
        part = round_to_cents(total * seen / weight_sum) - taken if weight_sum else ZERO
        taken += part
        parts.append(part)
    return parts


def compute_share(total: Decimal, units: range, unit_count: int) -> Decimal:
    """Return the amount of some of `unit_count` equal units, so that the amounts of all add up exactly."""
    return round_to_cents(total * units.stop / unit_count) - round_to_cents(total * units.start / unit_count)


def is_valid_amount(value: Decimal) -> bool:
    """True for an amount that is not negative and has whole cents."""
    return value.is_finite() and value >= 0 and value == round_to_cents(value)


def build_money_bag(amount: Decimal, currency: str) -> dict[str, dict[str, str]]:
    """Build the value of a `*_set` field of webhook payloads."""
    money = {"amount": f"{amount:.2f}", "currency_code": currency}
    return {"shop_money": money, "presentment_money": dict(money)}
