"""An order as Shopify computes it from a cart, and what happens to it afterwards."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from random import Random

from tests.shopify_orders.cart import (
    Cart,
    Charge,
    Kind,
    Line,
    Shipping,
    Tax,
    TaxRate,
    TaxRounding,
    fill_cart,
    new_line,
    price_of,
)
from tests.shopify_orders.money import ZERO, Exchange, spread
from tests.shopify_orders.refund import Refund, refund_everything, refund_money, refund_some, return_lines

Refunder = Callable[[Random, Cart, Sequence[Refund], Decimal], Refund | None]


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of an order in the customer's currency, before anything was returned."""

    lines: Decimal
    discounts: Decimal
    subtotal: Decimal
    shipping: Decimal
    tax: Decimal
    tip: Decimal
    duties: Decimal
    fees: Decimal
    total: Decimal


@dataclass(slots=True)
class Order:
    """An order with all its amounts.

    `totals_follow_edits` says whether the totals "before returns" hold what an edit added: payloads show that they do
    not, while the schema has `originalTotalPriceSet` beside `totalPriceSet`, as
    if they did. Both are generated. Duties are those "when an order was created" either way (`originalTotalDutiesSet`).
    `shipping_tax_stays` says whether the tax of today still holds that of refunded shipping: no payload shows it.
    `return_fee` is kept of what was returned: today's total holds it, and only the return states it (schema 2026-10,
    `Return.returnShippingFees`). `surplus` is an amount in the total that nothing explains: to be refused.
    """

    seed: int
    id: int
    cart: Cart
    refunds: list[Refund] = field(default_factory=list)
    totals_follow_edits: bool = False
    shipping_tax_stays: bool = False
    return_fee: Decimal = ZERO
    surplus: Decimal = ZERO

    @property
    def exchange(self) -> Exchange:
        """The currencies."""
        return self.cart.exchange

    @property
    def shipping(self) -> list[Shipping]:
        """The shipping lines that count."""
        return [each for each in self.cart.shipping if not each.removed]

    @property
    def charges(self) -> Sequence[Charge]:
        """Line items and shipping lines that count."""
        return [*self.cart.lines, *self.shipping]

    @property
    def edited(self) -> bool:
        """Whether lines were added later."""
        return any(line.added for line in self.cart.lines)

    def sold(self) -> Totals:
        """The totals with everything that was ever added."""
        return self._total_of(self.cart.lines)

    def stated_lines(self) -> list[Line]:
        """The line items that those totals hold."""
        return [line for line in self.cart.lines if self.totals_follow_edits or not line.added]

    def stated(self) -> Totals:
        """The totals that Shopify states as those before returns."""
        return self._total_of(self.stated_lines())

    def current_total(self) -> Decimal:
        """What is left after all that was returned, the surplus included.

        Schema 2026-10: "The total price of the order, after returns". A refund of money alone lowers it by its
        adjustment, so that nothing is outstanding.
        """
        returned = sum((each.value(taxes_included=self.cart.taxes_included) for each in self.refunds), ZERO)
        return self.sold().total + self.return_fee + self.surplus - returned

    def paid(self) -> Decimal:
        """What the customer paid when the order was placed."""
        return self._total_of([line for line in self.cart.lines if not line.added]).total + self.surplus

    def outstanding(self) -> Decimal:
        """What is still to be paid, negative where the customer is owed."""
        repaid = sum((each.repaid() for each in self.refunds), ZERO)
        return self.current_total() - (self.paid() - repaid)

    def cash_rounding(self) -> Decimal:
        """What the cash payment was rounded by, beside the total (schema 2026-10, `CashRoundingAdjustment`)."""
        step = self.exchange.customer.cash_step
        if not self.cart.cash or step is None:
            return ZERO
        return (self.paid() / step).quantize(Decimal(1), ROUND_HALF_UP) * step - self.paid()

    def refund_cash_rounding(self) -> Decimal:
        """What the money given back in cash was rounded by."""
        step, repaid = self.exchange.customer.cash_step, sum((each.repaid() for each in self.refunds), ZERO)
        if not self.cart.cash or step is None:
            return ZERO
        return (repaid / step).quantize(Decimal(1), ROUND_HALF_UP) * step - repaid

    def placed_duties(self) -> Decimal:
        """The duties when the order was placed."""
        return _sum(line.duty for line in self.cart.lines if not line.added)

    def duties_left(self) -> Decimal:
        """The duties that were not returned, also those that an edit added."""
        return self.sold().duties - _sum(line.duty for refund in self.refunds for line in refund.duties)

    def fees_left(self) -> Decimal:
        """The additional fees that were not returned."""
        return self.sold().fees - _sum(fee.amount for refund in self.refunds for fee in refund.fees)

    def tax_left(self) -> Decimal:
        """The tax of today."""
        returned = _sum(line.tax for refund in self.refunds for line in refund.lines)
        if not self.shipping_tax_stays:
            returned += _sum(line.tax for refund in self.refunds for line in refund.shipping)
        return self.sold().tax - returned

    def tax_totals(self) -> list[Tax]:
        """The taxes of its lines by rate and title (schema 2026-10, `Order.taxLines`)."""
        return compute_order_taxes(self.cart, [*self.stated_lines(), *self.shipping])

    def most_conversion_difference(self) -> Decimal:
        """What rounding of each converted amount can add up to: half a unit for each amount and each unit of a line."""
        if not self.exchange.converts:
            return ZERO
        amounts = sum(each.quantity + len(each.allocations) + len(each.taxes) for each in self.charges)
        of_order = 1 + len(self.cart.fees) + sum(1 for line in self.cart.lines if line.duty) + len(self.tax_totals())
        of_order += bool(self.cart.unlisted_tip) + bool(self.cart.order_discount)
        return self.exchange.shop.unit * (amounts + of_order) / 2

    def _total_of(self, lines: Sequence[Line]) -> Totals:
        cart = self.cart
        charges: list[Charge] = [*lines, *self.shipping]
        listed_tip = _sum(line.net for line in lines if line.kind is Kind.TIP)
        tax = _sum(each.amount for each in compute_order_taxes(cart, charges))
        subtotal = _sum(line.net for line in lines if line.kind is not Kind.TIP) - cart.order_discount
        shipping = _sum(each.net for each in self.shipping)
        duties, fees = _sum(line.duty for line in lines), _sum(each.amount for each in cart.fees)
        total = subtotal + shipping + listed_tip + cart.unlisted_tip + fees
        total += ZERO if cart.duties_included else duties
        total += ZERO if cart.taxes_included else tax
        return Totals(
            lines=_sum(line.gross for line in lines if line.kind is not Kind.TIP),
            discounts=_sum(each.discount for each in charges) + cart.order_discount,
            subtotal=subtotal,
            shipping=_sum(each.gross for each in self.shipping),
            tax=tax,
            tip=listed_tip + cart.unlisted_tip,
            duties=duties,
            fees=fees,
            total=total,
        )


