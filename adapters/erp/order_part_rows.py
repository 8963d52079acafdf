"""`erp_order_lines`, `erp_order_refunds`, `erp_order_returns`, `erp_order_fulfillments`: rows and domain objects."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger
from sqlmodel import Field

from novex_shopify.adapters.erp.amounts import to_amount, to_money
from novex_shopify.adapters.erp.fulfillment_document import decode_fulfillment, encode_fulfillment
from novex_shopify.adapters.erp.line_details_document import decode_line_details, encode_line_details
from novex_shopify.adapters.erp.line_document import decode_discounts, decode_taxes, encode_discounts, encode_taxes
from novex_shopify.adapters.erp.order_details_document import decode_attributes, encode_attributes
from novex_shopify.adapters.erp.refund_document import decode_refund_details, encode_refund_details
from novex_shopify.adapters.erp.return_document import decode_return, encode_return, encode_return_notes
from novex_shopify.adapters.persistence.column_types import Amount, UtcDateTime
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine


class OrderLineRow(Row, table=True):
    """Amounts are in the currency of the order. `discounts` and `taxes` are JSON (`line_document.py`).

    So are `properties` and `details` (`order_details_document.py`, `line_details_document.py`).
    """

    __tablename__ = "erp_order_lines"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    position: int = Field(primary_key=True)
    kind: str = LineKind.ITEM
    line_item_id: int = Field(sa_type=BigInteger)
    item_id: str | None = None
    sku: str | None = None
    title: str
    quantity: int
    current_quantity: int = 0
    unit_price: Decimal = Field(sa_type=Amount)
    discount: Decimal = Field(sa_type=Amount)
    tax: Decimal = Field(sa_type=Amount)
    total: Decimal = Field(sa_type=Amount)
    discounts: str = "[]"
    taxes: str = "[]"
    presentment_price: Decimal | None = Field(default=None, sa_type=Amount)
    requires_shipping: bool = False
    wanted_quantity: int = 0
    is_third_party: bool = False
    pieces: int = 1
    variant_id: int | None = Field(default=None, sa_type=BigInteger)
    taxable: bool = False
    vendor: str | None = None
    grams: int | None = Field(default=None, sa_type=BigInteger)
    properties: str = "[]"
    details: str | None = None

    def to_domain(self, currency: str, presentment_currency: str | None) -> SalesOrderLine:
        group, selling_plan, shipping_method = decode_line_details(self.details)
        return SalesOrderLine(
            kind=LineKind(self.kind),
            line_item_id=self.line_item_id,
            item_id=self.item_id,
            sku=self.sku,
            title=self.title,
            quantity=self.quantity,
            current_quantity=self.current_quantity,
            unit_price=Money(self.unit_price, currency),
            discount=Money(self.discount, currency),
            tax=Money(self.tax, currency),
            total=Money(self.total, currency),
            discounts=decode_discounts(self.discounts, currency, presentment_currency),
            taxes=decode_taxes(self.taxes, currency, presentment_currency),
            presentment_unit_price=to_money(self.presentment_price, presentment_currency),
            requires_shipping=self.requires_shipping,
            wanted_quantity=self.wanted_quantity,
            is_third_party=self.is_third_party,
            pieces=self.pieces,
            variant_id=self.variant_id,
            taxable=self.taxable,
            vendor=self.vendor,
            grams=self.grams,
            properties=decode_attributes(self.properties),
            group=group,
            selling_plan=selling_plan,
            shipping_method=shipping_method,
        )


def build_line_row(order_id: int, position: int, line: SalesOrderLine) -> dict[str, object]:
    return {
        "order_id": order_id,
        "position": position,
        "kind": line.kind,
        "line_item_id": line.line_item_id,
        "item_id": line.item_id,
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "current_quantity": line.current_quantity,
        "unit_price": line.unit_price.amount,
        "discount": line.discount.amount,
        "tax": line.tax.amount,
        "total": line.total.amount,
        "discounts": encode_discounts(line.discounts) if line.discounts else "[]",
        "taxes": encode_taxes(line.taxes) if line.taxes else "[]",
        "presentment_price": to_amount(line.presentment_unit_price),
        "requires_shipping": line.requires_shipping,
        "wanted_quantity": line.wanted_quantity,
        "is_third_party": line.is_third_party,
        "pieces": line.pieces,
        "variant_id": line.variant_id,
        "taxable": line.taxable,
        "vendor": line.vendor,
        "grams": line.grams,
        "properties": encode_attributes(line.properties),
        "details": encode_line_details(line),
    }


class RefundRow(Row, table=True):
    """`details` is JSON (`refund_document.py`)."""

    __tablename__ = "erp_order_refunds"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    shopify_refund_id: int = Field(primary_key=True, sa_type=BigInteger)
    refunded_at: datetime = Field(sa_type=UtcDateTime)
    refunded_amount: Decimal = Field(sa_type=Amount)
    pending: bool = False
    note: str | None = None
    details: str

    def to_domain(self) -> Refund:
        order_id, lines, adjustments, transactions = decode_refund_details(self.details)
        return Refund(self.shopify_refund_id, order_id, self.refunded_at, lines, adjustments, transactions, self.note)


def build_refund_row(order_id: int, refund: Refund) -> dict[str, object]:
    return {
        "order_id": order_id,
        "shopify_refund_id": refund.id,
        "refunded_at": refund.refunded_at,
        "refunded_amount": refund.refunded_amount(),
        "pending": refund.pending,
        "note": refund.note,
        "details": encode_refund_details(refund),
    }


class ReturnRow(Row, table=True):
    """`details` and `notes` are JSON (`return_document.py`)."""

    __tablename__ = "erp_order_returns"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    shopify_return_id: int = Field(primary_key=True, sa_type=BigInteger)
    status: str
    read_at: datetime = Field(sa_type=UtcDateTime)
    notes: str | None = None
    details: str

    def to_domain(self) -> Return:
        return decode_return(self.details, self.notes)


def build_return_row(order_id: int, known: Return) -> dict[str, object]:
    return {
        "order_id": order_id,
        "shopify_return_id": known.id,
        "status": known.status,
        "read_at": known.read_at,
        "notes": encode_return_notes(known),
        "details": encode_return(known),
    }


class FulfillmentRow(Row, table=True):
    """`details` is JSON (`fulfillment_document.py`)."""

    __tablename__ = "erp_order_fulfillments"

    order_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="erp_orders.id")
    shopify_fulfillment_id: int = Field(primary_key=True, sa_type=BigInteger)
    status: str | None = None
    updated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    details: str

    def to_domain(self) -> OrderFulfillment:
        details = decode_fulfillment(self.details)
        return OrderFulfillment(
            self.shopify_fulfillment_id,
            self.updated_at,
            self.status,
            details.tracking_company,
            details.tracking_numbers,
            details.quantities,
            details.created_at,
        )


def build_fulfillment_row(order_id: int, fulfillment: OrderFulfillment) -> dict[str, object]:
    return {
        "order_id": order_id,
        "shopify_fulfillment_id": fulfillment.id,
        "status": fulfillment.status,
        "updated_at": fulfillment.updated_at,
        "details": encode_fulfillment(fulfillment),
    }
