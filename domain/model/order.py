"""An order as Shopify states it, in the shop's currency."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.money import Money


@dataclass(frozen=True, slots=True)
class LineItem:
    """Goods in an order. `variant_id` is None for custom lines and for products since deleted."""

    id: int
    variant_id: int | None
    sku: str | None
    title: str
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class ShippingLine:
    """Freight that the customer pays."""

    id: int
    title: str
    price: Money
    discount: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Order:
    """The state of an order at `updated_at`. `total` is what the customer was charged."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    total: Money
    taxes_included: bool
    line_items: tuple[LineItem, ...]
    shipping_lines: tuple[ShippingLine, ...] = ()
    customer: Customer | None = None
    email: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    cancelled_at: datetime | None = None
    test: bool = False

    @property
    def zero(self) -> Money:
        """Nothing, in the order's currency."""
        return Money(Decimal(0), self.total.currency)


@dataclass(frozen=True, slots=True)
class SalesOrderLine:
    """A line of the ERP's document. `total` includes tax, after discount."""

    line_item_id: int
    item_id: str | None
    sku: str | None
    title: str
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class SalesOrder:
    """The ERP's document for one Shopify order; the sum of its lines equals `total` to the cent."""

    shop_domain: str
    shopify_order_id: int
    name: str
    ordered_at: datetime
    total: Money
    lines: tuple[SalesOrderLine, ...]
    customer_id: str | None = None
    email: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    cancelled_at: datetime | None = None
    test: bool = False
    id: str | None = field(default=None)
