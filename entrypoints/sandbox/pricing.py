"""What an order costs: discount over the lines, tax on what is left, shipping by country."""

from dataclasses import replace
from decimal import Decimal

from novex_shopify.entrypoints.sandbox.errors import BadInput
from novex_shopify.entrypoints.sandbox.money import ZERO, cents, spread
from novex_shopify.entrypoints.sandbox.orders import Discount, OrderLine, Shipping

TAXED_COUNTRIES = frozenset(("AT", "BE", "CZ", "DE", "DK", "ES", "FR", "GR", "IE", "IT", "NL", "PL", "PT", "SE"))
STANDARD_TAX = Decimal("0.19")
FREE_SHIPPING_FROM = Decimal("120.00")

DISCOUNTS = {
    "WELCOME10": Discount(code="WELCOME10", kind="percentage", value=Decimal("10.0")),
    "TAKE5": Discount(code="TAKE5", kind="fixed_amount", value=Decimal("5.0")),
}


def discount_for(code: str | None, lines: tuple[OrderLine, ...]) -> Discount | None:
    """Work out what a code takes off all but gift cards. Raises `BadInput` for a code the shop does not have."""
    if code is None:
        return None
    if code not in DISCOUNTS:
        raise BadInput(f"discount_code: this shop knows {', '.join(sorted(DISCOUNTS))}, not '{code}'")
    discount, goods = DISCOUNTS[code], sum((_reducible(line) for line in lines), ZERO)
    amount = cents(goods * discount.value / 100) if discount.kind == "percentage" else min(discount.value, goods)
    return replace(discount, amount=cents(amount))


def priced_lines(
    lines: tuple[OrderLine, ...], discount: Discount | None, country_code: str, *, included: bool
) -> tuple[OrderLine, ...]:
    """Give each line its share of the discount and its tax; outside the home market there is no tax."""
    shares = spread(discount.amount if discount else ZERO, [_reducible(line) for line in lines])
    discounted = (replace(line, discount=share) for line, share in zip(lines, shares, strict=True))
    return tuple(_taxed(line, country_code, included=included) for line in discounted)


def _reducible(line: OrderLine) -> Decimal:
    return ZERO if line.gift_card else line.full_price


def _taxed(line: OrderLine, country_code: str, *, included: bool) -> OrderLine:
    rate = line.tax_rate if country_code in TAXED_COUNTRIES else ZERO
    return replace(line, tax_rate=rate, tax=tax_on(line.discounted_price, rate, included=included))


def shipping_for(number: int, subtotal: Decimal, country_code: str, *, included: bool) -> Shipping:
    """Price the parcel: free from a certain amount on, else by distance."""
    rate = STANDARD_TAX if country_code in TAXED_COUNTRIES else ZERO
    if subtotal >= FREE_SHIPPING_FROM:
        return Shipping(id=number, title="Free shipping", price=ZERO, tax_rate=rate)
    title, price = _tariff(country_code)
    return Shipping(id=number, title=title, price=price, tax_rate=rate, tax=tax_on(price, rate, included=included))


def _tariff(country_code: str) -> tuple[str, Decimal]:
    if country_code == "DE":
        return "Standard", Decimal("4.90")
    if country_code in TAXED_COUNTRIES:
        return "Standard Europe", Decimal("11.90")
    return "International", Decimal("24.50")


def tax_on(amount: Decimal, rate: Decimal, *, included: bool) -> Decimal:
    """Work out the tax on top of an amount, or the part of the amount that is tax."""
    return cents(amount - amount / (1 + rate)) if included else cents(amount * rate)
