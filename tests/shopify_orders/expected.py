"""What is right for an order, computed from what was generated and from nothing that the product computes.

The document is what the customer was charged, in the shop's currency (docs/orders.md): Shopify's total, and what edits
added. Where conversion rounds, what an amount may differ by is stated with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from novex_shopify.domain.model.sales_order import LineKind
from tests.shopify_orders.cart import Charge, Kind, Tax, TaxRounding
from tests.shopify_orders.money import ZERO
from tests.shopify_orders.order import Order, compute_order_taxes
from tests.shopify_orders.refund import Refund

KINDS = {Kind.ITEM: LineKind.ITEM, Kind.GIFT_CARD: LineKind.GIFT_CARD, Kind.TIP: LineKind.TIP}

CORRECTIONS = (LineKind.TAX, LineKind.DISCOUNT, LineKind.ROUNDING)
"""The kinds of lines for what no line item and no shipping line states."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount, and by how much it may differ because amounts were converted one by one."""

    value: Decimal
    tolerance: Decimal = ZERO

    def fits(self, amount: Decimal) -> bool:
        """Whether an amount is this one."""
        return abs(amount - self.value) <= self.tolerance

    def __str__(self) -> str:
        return f"{self.value}" + (f" (within {self.tolerance})" if self.tolerance else "")


@dataclass(frozen=True, slots=True)
class ExpectedTax:
    """A tax of a line: 0.00 with its rate is kept, since 0 % is not untaxed."""

    title: str
    rate: Decimal
    amount: Decimal
    of_channel: bool


@dataclass(frozen=True, slots=True)
class ExpectedRefund:
    """`value` is what was returned, `repaid` the money that has arrived; both in the shop's currency.

    `stated` is whether a webhook says in the shop's currency what the money is worth: by the parts that it pays for.
    For an exchange it does not, and the money is known in the customer's currency only (docs/orders.md).
    """

    value: Decimal
    repaid: Amount
    stated: bool
    pending: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """The truth about one order.

    `kinds` has the sum of each kind of line. `corrections` is the sum of tax, discount and rounding lines, where
    conversion leaves open which of them a unit belongs to; otherwise each is in `kinds`, and it is None.
    """

    refused: bool
    total: Amount
    tax: Amount
    channel_tax: Amount
    kinds: Mapping[LineKind, Decimal]
    corrections: Amount | None
    taxes: Mapping[int, tuple[ExpectedTax, ...]]
    refunds: Mapping[int, ExpectedRefund]
    current_total: Decimal
    outstanding: Decimal
    cash_rounding: Decimal
    refund_cash_rounding: Decimal
    places: int


def compute_expected(order: Order) -> Expected:
    """The truth about an order."""
    exchange = order.exchange
    charged = order.sold().total + order.return_fee + order.surplus
    total = Amount(exchange.to_shop(charged), _total_tolerance(order))
    kinds = _sum_kinds(order)
    corrections = None
    if exchange.converts:
        kinds |= dict.fromkeys(CORRECTIONS, ZERO)
        corrections = Amount(total.value - sum(kinds.values(), ZERO), total.tolerance)
    return Expected(
        refused=bool(order.surplus),
        total=total,
        tax=_expect_tax_sum(order),
        channel_tax=_expect_channel_tax(order),
        kinds={kind: amount for kind, amount in kinds.items() if amount},
        corrections=corrections,
        taxes={each.id: tuple(_expect_tax(order, tax) for tax in each.taxes) for each in order.charges},
        refunds={each.id: _expect_refund(order, each) for each in order.refunds},
        current_total=exchange.to_shop(order.current_total()),
        outstanding=exchange.to_shop(order.outstanding()),
        cash_rounding=order.cash_rounding(),
        refund_cash_rounding=order.refund_cash_rounding(),
        places=exchange.shop.places,
    )


def _total_tolerance(order: Order) -> Decimal:
    """What an edit or a return fee added is converted apart where the stated total is without it."""
    apart = bool(order.return_fee) or (order.edited and not order.totals_follow_edits)
    return order.most_conversion_difference() if apart else ZERO


