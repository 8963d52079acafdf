"""An order in the currency that the customer agreed to. No amount is converted: all are those that Shopify states."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NoReturn, TypeVar

from novex_shopify.domain.errors import CurrencyNotInvoiced
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Discount, Tax
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine

_Part = TypeVar("_Part", Discount, Tax)


def restate_order(order: SalesOrder) -> SalesOrder:
    """Return the order in the currency that the customer agreed to; itself if that is the shop's.

    Raises `CurrencyNotInvoiced` if an amount is not known in it, or the lines are not to the cent what was agreed.
    """
    agreed = order.presentment_total
    if agreed is None or agreed.currency == order.total.currency:
        return order
    restating = _Restating(order, agreed.currency)
    # A rounding belongs to the conversion into the shop's currency: the agreed amounts need none.
    lines = tuple(restating.restate_line(line) for line in order.lines if line.kind is not LineKind.ROUNDING)
    total = sum((line.total for line in lines), restating.zero)
    if total != agreed:
        restating.refuse(f"its lines add up to {total}, and {agreed} were agreed")
    return replace(
        order,
        lines=lines,
        total=agreed,
        tax=sum((line.tax for line in lines), restating.zero),
        presentment_total=None,
        outstanding=restating.restate_outstanding(agreed),
        refunds=tuple(restating.restate_refund(refund) for refund in order.refunds),
    )


def with_accounting_tax(order: SalesOrder, build: Callable[[SalesOrder], InvoiceContent]) -> InvoiceContent:
    """Build a document in the agreed currency, and state its tax in the shop's too, which tax offices ask for.

    The latter is what the same document has in the shop's currency (VAT Directive, art. 230). Raises what
    `restate_order` and `build` raise.
    """
    restated = restate_order(order)
    content = build(restated)
    if restated is order:
        return content
    return replace(content, accounting_tax=build(replace(order, presentment_total=None)).tax)


class _Restating:
    """Restates the parts of one order."""

    def __init__(self, order: SalesOrder, currency: str) -> None:
        self.order, self.currency, self.zero = order, currency, Money(Decimal(0), currency)

    def refuse(self, reason: str) -> NoReturn:
        raise CurrencyNotInvoiced(self.order.name, self.order.total.currency, self.currency, reason)

    def restate_line(self, line: SalesOrderLine) -> SalesOrderLine:
        price = self._choose(line.unit_price, line.presentment_unit_price, f"the price of {line.title}")
        discounts = tuple(self._restate_part(each, line) for each in line.discounts)
        taxes = tuple(self._restate_part(each, line) for each in line.taxes)
        discount, tax = (sum((each.amount for each in parts), self.zero) for parts in (discounts, taxes))
        if (bool(discount.amount), bool(tax.amount)) != (bool(line.discount.amount), bool(line.tax.amount)):
            self.refuse(f"a part of the price of {line.title} is known in {line.total.currency} only")
        total = price * line.quantity - discount
        return replace(
            line,
            unit_price=price,
            presentment_unit_price=None,
            discounts=discounts,
            taxes=taxes,
            discount=discount,
            tax=tax,
            total=total if self.order.taxes_included else total + tax,
        )

    def restate_refund(self, refund: Refund) -> Refund:
        return replace(
            refund,
            lines=tuple(map(self._restate_refund_line, refund.lines)),
            adjustments=tuple(map(self._restate_adjustment, refund.adjustments)),
        )

    def restate_outstanding(self, agreed: Money) -> Money | None:
        """Shopify states what is left to pay in the shop's currency: only nothing and all are the same in both."""
        left = self.order.outstanding
        if left is None or left.currency == self.currency:
            return left
        if left.amount and left != self.order.total:
            self.refuse(f"what is left to pay is known in {left.currency} only ({left})")
        return agreed if left.amount else self.zero

    def _restate_refund_line(self, line: RefundLine) -> RefundLine:
        subtotal = self._choose(line.subtotal, line.presentment_subtotal, "a refund")
        return replace(line, subtotal=subtotal, tax=self._choose(line.tax, line.presentment_tax, "the tax of a refund"))

    def _restate_adjustment(self, part: RefundAdjustment) -> RefundAdjustment:
        amount = self._choose(part.amount, part.presentment_amount, "a refund")
        return replace(part, amount=amount, tax=self._choose(part.tax, part.presentment_tax, "the tax of a refund"))

    def _restate_part(self, part: _Part, line: SalesOrderLine) -> _Part:
        amount = self._choose(part.amount, part.presentment, f"{part.title} of {line.title}")
        return replace(part, amount=amount, presentment=None)

    def _choose(self, of_shop: Money, agreed: Money | None, what: str) -> Money:
        if agreed is not None and agreed.currency == self.currency:
            return agreed
        if of_shop.amount:
            self.refuse(f"{what} is known in {of_shop.currency} only")
        return self.zero
