"""The bodies of webhooks, as far as they are used. Unknown fields are passed over, missing ones are normal."""

from datetime import datetime
from decimal import Decimal

import msgspec


class Resource(msgspec.Struct):
    """What nearly every body has."""

    id: int


class TaxLine(msgspec.Struct):
    """One tax, in the shop's currency."""

    price: Decimal = Decimal(0)


class DiscountAllocation(msgspec.Struct):
    """The part of a discount that falls on one line."""

    amount: Decimal = Decimal(0)


class LineItem(msgspec.Struct):
    """Goods."""

    id: int
    quantity: int
    price: Decimal
    title: str | None = None
    variant_id: int | None = None
    product_exists: bool = True
    sku: str | None = None
    tax_lines: list[TaxLine] = []
    discount_allocations: list[DiscountAllocation] = []


class ShippingLine(msgspec.Struct):
    """Freight."""

    id: int
    price: Decimal
    title: str | None = None
    tax_lines: list[TaxLine] = []
    discount_allocations: list[DiscountAllocation] = []


class Address(msgspec.Struct):
    """A postal address."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    zip: str | None = None
    city: str | None = None
    province: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Customer(msgspec.Struct):
    """A customer; inside an order a reduced copy."""

    id: int
    updated_at: datetime | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    addresses: list[Address] = []
    default_address: Address | None = None


class Order(msgspec.Struct):
    """All order topics but `orders/delete`."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    currency: str
    total_price: Decimal
    taxes_included: bool = False
    line_items: list[LineItem] = []
    shipping_lines: list[ShippingLine] = []
    customer: Customer | None = None
    email: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    financial_status: str | None = None
    fulfillment_status: str | None = None
    cancelled_at: datetime | None = None
    test: bool = False


class Shop(msgspec.Struct):
    """`app/uninstalled`."""

    myshopify_domain: str
