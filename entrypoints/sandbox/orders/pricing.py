"""Prices an order: discount over the lines, tax on the rest, shipping by country."""

from dataclasses import replace
from decimal import Decimal

from novex_shopify.entrypoints.sandbox.errors import InvalidInput
from novex_shopify.entrypoints.sandbox.model.orders import Discount, OrderLine, ShippingLine
from novex_shopify.entrypoints.sandbox.money import ZERO, round_to_cents, split_by_weights

TAXED_COUNTRIES = frozenset(("AT", "BE", "CZ", "DE", "DK", "ES", "FR", "GR", "IE", "IT", "NL", "PL", "PT", "SE"))
STANDARD_TAX_RATE = Decimal("0.19")
FREE_SHIPPING_THRESHOLD = Decimal("120.00")

DISCOUNT_CODES = {
    "WELCOME10": Discount(code="WELCOME10", value_type="percentage", value=Decimal("10.0")),
    "TAKE5": Discount(code="TAKE5", value_type="fixed_amount", value=Decimal("5.0")),
}


def compute_discount(code: str | None, lines: tuple[OrderLine, ...]) -> Discount | None:
    """Compute a code's discount on everything but gift cards. Raises `InvalidInput` for an unknown code."""
    if code is None:
        return None
    if code not in DISCOUNT_CODES:
        raise InvalidInput(f"discount_code: must be one of {', '.join(sorted(DISCOUNT_CODES))}, not '{code}'")
    discount, discountable_total = DISCOUNT_CODES[code], sum((_get_discountable_amount(line) for line in lines), ZERO)
    amount = (
        round_to_cents(discountable_total * discount.value / 100)
        if discount.value_type == "percentage"
        else min(discount.value, discountable_total)
    )
    return replace(discount, amount=round_to_cents(amount))


def apply_discount_and_tax(
    lines: tuple[OrderLine, ...], discount: Discount | None, country_code: str, *, taxes_included: bool
) -> tuple[OrderLine, ...]:
    """Give each line its share of the discount, and its tax; there is no tax outside the home market."""
    shares = split_by_weights(discount.amount if discount else ZERO, [_get_discountable_amount(line) for line in lines])
    discounted = (replace(line, discount=share) for line, share in zip(lines, shares, strict=True))
    return tuple(_apply_tax(line, country_code, taxes_included=taxes_included) for line in discounted)


def _get_discountable_amount(line: OrderLine) -> Decimal:
    return ZERO if line.gift_card else line.original_total


def _apply_tax(line: OrderLine, country_code: str, *, taxes_included: bool) -> OrderLine:
    rate = line.tax_rate if country_code in TAXED_COUNTRIES else ZERO
    return replace(line, tax_rate=rate, tax=compute_tax(line.discounted_total, rate, taxes_included=taxes_included))


def compute_shipping_line(line_id: int, subtotal: Decimal, country_code: str, *, taxes_included: bool) -> ShippingLine:
    """Price the shipping: free from a certain amount on, else by country."""
    rate = STANDARD_TAX_RATE if country_code in TAXED_COUNTRIES else ZERO
    if subtotal >= FREE_SHIPPING_THRESHOLD:
        return ShippingLine(id=line_id, title="Free shipping", price=ZERO, tax_rate=rate)
    title, price = _get_shipping_rate(country_code)
    return ShippingLine(
        id=line_id, title=title, price=price, tax_rate=rate, tax=compute_tax(price, rate, taxes_included=taxes_included)
    )


def _get_shipping_rate(country_code: str) -> tuple[str, Decimal]:
    if country_code == "DE":
        return "Standard", Decimal("4.90")
    if country_code in TAXED_COUNTRIES:
        return "Standard Europe", Decimal("11.90")
    return "International", Decimal("24.50")


def compute_tax(amount: Decimal, rate: Decimal, *, taxes_included: bool) -> Decimal:
    """Compute the tax on an amount, or the tax that the amount includes."""
    return round_to_cents(amount - amount / (1 + rate)) if taxes_included else round_to_cents(amount * rate)
