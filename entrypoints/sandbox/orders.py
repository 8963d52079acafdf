"""An order and all that follows from it: amounts, parcels, letters to the customer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from novex_shopify.entrypoints.sandbox.model import Address, Customer
from novex_shopify.entrypoints.sandbox.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    id: int
    variant_id: int | None
    product_id: int | None
    sku: str | None
    title: str
    variant_title: str | None
    vendor: str | None
    grams: int
    price: Decimal
    quantity: int
    location_id: int
    tax_rate: Decimal
    discount: Decimal = ZERO
    tax: Decimal = ZERO
    gift_card: bool = False

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant_title}" if self.variant_title else self.title

    @property
    def full_price(self) -> Decimal:
        return self.price * self.quantity

    @property
    def discounted_price(self) -> Decimal:
        return self.full_price - self.discount


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    id: int
    title: str
    price: Decimal
    tax_rate: Decimal
    tax: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A code the customer typed in; `kind` is percentage or fixed_amount, `amount` what it came to."""

    code: str
    kind: str
    value: Decimal
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedLine:
    """Pieces that go back; `restock` says whether they return to stock."""

    line_item_id: int
    quantity: int
    subtotal: Decimal
    tax: Decimal
    restock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    id: int
    transaction_id: int
    created_at: datetime
    updated_at: datetime
    lines: tuple[RefundedLine, ...]
    amount: Decimal
    shipping: Decimal = ZERO
    shipping_tax: Decimal = ZERO
    pending: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: int
    number: int
    token: str
    currency: str
    email: str | None
    customer: Customer | None
    address: Address
    lines: tuple[OrderLine, ...]
    shipping: Shipping
    discount: Discount | None
    taxes_included: bool
    test: bool
    financial_status: str
    created_at: datetime
    updated_at: datetime
    note: str | None = None
    tags: tuple[str, ...] = ()
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    tip: Decimal = ZERO
    po_number: str | None = None
    company_id: int | None = None
    refunds: tuple[Refund, ...] = ()

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def goods(self) -> Decimal:
        return sum((line.full_price for line in self.lines), ZERO)

    @property
    def discounts(self) -> Decimal:
        return sum((line.discount for line in self.lines), ZERO)

    @property
    def subtotal(self) -> Decimal:
        return self.goods - self.discounts

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.lines), self.shipping.tax)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping.price + self.tip + (ZERO if self.taxes_included else self.tax)

    @property
    def current_total(self) -> Decimal:
        return self.total - sum((refund.amount for refund in self.refunds), ZERO)

    def refunded(self, line_id: int) -> int:
        """Count the pieces of a line that went back."""
        lines = (line for refund in self.refunds for line in refund.lines)
        return sum(line.quantity for line in lines if line.line_item_id == line_id)

    @property
    def outstanding(self) -> Decimal:
        return self.total if self.financial_status == "pending" else ZERO


class RoutingStatus(StrEnum):
    """The states of a fulfillment order that this sandbox brings about."""

    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrderLine:
    id: int
    line_item_id: int
    total: int
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfillmentOrder:
    id: int
    order_id: int
    location_id: int
    status: RoutingStatus
    lines: tuple[FulfillmentOrderLine, ...]
    created_at: datetime
    updated_at: datetime

    @property
    def can_ship(self) -> bool:
        return self.status in (RoutingStatus.OPEN, RoutingStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    company: str | None
    number: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedLine:
    id: int
    line_item_id: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfillment:
    id: int
    order_id: int
    location_id: int
    fulfillment_order_ids: tuple[int, ...]
    name: str
    lines: tuple[ShippedLine, ...]
    tracking: tuple[Tracking, ...]
    notify_customer: bool
    created_at: datetime
    updated_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMail:
    order_id: int
    kind: str
    to: str
    tracking_numbers: tuple[str, ...]
    sent_at: datetime
