"""What a customer buys: random lines, discounts, taxes and charges, in the customer's currency."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from random import Random

from tests.shopify_orders.money import CURRENCIES, ZERO, Currency, Exchange, split

FIRST_ID = 5_000_000_000_000


class Kind(StrEnum):
    """What a line item is."""

    ITEM = "item"
    GIFT_CARD = "gift_card"
    TIP = "tip"


class TaxRounding(StrEnum):
    """Where taxes are rounded.

    PER_LINE is Shopify's rule of today: each line is rounded, then added up (community.shopify.dev/t/19824,
    help.editorder.net/article/232). SPREAD is rounded for the order and spread over the lines
    (a real body of orders/create: 10.20 = 7.81 + 2.39 of bases 129.99 and 39.98 at 6 %). APART is rounded for
    the order, while each line is rounded as well, so they may differ by a unit (15.96 and 15.97).
    ORDER_ONLY states taxes for the order alone, as orders made through the API may (docs/orders.md).
    """

    PER_LINE = "per line"
    SPREAD = "for the order, spread"
    APART = "for the order, lines apart"
    ORDER_ONLY = "for the order only"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """`channel_liable` is None where liability is unknown (schema 2026-10, `TaxLine`)."""

    title: str
    rate: Decimal
    channel_liable: bool | None = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a discount; `application` is the index of the discount."""

    application: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """What one rate comes to."""

    rate: TaxRate
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Application:
    """A discount of the order. `type` is REST's: discount_code, automatic or manual."""

    type: str
    name: str
    target: str
    method: str
    value: Decimal
    value_type: str


@dataclass(slots=True)
class Charge:
    """Something with a price, discounts and taxes."""

    id: int
    title: str
    price: Decimal
    quantity: int = 1
    rates: tuple[TaxRate, ...] = ()
    allocations: list[Allocation] = field(default_factory=list)
    taxes: list[Tax] = field(default_factory=list)

    @property
    def gross(self) -> Decimal:
        """Before discounts."""
        return self.price * self.quantity

    @property
    def discount(self) -> Decimal:
        """All discounts together."""
        return sum((each.amount for each in self.allocations), ZERO)

    @property
    def net(self) -> Decimal:
        """After discounts, before tax that is not in the price."""
        return self.gross - self.discount

    @property
    def tax(self) -> Decimal:
        """The taxes stated for it."""
        return sum((each.amount for each in self.taxes), ZERO)


@dataclass(slots=True)
class Line(Charge):
    """A line item. `duty` is in the customer's currency; `added` says that an edit or an exchange brought it."""

    kind: Kind = Kind.ITEM
    variant_id: int | None = None
    duty: Decimal = ZERO
    added: bool = False
    returned: int = 0


@dataclass(slots=True)
class Shipping(Charge):
    """A shipping line. A removed one stays in the list and counts nowhere (docs/orders.md)."""

    removed: bool = False


@dataclass(frozen=True, slots=True)
class Fee:
    """An additional fee."""

    id: int
    name: str
    amount: Decimal


@dataclass(slots=True)
class Cart:
    """Everything chosen before Shopify computes. `order_discount` and `unlisted_tip` are on no line."""

    exchange: Exchange
    taxes_included: bool
    tax_rounding: TaxRounding
    lines: list[Line]
    shipping: list[Shipping]
    applications: list[Application] = field(default_factory=list)
    order_discount: Decimal = ZERO
    unlisted_tip: Decimal = ZERO
    fees: list[Fee] = field(default_factory=list)
    duties_included: bool = False
    cash: bool = False
    next_id: int = FIRST_ID

    def new_id(self) -> int:
        """An id that the order has not used yet."""
        self.next_id += 1
        return self.next_id


TAX_REGIMES: tuple[tuple[tuple[tuple[str, str], ...], ...], ...] = (
    ((("VAT", "0.19"),), (("VAT", "0.07"),), (("VAT", "0"),)),
    ((("VAT", "0.2"),), (("VAT", "0"),)),
    ((("State tax", "0.06"), ("County tax", "0.025")), (("State tax", "0.06"),), ()),
    ((("CT", "0.1"),), (("CT", "0.08"),)),
    ((("GST", "0.05"), ("QST", "0.09975")), (("GST", "0"), ("QST", "0"))),
)
"""For each regime the sets of rates that a line may have."""