def _sum_kinds(order: Order) -> dict[LineKind, Decimal]:
    to_shop, cart, stated = order.exchange.to_shop, order.cart, order.stated()
    kinds = dict.fromkeys(LineKind, ZERO)
    for line in cart.lines:
        kinds[KINDS[line.kind]] += _charge(order, line)
    kinds[LineKind.SHIPPING] = sum((_charge(order, each) for each in order.shipping), ZERO)
    kinds[LineKind.DUTY] = ZERO if cart.duties_included else _sum_duties(order)
    kinds[LineKind.FEE] = to_shop(stated.fees)
    kinds[LineKind.RETURN_FEE] = to_shop(order.return_fee)
    kinds[LineKind.TIP] += to_shop(cart.unlisted_tip)
    kinds[LineKind.DISCOUNT] = -to_shop(cart.order_discount)
    if not cart.taxes_included:
        kinds[LineKind.TAX] = to_shop(order.sold().tax - sum((each.tax for each in order.charges), ZERO))
    return kinds


def _sum_duties(order: Order) -> Decimal:
    """Those of the placed order; if an edit added some, what is left and what was returned, each converted."""
    to_shop = order.exchange.to_shop
    if order.sold().duties == order.placed_duties():
        return to_shop(order.placed_duties())
    returned = (to_shop(line.duty) for refund in order.refunds for line in refund.duties)
    return to_shop(order.duties_left()) + sum(returned, ZERO)


def _charge(order: Order, charge: Charge) -> Decimal:
    """A line in the shop's currency: each of its amounts is converted on its own, its price per unit."""
    to_shop = order.exchange.to_shop
    amount = to_shop(charge.price) * charge.quantity - sum((to_shop(each.amount) for each in charge.allocations), ZERO)
    if order.cart.taxes_included:
        return amount
    return amount + sum((to_shop(each.amount) for each in charge.taxes), ZERO)


def _expect_tax_sum(order: Order) -> Amount:
    """Shopify's total of taxes. Where lines state them, their sum may be off by what conversion rounds."""
    tax = order.exchange.to_shop(order.sold().tax)
    # Lines that an edit added state their taxes, also if the placed order stated its own for the order only.
    return Amount(tax, _tax_tolerance(order) if _taxes_on_lines(order) or order.edited else ZERO)


def _expect_channel_tax(order: Order) -> Amount:
    """What the channel remits, by the order's tax lines or by those of its lines."""
    all_taxes = compute_order_taxes(order.cart, order.charges)
    of_order = sum((each.amount for each in all_taxes if each.rate.channel_liable), ZERO)
    if not _taxes_on_lines(order):
        return Amount(order.exchange.to_shop(of_order), _tax_tolerance(order))
    of_lines = sum((tax.amount for each in order.charges for tax in each.taxes if tax.rate.channel_liable), ZERO)
    apart = order.exchange.to_shop(abs(of_order - of_lines)) if order.cart.tax_rounding is TaxRounding.APART else ZERO
    return Amount(order.exchange.to_shop(of_lines), _tax_tolerance(order) + apart if of_lines else ZERO)


def _taxes_on_lines(order: Order) -> bool:
    return order.cart.tax_rounding is not TaxRounding.ORDER_ONLY


def _tax_tolerance(order: Order) -> Decimal:
    if not order.exchange.converts:
        return ZERO
    taxes = len(order.tax_totals()) + sum(len(each.taxes) for each in order.charges)
    return order.exchange.shop.unit * (1 + taxes) / 2


def _expect_tax(order: Order, tax: Tax) -> ExpectedTax:
    rate, amount = tax.rate, order.exchange.to_shop(tax.amount)
    return ExpectedTax(rate.title, rate.rate, amount, bool(rate.channel_liable))


def _expect_refund(order: Order, refund: Refund) -> ExpectedRefund:
    """By webhook, money in the customer's currency is worth its parts, which are converted one by one."""
    to_shop, amounts = order.exchange.to_shop, refund.amounts(taxes_included=order.cart.taxes_included)
    tolerance = order.exchange.shop.unit * (1 + len(amounts)) / 2 if order.exchange.converts else ZERO
    return ExpectedRefund(
        value=sum(map(to_shop, amounts), ZERO),
        repaid=Amount(to_shop(refund.repaid()), tolerance),
        stated=not order.exchange.converts or refund.repaid() in (sum(amounts, ZERO), ZERO),
        pending=any(each.status == "pending" for each in refund.transactions),
    )
