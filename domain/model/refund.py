"""Refunds: money returned to the customer, and items that come back."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from novex_shopify.domain.model.currency import normalize_amount
from novex_shopify.domain.model.money import Money


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Refunded items. `restock_type` says whether they return to stock: `return`, `cancel` or `no_restock`.

    The `presentment` amounts are in the customer's currency, None if that is the shop's or is not stated.
    """

    line_item_id: int
    quantity: int
    subtotal: Money
    tax: Money
    restock_type: str | None = None
    location_id: int | None = None
    presentment_subtotal: Money | None = None
    presentment_tax: Money | None = None


@dataclass(frozen=True, slots=True)
class RefundAdjustment:
    """What is refunded beside items: shipping, duties, fees, or a difference. Positive is for the customer.

    The `presentment` amounts are in the customer's currency, None if that is the shop's or is not stated.
    """

    kind: str
    amount: Money
    tax: Money
    presentment_amount: Money | None = None
    presentment_tax: Money | None = None


@dataclass(frozen=True, slots=True)
class RefundTransaction:
    """A transaction that returns money. It may be pending, and it may fail.

    `amount` is in the shop's currency, None if Shopify states only the customer's currency, which is `presentment`.
    """

    id: int
    gateway: str | None
    amount: Money | None
    status: str | None
    presentment: Money | None = None

    def with_currency(self, currency: str) -> "RefundTransaction":
        """Return the transaction in the shop's currency, if that was unknown when it was read."""
        if self.amount is None and self.presentment and self.presentment.currency == currency:
            return replace(self, amount=self.presentment, presentment=None)
        return replace(self, amount=_fill_currency(self.amount, currency)) if self.amount else self


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund. It may return items without money, as when an order is edited, or money without items."""

    id: int
    order_id: int
    refunded_at: datetime
    lines: tuple[RefundLine, ...] = ()
    adjustments: tuple[RefundAdjustment, ...] = ()
    transactions: tuple[RefundTransaction, ...] = ()
    note: str | None = None

    def value(self, *, taxes_included: bool) -> Decimal:
        """Return the value of all refunded parts to the customer, in the shop's currency."""
        parts: tuple[RefundLine | RefundAdjustment, ...] = (*self.lines, *self.adjustments)
        worth = sum((_get_amount(part).amount for part in parts), Decimal(0))
        return worth if taxes_included else worth + sum((part.tax.amount for part in parts), Decimal(0))

    def refunded_amount(self) -> Decimal:
        """The money returned so far, in the shop's currency."""
        arrived = (each.amount for each in self.transactions if each.status == "success")
        return sum((money.amount for money in arrived if money), Decimal(0))

    def refunded_in_other_currencies(self) -> tuple[Money, ...]:
        """The returned money that is known only in the customer's currency."""
        arrived = (each for each in self.transactions if each.status == "success" and each.amount is None)
        return tuple(each.presentment for each in arrived if each.presentment)

    def list_refunded(self, currency: str) -> tuple[Money, ...]:
        """The returned money: in the shop's currency, and what is known only in the customer's."""
        amount, others = self.refunded_amount(), self.refunded_in_other_currencies()
        return others if others and not amount else (Money(normalize_amount(amount, currency), currency), *others)

    @property
    def pending(self) -> bool:
        """Whether a part of the money is still on its way."""
        return any(each.status == "pending" for each in self.transactions)

    @property
    def has_currency(self) -> bool:
        """Whether each amount states a currency that is certainly the shop's."""
        amounts = (each.amount for each in self.transactions)
        parts = (*map(_get_amount, self.lines), *map(_get_amount, self.adjustments))
        return all(money and money.currency for money in (*amounts, *parts))

    def with_currency(self, currency: str) -> "Refund":
        """Return the refund in its document's currency, where it states none."""
        return replace(
            self,
            lines=tuple(
                replace(line, subtotal=_fill_currency(line.subtotal, currency), tax=_fill_currency(line.tax, currency))
                for line in self.lines
            ),
            adjustments=tuple(
                replace(each, amount=_fill_currency(each.amount, currency), tax=_fill_currency(each.tax, currency))
                for each in self.adjustments
            ),
            transactions=tuple(each.with_currency(currency) for each in self.transactions),
        )


def _fill_currency(money: Money, currency: str) -> Money:
    return money if money.currency else Money(normalize_amount(money.amount, currency), currency)


def _get_amount(part: RefundLine | RefundAdjustment) -> Money:
    return part.subtotal if isinstance(part, RefundLine) else part.amount