def fill_cart(random: Random) -> Cart:
    """A random cart, mostly small."""
    exchange = _choose_exchange(random)
    regime = random.choice(TAX_REGIMES) if random.random() < 0.8 else ((),)
    liable = random.choices(("merchant", "channel", "first"), (86, 10, 4))[0]
    unknown = random.random() < 0.1
    sets = [_build_rates(each, liable, unknown=unknown) for each in regime]
    cart = Cart(
        exchange,
        taxes_included=random.random() < 0.4,
        tax_rounding=random.choices(list(TaxRounding), (60, 15, 10, 15))[0],
        lines=[],
        shipping=[],
    )
    for _ in range(random.choices((1, 2, 3, 5, 8), (50, 22, 15, 9, 4))[0]):
        cart.lines.append(new_line(random, cart, random.choice(sets)))
    for _ in range(random.choices((0, 1, 2), (35, 60, 5))[0]):
        cart.shipping.append(_new_shipping(random, cart, sets[0]))
    if cart.shipping and random.random() < 0.06:
        cart.shipping.append(_new_shipping(random, cart, sets[0]))
        cart.shipping[-1].removed = True
    _add_discounts(random, cart)
    _add_charges(random, cart)
    return cart


def new_line(random: Random, cart: Cart, rates: tuple[TaxRate, ...]) -> Line:
    """A product, or a line without a product."""
    quantity = random.choices((1, 2, 3, 7, 11, 40), (55, 18, 12, 7, 5, 3))[0]
    price = ZERO if random.random() < 0.03 else price_of(random, cart.exchange.customer)
    number = cart.new_id()
    variant_id = None if random.random() < 0.1 else number * 3
    return Line(number, f"Tea {number % 1000}", price, quantity, rates, variant_id=variant_id)


