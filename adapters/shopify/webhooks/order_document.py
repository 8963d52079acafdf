"""The body of an `orders/read` event: an order that was read from Shopify, in a shape of its own.

The attributes are named like those of the domain's classes, from which they are copied. The names in the JSON stay:
an attribute that is renamed keeps its old name there, by `msgspec.field(name=...)`. An added field needs a default,
because stored bodies do not have it; so does personal data, which `body_erasure` removes by the names in the JSON.
All this is also true of its parts: money, customers, refunds, returns.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from novex_shopify.adapters.persistence.json_document import Document
from novex_shopify.adapters.shopify.webhooks.customer_document import AddressDocument, CustomerDocument
from novex_shopify.adapters.shopify.webhooks.money_document import DiscountDocument, MoneyDocument, TaxDocument
from novex_shopify.adapters.shopify.webhooks.refund_document import RefundDocument
from novex_shopify.adapters.shopify.webhooks.return_document import ReturnDocument
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.order import Order


class AttributeDocument(Struct, frozen=True):
    name: str
    value: str


class UnreadFieldDocument(Struct, frozen=True):
    name: str
    reason: str


class LineItemGroupDocument(Struct, frozen=True):
    id: int
    title: str | None
    quantity: int | None
    variant_id: int | None
    sku: str | None


class SellingPlanDocument(Struct, frozen=True):
    name: str
    id: int | None


class LineItemDocument(Struct, frozen=True, kw_only=True):
    id: int
    variant_id: int | None
    sku: str | None
    title: str
    quantity: int
    unit_price: MoneyDocument
    discounts: tuple[DiscountDocument, ...]
    taxes: tuple[TaxDocument, ...]
    current_quantity: int | None
    presentment_unit_price: MoneyDocument | None
    gift_card: bool
    requires_shipping: bool
    tip: bool
    product_deleted: bool = False
    taxable: bool
    vendor: str | None
    grams: int | None
    properties: tuple[AttributeDocument, ...] = ()
    group: LineItemGroupDocument | None
    selling_plan: SellingPlanDocument | None
    unfulfilled_quantity: int | None = None
    is_third_party: bool = False
    unread: tuple[UnreadFieldDocument, ...] = ()


class ShippingMethodDocument(Struct, frozen=True):
    code: str | None
    source: str | None
    carrier_id: str | None
    delivery_category: str | None


class ShippingLineDocument(Struct, frozen=True):
    id: int
    title: str
    price: MoneyDocument
    discounts: tuple[DiscountDocument, ...]
    taxes: tuple[TaxDocument, ...]
    method: ShippingMethodDocument
    presentment_price: MoneyDocument | None = None
    unread: tuple[UnreadFieldDocument, ...] = ()


class OrderTotalsDocument(Struct, frozen=True):
    current: MoneyDocument | None
    discounts: MoneyDocument | None
    tax: MoneyDocument | None
    tip: MoneyDocument | None
    duties: MoneyDocument | None
    fees: MoneyDocument | None
    outstanding: MoneyDocument | None
    cash_rounding: MoneyDocument | None
    refund_cash_rounding: MoneyDocument | None
    current_tax: MoneyDocument | None
    current_duties: MoneyDocument | None
    current_fees: MoneyDocument | None


class OrderFulfillmentDocument(Struct, frozen=True):
    id: int
    updated_at: datetime | None
    status: str | None
    tracking_company: str | None
    tracking_numbers: tuple[str, ...]
    lines: tuple[tuple[int, int], ...]
    created_at: datetime | None = None


class CompanyDocument(Struct, frozen=True):
    id: int
    location_id: int | None
    tax_registration_id: str | None = None


class OrderSourceDocument(Struct, frozen=True):
    name: str | None
    identifier: str | None
    app_id: int | None
    location_id: int | None


class PaymentScheduleDocument(Struct, frozen=True):
    due_at: datetime | None
    issued_at: datetime | None
    completed_at: datetime | None


class PaymentTermsDocument(Struct, frozen=True):
    name: str
    kind: str | None
    due_in_days: int | None
    schedules: tuple[PaymentScheduleDocument, ...]


class TaxTermsDocument(Struct, frozen=True):
    exempt: bool
    estimated: bool
    merchant_entity_id: str | None
    merchant_of_record_app_id: int | None


class LocalizedFieldDocument(Struct, frozen=True):
    key: str
    country_code: str
    title: str
    value: str


class OrderDocument(Document, frozen=True, kw_only=True):
    id: int
    name: str
    created_at: datetime
    updated_at: datetime | None
    total: MoneyDocument
    taxes_included: bool
    line_items: tuple[LineItemDocument, ...]
    shipping_lines: tuple[ShippingLineDocument, ...]
    processed_at: datetime | None
    totals: OrderTotalsDocument
    presentment_total: MoneyDocument | None
    duties_included: bool
    taxes: tuple[TaxDocument, ...]
    refunds: tuple[RefundDocument, ...]
    returns: tuple[ReturnDocument, ...]
    fulfillments: tuple[OrderFulfillmentDocument, ...]
    customer: CustomerDocument | None = None
    company: CompanyDocument | None
    po_number: str | None
    email: str | None = None
    phone: str | None = None
    shipping_address: AddressDocument | None = None
    billing_address: AddressDocument | None = None
    financial_status: str | None
    fulfillment_status: str | None
    payment_gateways: tuple[str, ...]
    discount_codes: tuple[str, ...]
    source: OrderSourceDocument
    customer_locale: str | None
    payment_terms: PaymentTermsDocument | None
    tax_terms: TaxTermsDocument
    localized_fields: tuple[LocalizedFieldDocument, ...] = ()
    note_attributes: tuple[AttributeDocument, ...] = ()
    tags: str | None
    note: str | None = None
    cancelled_at: datetime | None
    cancel_reason: str | None
    test: bool
    unread: tuple[UnreadFieldDocument, ...] = ()


def encode_order(order: Order) -> bytes:
    return msgspec.json.encode(msgspec.convert(order, OrderDocument, from_attributes=True))


def decode_order(body: bytes) -> Order:
    """Raises `UnreadablePayload`."""
    try:
        return msgspec.convert(_DECODER.decode(body), Order, from_attributes=True)
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnreadablePayload(f"The stored order cannot be read: {error}.") from error


_DECODER = msgspec.json.Decoder(OrderDocument)
