"""What goes back to the customer: units of lines, shipping, duties, fees, or money alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from tests.shopify_orders.cart import Cart, Fee, Kind, Line, Shipping
from tests.shopify_orders.money import ZERO, take_units


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Units of a line. `subtotal` is after discounts; it holds the tax if prices do."""

    id: int
    line: Line
    quantity: int
    subtotal: Decimal
    tax: Decimal
    restock_type: str


@dataclass(frozen=True, slots=True)
class ReturnedShipping:
    """Shipping. Since 2024-10 in lines of its own, and no longer an adjustment (shopify.dev, REST 2024-10, Refund)."""

    id: int
    shipping: Shipping
    subtotal: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The computed refund less the real one: positive where the customer got less."""

    id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Transaction:
    """The money, in the customer's currency. In a webhook its amount is stated in that currency only."""

    id: int
    amount: Decimal
    status: str


@dataclass(slots=True)
class Refund:
    """One refund. Without a transaction it is an edit or an exchange."""

    id: int
    lines: list[ReturnedLine] = field(default_factory=list)
    shipping: list[ReturnedShipping] = field(default_factory=list)
    duties: list[Line] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)

    def amounts(self, *, taxes_included: bool) -> list[Decimal]:
        """Each amount that counts towards the value, adjustments with their sign turned."""
        parts = [amount for line in self.lines for amount in (line.subtotal, line.tax)]
        parts += [amount for line in self.shipping for amount in (line.subtotal, line.tax)]
        if taxes_included:
            del parts[1::2]
        charges = [*(line.duty for line in self.duties), *(fee.amount for fee in self.fees)]
        return [*parts, *charges, *(-each.amount for each in self.adjustments)]

    def value(self, *, taxes_included: bool) -> Decimal:
        """What was returned, in the customer's currency."""
        return sum(self.amounts(taxes_included=taxes_included), ZERO)

    def repaid(self) -> Decimal:
        """The money that has arrived."""
        return sum((each.amount for each in self.transactions if each.status == "success"), ZERO)


def refund_some(random: Random, cart: Cart, earlier: Sequence[Refund], left: Decimal) -> Refund | None:
    """Some units, perhaps with their duties and with shipping, and perhaps for another amount than computed."""
    refund = Refund(cart.new_id())
    for line in cart.lines:
        if line.kind is Kind.ITEM and line.returned < line.quantity and random.random() < 0.6:
            _return_units(random, cart, refund, line, random.randint(1, line.quantity - line.returned))
            if line.returned == line.quantity and line.duty and not cart.duties_included and random.random() < 0.7:
                refund.duties.append(line)
    if random.random() < 0.25:
        _return_shipping(cart, refund, earlier, part=random.choice((Decimal(1), Decimal(1), Decimal("0.4"))))
    returned_fees = {fee.id for each in earlier for fee in each.fees}
    refund.fees = [fee for fee in cart.fees if fee.id not in returned_fees and random.random() < 0.3]
    if not refund.lines and not refund.shipping:
        return None
    return _pay(random, cart, refund, left)


def refund_everything(random: Random, cart: Cart, earlier: Sequence[Refund], left: Decimal) -> Refund | None:
    """All that is left of the lines, with shipping, duties and fees. Only for an order that is whole."""
    if earlier:
        return None
    refund = Refund(cart.new_id())
    for line in cart.lines:
        _return_units(random, cart, refund, line, line.quantity)
        if line.duty and not cart.duties_included:
            refund.duties.append(line)
    _return_shipping(cart, refund, earlier)
    refund.fees = list(cart.fees)
    return _pay(random, cart, refund, left)


def refund_money(random: Random, cart: Cart, _: Sequence[Refund], left: Decimal) -> Refund | None:
    """Money alone: the computed refund is nothing, so all of it is an adjustment."""
    amount = cart.exchange.customer.round(left * random.randint(1, 60) / 100)
    if not amount:
        return None
    refund = Refund(cart.new_id(), adjustments=[Adjustment(cart.new_id(), -amount)])
    return _pay(random, cart, refund, left, exact=True)


def return_lines(random: Random, cart: Cart, exchanged_for: Decimal | None) -> Refund | None:
    """Units taken off by an edit, or returned for others that are worth `exchanged_for`; what is left is repaid."""
    line = random.choice([each for each in cart.lines if each.kind is Kind.ITEM])
    refund = Refund(cart.new_id())
    _return_units(random, cart, refund, line, random.randint(1, line.quantity))
    if line.returned == line.quantity and line.duty and not cart.duties_included and random.random() < 0.7:
        refund.duties.append(line)
    rest = refund.value(taxes_included=cart.taxes_included) - (exchanged_for or ZERO)
    if exchanged_for is not None and rest > 0:
        refund.transactions = [Transaction(cart.new_id(), rest, "success")]
    return refund


def _return_units(random: Random, cart: Cart, refund: Refund, line: Line, quantity: int) -> None:
    units, currency = range(line.returned, line.returned + quantity), cart.exchange.customer
    refund.lines.append(
        ReturnedLine(
            cart.new_id(),
            line,
            quantity,
            take_units(line.net, line.quantity, units, currency),
            sum((take_units(tax.amount, line.quantity, units, currency) for tax in line.taxes), ZERO),
            random.choice(("return", "cancel", "no_restock")),
        )
    )
    line.returned += quantity


def _return_shipping(cart: Cart, refund: Refund, earlier: Sequence[Refund], part: Decimal = Decimal(1)) -> None:
    if any(each.shipping for each in earlier):
        return
    round_part = cart.exchange.customer.round
    refund.shipping = [
        ReturnedShipping(cart.new_id(), each, round_part(each.net * part), round_part(each.tax * part))
        for each in cart.shipping
        if each.net and not each.removed
    ]


def _pay(random: Random, cart: Cart, refund: Refund, left: Decimal, *, exact: bool = False) -> Refund | None:
    """At most what is left is paid back; what was refunded without lines before is missing then."""
    value = refund.value(taxes_included=cart.taxes_included)
    if value > left:
        refund.adjustments.append(Adjustment(cart.new_id(), value - left))
        value = left
    elif not exact and random.random() < 0.15:
        change = cart.exchange.customer.round(value * random.randint(-10, 30) / 100)
        if change and value - change <= left:
            refund.adjustments.append(Adjustment(cart.new_id(), change))
            value -= change
    if value:
        first = cart.exchange.customer.round(value / 3) if random.random() < 0.15 else ZERO
        for amount in filter(None, (first, value - first)):
            status = "pending" if random.random() < 0.1 else "success"
            refund.transactions.append(Transaction(cart.new_id(), amount, status))
    return refund