def make_order(seed: int) -> Order:
    """The order of a seed."""
    return build_order(Random(seed), seed)


def build_order(random: Random, seed: int = 0) -> Order:
    """A random order; what happens to it is part of it."""
    cart = fill_cart(random)
    order = Order(seed, cart.new_id(), cart)
    compute_line_taxes(cart, order.charges)
    happens = random.choices((None, "refund", "edit", "exchange", "surplus"), (53, 27, 8, 6, 6))[0]
    if happens == "refund":
        _refund(random, order)
    elif happens in ("edit", "exchange"):
        _edit(random, order, exchange=happens == "exchange")
    elif happens == "surplus":
        _add_surplus(random, order)
    order.shipping_tax_stays = random.random() < 0.5
    return order


def compute_tax(cart: Cart, charge: Charge, rate: TaxRate) -> Decimal:
    """One tax, not rounded yet. A price that includes taxes is parted by all its rates together."""
    share = rate.rate / (1 + sum((each.rate for each in charge.rates), ZERO)) if cart.taxes_included else rate.rate
    return charge.net * share


def compute_line_taxes(cart: Cart, charges: Iterable[Charge]) -> None:
    """The taxes of each line, rounded as the order rounds them."""
    charges = list(charges)
    currency = cart.exchange.customer
    if cart.tax_rounding is TaxRounding.ORDER_ONLY:
        return
    for charge in charges:
        charge.taxes = [Tax(rate, currency.round(compute_tax(cart, charge, rate))) for rate in charge.rates]
    if cart.tax_rounding is not TaxRounding.SPREAD:
        return
    for rate in dict.fromkeys(rate for charge in charges for rate in charge.rates):
        taxed = [charge for charge in charges if rate in charge.rates]
        exact = [compute_tax(cart, charge, rate) for charge in taxed]
        parts = spread(exact, currency.round(_sum(exact)), currency)
        for charge, part in zip(taxed, parts, strict=True):
            charge.taxes[charge.rates.index(rate)] = Tax(rate, part)


