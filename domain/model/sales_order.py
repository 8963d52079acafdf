"""The ERP's document for a Shopify order."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company, Discount, OrderFulfillment, Tax
from novex_shopify.domain.model.order_details import (
    Attribute,
    LineItemGroup,
    LocalizedField,
    OrderSource,
    PaymentTerms,
    SellingPlan,
    ShippingMethod,
    TaxTerms,
)
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.raw_order import RawOrder
from novex_shopify.domain.model.refund import Refund


class LineKind(StrEnum):
    """What a line is for, which decides its account."""

    ITEM = "item"
    GIFT_CARD = "gift_card"
    SHIPPING = "shipping"
    TIP = "tip"
    DUTY = "duty"
    FEE = "fee"
    RETURN_FEE = "return_fee"
    DISCOUNT = "discount"
    TAX = "tax"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class SalesOrderLine:
    """A line. `total` is after discount and includes tax.

    `line_item_id` is Shopify's, 0 for amounts of the whole order. `item_id` is None if there is no ERP item: shipping,
    custom lines, and products booked without an item. `wanted_quantity` is what has left, or is still to be shipped, by
    Shopify's count (`count_wanted`); what is `is_third_party`, a fulfillment service ships. `variant_id` is what was
    sold, and one sold unit is `pieces` base units of the item. `grams` is the weight of one unit, `properties` are what
    the customer entered for the line; only shipping has a `shipping_method`.
    """

    line_item_id: int
    item_id: str | None
    sku: str | None
    title: str
    quantity: int
    current_quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    kind: LineKind = LineKind.ITEM
    discounts: tuple[Discount, ...] = ()
    taxes: tuple[Tax, ...] = ()
    presentment_unit_price: Money | None = None
    requires_shipping: bool = False
    taxable: bool = False
    vendor: str | None = None
    grams: int | None = None
    properties: tuple[Attribute, ...] = ()
    group: LineItemGroup | None = None
    selling_plan: SellingPlan | None = None
    shipping_method: ShippingMethod | None = None
    wanted_quantity: int = 0
    is_third_party: bool = False
    pieces: int = 1
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """A document; its lines add up to `total` to the cent.

    `ordered_at` is the document's date. `created_at` is when Shopify made the record, by which the daily comparison
    selects.

    Refunds and returns are stored beside the lines: the document stays what the customer was charged. `tax` is included
    in `total`; the sales channel remits the part of it that is `channel_tax`. `current_total` is Shopify's total after
    refunds and edits.

    `raw` is the webhook's body that the document was built from. It is for the ERP's adapter while it applies the
    document, and is not stored. It is None if the order was read by GraphQL, by an import or a resync.
    """

    shop_domain: str
    shopify_order_id: int
    name: str
    ordered_at: datetime
    created_at: datetime
    total: Money
    lines: tuple[SalesOrderLine, ...]
    tax: Money | None = None
    channel_tax: Money | None = None
    taxes_included: bool = False
    current_total: Money | None = None
    outstanding: Money | None = None
    cash_rounding: Money | None = None
    refund_cash_rounding: Money | None = None
    presentment_total: Money | None = None
    refunds: tuple[Refund, ...] = ()
    returns: tuple[Return, ...] = ()
    fulfillments: tuple[OrderFulfillment, ...] = ()
    payment_gateways: tuple[str, ...] = ()
    discount_codes: tuple[str, ...] = ()
    customer_id: str | None = None
    company: Company | None = None
    po_number: str | None = None
    email: str | None = None
    phone: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
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
    deleted_at: datetime | None = None
    risk: str | None = None
    test: bool = False
    id: str | None = None
    raw: RawOrder | None = field(default=None, compare=False, repr=False)

    @property
    def own_tax(self) -> Money | None:
        """The tax that the merchant owes."""
        return self.tax - self.channel_tax if self.tax and self.channel_tax else self.tax
