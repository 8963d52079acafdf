"""From the bodies of webhooks to the domain's words."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify import payload_shapes as shapes
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import LineItem, Order, ShippingLine
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME, Subject

Shape = TypeVar("Shape")


class JsonPayloadReader:
    """The port `PayloadReader`."""

    def resource_key(self, topic: str, body: bytes) -> str | None:
        """The subject of the topic and the id in the body. What nothing is done for is only checked to be JSON."""
        known = TOPICS_BY_NAME.get(topic)
        if known is None:
            _decode(body, msgspec.Raw)
            return None
        if known.subject is Subject.APP:
            self.shop_domain(body)
            return Subject.APP
        return f"{known.subject}:{_decode(body, shapes.Resource).id}"

    def order(self, body: bytes) -> Order:
        """An order, in the shop's currency."""
        order = _decode(body, shapes.Order)
        return Order(
            id=order.id,
            name=order.name,
            created_at=order.created_at,
            updated_at=order.updated_at,
            total=Money(order.total_price, order.currency),
            taxes_included=order.taxes_included,
            line_items=tuple(_line_item(line, order.currency) for line in order.line_items),
            shipping_lines=tuple(_shipping_line(line, order.currency) for line in order.shipping_lines),
            customer=_customer(order.customer) if order.customer else None,
            email=order.email,
            shipping_address=_address(order.shipping_address),
            billing_address=_address(order.billing_address),
            financial_status=order.financial_status,
            fulfillment_status=order.fulfillment_status,
            cancelled_at=order.cancelled_at,
            test=order.test,
        )

    def customer(self, body: bytes) -> Customer:
        """A customer."""
        return _customer(_decode(body, shapes.Customer))

    def shop_domain(self, body: bytes) -> str:
        """The permanent name of a store."""
        return _decode(body, shapes.Shop).myshopify_domain


def _decode(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The body does not have the shape of its topic: {error}.") from error


def _line_item(line: shapes.LineItem, currency: str) -> LineItem:
    return LineItem(
        id=line.id,
        variant_id=line.variant_id if line.product_exists else None,
        sku=line.sku or None,
        title=line.title or "",
        quantity=line.quantity,
        unit_price=Money(line.price, currency),
        discount=Money(_sum(allocation.amount for allocation in line.discount_allocations), currency),
        tax=Money(_sum(tax.price for tax in line.tax_lines), currency),
    )


def _shipping_line(line: shapes.ShippingLine, currency: str) -> ShippingLine:
    return ShippingLine(
        id=line.id,
        title=line.title or "",
        price=Money(line.price, currency),
        discount=Money(_sum(allocation.amount for allocation in line.discount_allocations), currency),
        tax=Money(_sum(tax.price for tax in line.tax_lines), currency),
    )


def _customer(customer: shapes.Customer) -> Customer:
    addresses = customer.addresses or ([customer.default_address] if customer.default_address else [])
    return Customer(
        id=customer.id,
        updated_at=customer.updated_at,
        first_name=customer.first_name,
        last_name=customer.last_name,
        email=customer.email,
        phone=customer.phone,
        addresses=tuple(address for shape in addresses if (address := _address(shape))),
    )


def _address(shape: shapes.Address | None) -> Address | None:
    if shape is None:
        return None
    name = shape.name or " ".join(filter(None, (shape.first_name, shape.last_name)))
    return Address(
        name=name or None,
        company=shape.company,
        address1=shape.address1,
        address2=shape.address2,
        zip=shape.zip,
        city=shape.city,
        province=shape.province,
        country_code=shape.country_code,
        phone=shape.phone,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
