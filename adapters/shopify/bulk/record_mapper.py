"""Lines of bulk files to the domain's records."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import customer_responses, order_summaries
from novex_shopify.adapters.shopify.graphql.customer_mapper import map_customer
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.adapters.shopify.null_characters import remove_null_characters
from novex_shopify.adapters.shopify.variant_title import build_variant_title
from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.reconciliation import OrderSummary

Schema = TypeVar("Schema")


class Product(GraphQLStruct):
    """The product of a variant."""

    id: str
    title: str
    status: str | None = None
    updated_at: datetime | None = None


class ProductVariant(GraphQLStruct):
    """A line of `bulkProducts`."""

    id: str
    title: str
    product: Product
    sku: str | None = None
    barcode: str | None = None


def parse_variant(body: bytes, _children: Sequence[bytes]) -> Variant:
    line = _decode(body, _variant_decoder)
    return Variant(
        product_id=parse_gid(line.product.id),
        variant_id=parse_gid(line.id),
        title=build_variant_title(line.product.title, line.title),
        sku=line.sku or None,
        barcode=line.barcode or None,
        status=lower_enum_value(line.product.status),
        updated_at=line.product.updated_at,
    )


def parse_customer(body: bytes, children: Sequence[bytes]) -> Customer:
    """A customer; its children are addresses."""
    return map_customer(_decode(body, _customer_decoder), map(_parse_address, children))


def parse_order_summary(body: bytes, children: Sequence[bytes]) -> OrderSummary:
    """An order; its children are returns, if the document asks for them."""
    order = _decode(body, _order_decoder)
    returns = [_decode(child, _return_decoder) for child in children] if order.return_status else None
    return order_summaries.map_order_summary(order, returns)


def _parse_address(body: bytes) -> Address | None:
    # The document's aliases give the fields the domain's names. Most addresses have no empty text; those are complete.
    address = _decode(body, _address_decoder)
    return normalize_address(address) if b'""' in body or address == _EMPTY_ADDRESS else address


_variant_decoder = msgspec.json.Decoder(ProductVariant)
_customer_decoder = msgspec.json.Decoder(customer_responses.Customer)
_order_decoder = msgspec.json.Decoder(order_summaries.Order)
_return_decoder = msgspec.json.Decoder(order_summaries.Return)
_address_decoder = msgspec.json.Decoder(Address)
_EMPTY_ADDRESS = Address()


def _decode(body: bytes, decoder: "msgspec.json.Decoder[Schema]") -> Schema:
    try:
        return decoder.decode(remove_null_characters(body))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadablePayload(f"The line of Shopify's file does not match its query: {error}.") from error
