"""An order as Shopify states it, in the shop's currency and in the customer's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.money import Money, is_amount
from novex_shopify.domain.model.order_details import (
    Attribute,
    LineItemGroup,
    LocalizedField,
    OrderSource,
    PaymentTerms,
    SellingPlan,
    ShippingMethod,
    TaxTerms,
    UnreadField,
)
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.refund import Refund


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax. `rate` is a fraction, such as 0.19. If `channel_liable`, the sales channel remits it.

    `presentment` is the amount in the customer's currency, if that is another one.
    """

    title: str
    rate: Decimal | None
    amount: Money
    channel_liable: bool = False
    presentment: Money | None = None

    def __post_init__(self) -> None:
        if self.rate is not None and not is_amount(self.rate):
            raise ValueError("a tax rate is not a number in its range")


@dataclass(frozen=True, slots=True)
class Discount:
    """The part of a discount that is allocated to one line; `title` is its code or name.

    `presentment` is the amount in the customer's currency, if that is another one.
    """

    title: str
    amount: Money
    presentment: Money | None = None


@dataclass(frozen=True, slots=True)
class LineItem:
    """An ordered product. `variant_id` is None for custom lines, and by GraphQL for deleted products.

    `quantity` is what was ordered; `current_quantity` is without refunded and removed units; `unfulfilled_quantity` is
    what is still to be shipped, None if the state does not say (`unfulfilled`). If `is_third_party`, a fulfillment
    service ships it, and not the merchant. `grams` is the weight of one unit, None if it is not known. `properties` are
    what the customer entered for the line. `unread` fields have their defaults.
    """

    id: int
    variant_id: int | None
    sku: str | None
    title: str
    quantity: int
    unit_price: Money
    discounts: tuple[Discount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    current_quantity: int | None = None
    presentment_unit_price: Money | None = None
    gift_card: bool = False
    requires_shipping: bool = True
    tip: bool = False
    product_deleted: bool = False
    taxable: bool = True
    vendor: str | None = None
    grams: int | None = None
    properties: tuple[Attribute, ...] = ()
    group: LineItemGroup | None = None
    selling_plan: SellingPlan | None = None
    unfulfilled_quantity: int | None = None
    is_third_party: bool = False
    unread: tuple[UnreadField, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippingLine:
    """Shipping that the customer pays. `presentment_price` is in the customer's currency, if that is another one."""

    id: int
    title: str
    price: Money
    discounts: tuple[Discount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    method: ShippingMethod = ShippingMethod()
    presentment_price: Money | None = None
    unread: tuple[UnreadField, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """Shopify's own totals. None if the order does not state one.

    `duties` and `fees` are for the whole order as it was placed. `current`, `current_tax`, `current_duties` and
    `current_fees` are what edits and refunds left. `cash_rounding` and `refund_cash_rounding` belong to cash that was
    paid and repaid; they are not part of the total.
    """

    current: Money | None = None
    discounts: Money | None = None
    tax: Money | None = None
    tip: Money | None = None
    duties: Money | None = None
    fees: Money | None = None
    outstanding: Money | None = None
    cash_rounding: Money | None = None
    refund_cash_rounding: Money | None = None
    current_tax: Money | None = None
    current_duties: Money | None = None
    current_fees: Money | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """The company that a B2B order was placed for."""

    id: int
    location_id: int | None = None
    tax_registration_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFulfillment:
    """A fulfillment of the order, by this product or another app. `lines` are pairs of line item id and quantity.

    `created_at` is when the units left, by Shopify; None if it does not say.
    """

    id: int
    updated_at: datetime | None = None
    status: str | None = None
    tracking_company: str | None = None
    tracking_numbers: tuple[str, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The state of an order at `updated_at`; None if that time cannot be read.

    `created_at` is when Shopify made the record, `processed_at` the date of the order: it is earlier for orders that
    were taken over from another shop, entered later or sold offline. `total` is what the customer was charged, before
    refunds; `presentment_total` is the same in the customer's currency. `taxes` are those of the whole order, which its
    lines may not state. Unknown status values are passed on unchanged. `unread` fields have their defaults.
    """

    id: int
    name: str
    created_at: datetime
    updated_at: datetime | None
    total: Money
    taxes_included: bool
    line_items: tuple[LineItem, ...]
    shipping_lines: tuple[ShippingLine, ...] = ()
    processed_at: datetime | None = None
    totals: OrderTotals = OrderTotals()
    presentment_total: Money | None = None
    duties_included: bool = False
    taxes: tuple[Tax, ...] = ()
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    fulfillments: tuple[OrderFulfillment, ...] = ()
    customer: Customer | None = None
    company: Company | None = None
    po_number: str | None = None
    email: str | None = None
    phone: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    payment_gateways: tuple[str, ...] = ()
    discount_codes: tuple[str, ...] = ()
    source: OrderSource = OrderSource()
    customer_locale: str | None = None
    payment_terms: PaymentTerms | None = None
    tax_terms: TaxTerms = TaxTerms()
    localized_fields: tuple[LocalizedField, ...] = ()
    note_attributes: tuple[Attribute, ...] = ()
    tags: str | None = None
    note: str | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    test: bool = False
    unread: tuple[UnreadField, ...] = ()

    @property
    def zero(self) -> Money:
        return Money(Decimal(0), self.total.currency)

    def sum(self, amounts: Iterable[Money]) -> Money:
        """Add amounts in the order's currency."""
        return Money(sum((money.amount for money in amounts), Decimal(0)), self.total.currency)