def price_of(random: Random, currency: Currency, most: int = 120) -> Decimal:
    """A price that is worth up to `most` dollars."""
    dollars = Decimal(random.choice((1, 1, most // 4, most)) * random.randint(50, 999)) / 1000
    return max(currency.round(dollars * currency.per_dollar), currency.unit)


def _choose_exchange(random: Random) -> Exchange:
    shop = CURRENCIES[
        random.choice(("EUR", "USD", "GBP", "EUR", "USD", "CHF", "CAD", "JPY", "KRW", "CLP", "KWD", "BHD"))
    ]
    if random.random() < 0.55:
        return Exchange(shop, shop, Decimal(1))
    customer = random.choice([each for each in CURRENCIES.values() if each is not shop])
    rate = shop.per_dollar / customer.per_dollar * Decimal(random.randint(9700, 10300)) / 10000
    return Exchange(shop, customer, Decimal(f"{rate:.6g}"))


def _build_rates(texts: tuple[tuple[str, str], ...], liable: str, *, unknown: bool) -> tuple[TaxRate, ...]:
    return tuple(
        TaxRate(
            title,
            Decimal(rate),
            True if liable == "channel" or (liable == "first" and not number) else None if unknown else False,
        )
        for number, (title, rate) in enumerate(texts)
    )


def _new_shipping(random: Random, cart: Cart, rates: tuple[TaxRate, ...]) -> Shipping:
    price = ZERO if random.random() < 0.15 else price_of(random, cart.exchange.customer, 16)
    return Shipping(cart.new_id(), random.choice(("Standard", "Express")), price, rates=rates)


def _add_discounts(random: Random, cart: Cart) -> None:
    if random.random() < 0.55:
        return
    if random.random() < 0.1:
        worth = sum((line.net for line in cart.lines), ZERO)
        cart.order_discount = cart.exchange.customer.round(worth * random.randint(1, 40) / 100)
        return
    for _ in range(random.choices((1, 2), (75, 25))[0]):
        random.choice(
            (_discount_one_line, _discount_each_line, _discount_across, _discount_across, _discount_shipping)
        )(random, cart)


def _discount_one_line(random: Random, cart: Cart) -> None:
    """A fixed amount off one line, as staff give it."""
    line, currency = random.choice(cart.lines), cart.exchange.customer
    amount = min(currency.round(line.gross * random.randint(1, 50) / 100), line.net)
    _allocate(cart, Application("manual", "Goodwill", "line_item", "one", amount, "fixed_amount"), [(line, amount)])


def _discount_each_line(random: Random, cart: Cart) -> None:
    """A percentage off each line, rounded line by line, as automatic discounts of products give it."""
    percent, currency = random.choice((5, 10, 15, 33, 50)), cart.exchange.customer
    parts = [(line, currency.round(line.net * percent / 100)) for line in cart.lines]
    _allocate(cart, Application("automatic", "Summer", "line_item", "each", Decimal(percent), "percentage"), parts)


def _discount_across(random: Random, cart: Cart) -> None:
    """A code for the whole order, rounded once and spread over the lines (apijs-*.json, TENOFF)."""
    currency, nets = cart.exchange.customer, [line.net for line in cart.lines]
    percentage = random.random() < 0.5
    value = Decimal(random.choice((5, 10, 12, 25))) if percentage else price_of(random, currency, 12)
    amount = min(currency.round(sum(nets, ZERO) * value / 100) if percentage else value, sum(nets, ZERO))
    application = Application(
        "discount_code",
        random.choice(("TENOFF", "WELCOME")),
        "line_item",
        "across",
        value,
        "percentage" if percentage else "fixed_amount",
    )
    _allocate(cart, application, list(zip(cart.lines, split(amount, nets, currency), strict=True)))


def _discount_shipping(random: Random, cart: Cart) -> None:
    """A code for shipping. Allocated to the shipping line (schema 2026-10, `ShippingLine.discountAllocations`)."""
    percent, currency = random.choice((50, 100)), cart.exchange.customer
    parts = [(line, currency.round(line.net * percent / 100)) for line in cart.shipping if not line.removed]
    _allocate(
        cart, Application("discount_code", "SHIPFREE", "shipping_line", "each", Decimal(percent), "percentage"), parts
    )


def _allocate(
    cart: Cart,
    application: Application,
    parts: list[tuple[Charge, Decimal]] | list[tuple[Line, Decimal]] | list[tuple[Shipping, Decimal]],
) -> None:
    if not any(amount for _, amount in parts):
        return
    cart.applications.append(application)
    for charge, amount in parts:
        if amount:
            charge.allocations.append(Allocation(len(cart.applications) - 1, amount))


def _add_charges(random: Random, cart: Cart) -> None:
    currency = cart.exchange.customer
    if random.random() < 0.15:
        for line in cart.lines:
            line.duty = price_of(random, currency, 20) if random.random() < 0.7 else ZERO
        cart.duties_included = cart.taxes_included and random.random() < 0.3
    if random.random() < 0.1:
        names = random.choice((["Import fee"], ["Import fee", "Handling"]))
        cart.fees = [Fee(cart.new_id(), name, price_of(random, currency, 8)) for name in names]
    if random.random() < 0.08:
        cart.lines.append(Line(cart.new_id(), "Gift card", price_of(random, currency), kind=Kind.GIFT_CARD))
    if random.random() < 0.2:
        unlisted = random.random() < 0.125
        for _ in range(random.choices((1, 2), (85, 15))[0]):
            _add_tip(random, cart, unlisted=unlisted)
    cart.cash = bool(not cart.exchange.converts and currency.cash_step and random.random() < 0.5)


def _add_tip(random: Random, cart: Cart, *, unlisted: bool) -> None:
    """A tip is a line item (schema 2026-10, `TipSale.lineItem`; REST `line_items[].tip`) and a total of the order.

    One in eight is a total only (docs/orders.md).
    """
    amount = price_of(random, cart.exchange.customer, 12)
    if unlisted:
        cart.unlisted_tip += amount
    else:
        cart.lines.append(Line(cart.new_id(), "Tip", amount, kind=Kind.TIP))
