"""Orders with their amounts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from novex_shopify.entrypoints.sandbox.model.fulfillments import DeliveryMethodType
from novex_shopify.entrypoints.sandbox.model.order_details import WEB, Bundle, OrderSource, PaymentTerms, SellingPlan
from novex_shopify.entrypoints.sandbox.model.refunds import AdjustmentKind, OrderAdjustment, Refund, RefundLine
from novex_shopify.entrypoints.sandbox.model.resources import Address, Customer
from novex_shopify.entrypoints.sandbox.model.returns import Return, ReturnStatus
from novex_shopify.entrypoints.sandbox.money import ZERO

UNPAID_STATUSES = frozenset(("pending", "voided"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of an order; `delivery_methods` has quantities that are not shipped, the rest is.

    `fulfillment_service` is the handle of who ships it: `manual` is the merchant.
    """

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
    exchanged: bool = False
    delivery_methods: tuple[tuple[DeliveryMethodType, int], ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    bundle: Bundle | None = None
    selling_plan: SellingPlan | None = None
    fulfillment_service: str = "manual"

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant_title}" if self.variant_title else self.title

    @property
    def original_total(self) -> Decimal:
        return self.price * self.quantity

    @property
    def discounted_total(self) -> Decimal:
        return self.original_total - self.discount


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingLine:
    id: int
    title: str
    price: Decimal
    tax_rate: Decimal
    tax: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A discount code; `value_type` is percentage or fixed_amount, `amount` the money it came to."""

    code: str
    value_type: str
    value: Decimal
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchasingCompany:
    """The company that a customer buys for, and its location."""

    id: int
    location_id: int
    tax_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order as it was placed, its refunds and returns; `current_…` is an amount after refunds and exchanges.

    `lines` ends with the exchanged ones, which are not part of the order as it was placed.
    """

    id: int
    number: int
    token: str
    currency: str
    email: str | None
    customer: Customer | None
    address: Address
    lines: tuple[OrderLine, ...]
    shipping: ShippingLine
    discount: Discount | None
    taxes_included: bool
    test: bool
    financial_status: str
    created_at: datetime
    updated_at: datetime
    processed_at: datetime | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    tip: Decimal = ZERO
    po_number: str | None = None
    company: PurchasingCompany | None = None
    source: OrderSource = WEB
    payment_terms: PaymentTerms | None = None
    tax_exempt: bool = False
    note_attributes: Mapping[str, str] = field(default_factory=dict)
    localized_fields: Mapping[str, str] = field(default_factory=dict)
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def ordered_at(self) -> datetime:
        return self.processed_at or self.created_at

    @property
    def placed_lines(self) -> tuple[OrderLine, ...]:
        return tuple(line for line in self.lines if not line.exchanged)

    @property
    def line_items_total(self) -> Decimal:
        return sum((line.original_total for line in self.placed_lines), ZERO)

    @property
    def total_discounts(self) -> Decimal:
        return sum((line.discount for line in self.placed_lines), ZERO)

    @property
    def subtotal(self) -> Decimal:
        return self.line_items_total - self.total_discounts

    @property
    def tax(self) -> Decimal:
        return sum((line.tax for line in self.placed_lines), self.shipping.tax)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping.price + self.tip + (ZERO if self.taxes_included else self.tax)

    @property
    def is_paid(self) -> bool:
        return self.financial_status not in UNPAID_STATUSES

    @property
    def total_received(self) -> Decimal:
        return self.total if self.is_paid else ZERO

    @property
    def total_outstanding(self) -> Decimal:
        if not self.is_paid:
            return self.total if self.financial_status == "pending" else ZERO
        return self.current_total - (self.total_received - self.total_refunded)

    @property
    def total_refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), ZERO)

    @property
    def current_total(self) -> Decimal:
        return self.total + self._exchanged_total + self._return_fees - self._credited

    @property
    def current_subtotal(self) -> Decimal:
        exchanged = sum((line.discounted_total for line in self.lines if line.exchanged), ZERO)
        return self.subtotal + exchanged - sum((line.subtotal for line in self._refund_lines), ZERO)

    @property
    def current_total_discounts(self) -> Decimal:
        line_items_total = sum((line.price * self.compute_current_quantity(line) for line in self.lines), ZERO)
        return line_items_total - self.current_subtotal

    @property
    def current_shipping(self) -> Decimal:
        return self.shipping.price - self._sum_adjustments(AdjustmentKind.SHIPPING)

    @property
    def current_shipping_tax(self) -> Decimal:
        return self.shipping.tax - sum((each.tax for each in self._adjustments), ZERO)

    @property
    def current_tip(self) -> Decimal:
        return self.tip - self._sum_adjustments(AdjustmentKind.DISCREPANCY)

    @property
    def current_tax(self) -> Decimal:
        return sum((self.compute_current_line_tax(line) for line in self.lines), self.current_shipping_tax)

    def compute_current_line_tax(self, line: OrderLine) -> Decimal:
        return line.tax - sum((each.tax for each in self._refund_lines if each.line_item_id == line.id), ZERO)

    def compute_current_quantity(self, line: OrderLine) -> int:
        return line.quantity - sum(each.quantity for each in self._refund_lines if each.line_item_id == line.id)

    def compute_unfulfilled_quantity(self, line: OrderLine, shipped: int) -> int:
        """Count the units of a line that are still to be shipped, after refunds."""
        if self.cancelled_at or line.gift_card:
            return 0
        return max(0, self.compute_current_quantity(line) - shipped)

    def _sum_adjustments(self, kind: AdjustmentKind) -> Decimal:
        return sum((each.amount for each in self._adjustments if each.kind is kind), ZERO)

    @property
    def _exchanged_total(self) -> Decimal:
        exchanged = [line for line in self.lines if line.exchanged]
        taxes = ZERO if self.taxes_included else sum((line.tax for line in exchanged), ZERO)
        return sum((line.discounted_total for line in exchanged), taxes)

    @property
    def _return_fees(self) -> Decimal:
        return sum((each.fees for each in self.returns if each.is_processed), ZERO)

    @property
    def return_status(self) -> str:
        """`Order.returnStatus`, in lower case as in searches."""
        statuses = {each.status for each in self.returns}
        if ReturnStatus.REQUESTED in statuses:
            return "return_requested"
        if ReturnStatus.OPEN in statuses:
            return "in_progress"
        return "returned" if ReturnStatus.CLOSED in statuses else "no_return"

    @property
    def _credited(self) -> Decimal:
        return sum((each.compute_value(taxes_included=self.taxes_included) for each in self.refunds), ZERO)

    @property
    def _refund_lines(self) -> Iterator[RefundLine]:
        return (line for refund in self.refunds for line in refund.lines)

    @property
    def _adjustments(self) -> Iterator[OrderAdjustment]:
        return (each for refund in self.refunds for each in refund.adjustments)