def compute_order_taxes(cart: Cart, charges: Sequence[Charge]) -> list[Tax]:
    """What each rate comes to for the order. An edit adds the taxes of its lines to what was rounded before."""
    taxes = []
    for rate in dict.fromkeys(rate for charge in charges for rate in charge.rates):
        taxed = [charge for charge in charges if rate in charge.rates]
        amount = ZERO
        if cart.tax_rounding in (TaxRounding.APART, TaxRounding.ORDER_ONLY):
            placed = [charge for charge in taxed if not _is_added(charge)]
            amount = cart.exchange.customer.round(_sum(compute_tax(cart, charge, rate) for charge in placed))
            taxed = [charge for charge in taxed if _is_added(charge)]
        amount += _sum(tax.amount for charge in taxed for tax in charge.taxes if tax.rate == rate)
        taxes.append(Tax(rate, amount))
    return taxes


def _refund(random: Random, order: Order) -> None:
    """How tax or discount of the whole order is parted among units is not known, so those get money back alone."""
    cart = order.cart
    for _ in range(random.choices((1, 2), (80, 20))[0]):
        if cart.order_discount or cart.tax_rounding in (TaxRounding.APART, TaxRounding.ORDER_ONLY):
            make: Refunder = refund_money
        else:
            ways: tuple[Refunder, ...] = (refund_some, refund_everything, refund_money)
            make = random.choices(ways, (60, 22, 18))[0]
        left = order.current_total()
        if left > 0 and (refund := make(random, cart, order.refunds, left)):
            order.refunds.append(refund)
            if refund.lines and random.random() < 0.3:
                _keep_return_fee(random, order, refund)
                return


def _edit(random: Random, order: Order, *, exchange: bool) -> None:
    """Lines are added, and units of others returned: by a refund without a transaction (docs/orders.md, b14.json).

    Nothing is returned of an order with tax or discount for the whole order, as in `_refund`.
    """
    cart = order.cart
    whole = bool(cart.order_discount) or cart.tax_rounding in (TaxRounding.APART, TaxRounding.ORDER_ONLY)
    has_duties = any(line.duty for line in cart.lines)
    rates = random.choice([line.rates for line in cart.lines if line.kind is Kind.ITEM])
    added = [new_line(random, cart, rates) for _ in range(random.choice((1, 1, 2)))]
    for line in added:
        line.added = True
        if has_duties and random.random() < 0.5:
            line.duty = price_of(random, cart.exchange.customer, 20)
        line.taxes = [Tax(rate, cart.exchange.customer.round(compute_tax(cart, line, rate))) for rate in rates]
    worth = _sum(line.net + (ZERO if cart.taxes_included else line.tax) for line in added)
    worth += ZERO if cart.duties_included else _sum(line.duty for line in added)
    if not whole and (exchange or random.random() < 0.5):
        refund = return_lines(random, cart, worth if exchange else None)
        if refund:
            order.refunds.append(refund)
            if exchange and random.random() < 0.4:
                _keep_return_fee(random, order, refund)
    cart.lines += added
    order.totals_follow_edits = random.random() < 0.4


def _keep_return_fee(random: Random, order: Order, refund: Refund) -> None:
    """A fee for the return: less is repaid, or else the customer owes it.

    It is more than conversion changes the sums that a total is compared with.
    """
    currency, subtotal = order.exchange.customer, _sum(line.subtotal for line in refund.lines)
    fee = currency.round(subtotal * random.randint(2, 25) / 100)
    if order.exchange.to_shop(fee) < 10 * order.exchange.shop.unit:
        return
    order.return_fee = fee
    if refund.transactions and refund.transactions[-1].amount > order.return_fee:
        last = refund.transactions.pop()
        refund.transactions.append(replace(last, amount=last.amount - order.return_fee))


def _add_surplus(random: Random, order: Order) -> None:
    """More than conversion can explain, and nothing that adding or leaving out an amount of the order explains."""
    exchange, limit = order.exchange, order.most_conversion_difference()
    wanted = limit * random.randint(15, 60) / 10 + exchange.shop.unit * random.randint(2, 9)
    surplus = exchange.customer.round(wanted / exchange.rate) + exchange.customer.unit
    totals = order.sold()
    amounts = (totals.tip, totals.duties, totals.fees, totals.discounts, totals.tax, order.cart.order_discount)
    signs = product((-1, 0, 1), repeat=len(amounts))
    sums = (abs(_sum(sign * amount for sign, amount in zip(each, amounts, strict=True)) - surplus) for each in signs)
    if min(sums) * exchange.rate > 2 * limit:
        order.surplus = surplus


def _is_added(charge: Charge) -> bool:
    return isinstance(charge, Line) and charge.added


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
