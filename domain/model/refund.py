"""Money that goes back to the customer, and goods that come back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from novex_shopify.domain.model.money import Money


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Goods refunded. `restock_type` says whether they return to stock: `return`, `cancel` or `no_restock`."""

    line_item_id: int
    quantity: int
    subtotal: Money
    tax: Money
    restock_type: str | None = None
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is refunded beside goods, such as freight. `amount` and `tax` are what the customer gets."""

    kind: str
    amount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Repayment:
    """A transaction by which the money goes back. It may be pending, and it may fail."""

    id: int
    gateway: str | None
    amount: Money
    status: str | None


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund of an order. It may return goods without money, as when an order is edited, or money without goods."""

    id: int
    order_id: int
    refunded_at: datetime
    lines: tuple[RefundLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    note: str | None = None

    def value(self, *, taxes_included: bool) -> Decimal:
        """What the refunded goods and freight were worth to the customer, in the shop's currency."""
        parts: tuple[RefundLine | Adjustment, ...] = (*self.lines, *self.adjustments)
        worth = sum((_net(part).amount for part in parts), Decimal(0))
        return worth if taxes_included else worth + sum((part.tax.amount for part in parts), Decimal(0))

    def repaid(self) -> Decimal:
        """The money that has really gone back by now."""
        return sum((each.amount.amount for each in self.repayments if each.status == "success"), Decimal(0))

    @property
    def pending(self) -> bool:
        """Whether some of the money is still on its way."""
        return any(each.status == "pending" for each in self.repayments)


def _net(part: RefundLine | Adjustment) -> Money:
    return part.subtotal if isinstance(part, RefundLine) else part.amount
