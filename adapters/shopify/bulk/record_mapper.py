"""Lines of bulk files to the domain's records."""

from collections.abc import Sequence

import msgspec

from novex_shopify.adapters.shopify.address import normalize_address
from novex_shopify.adapters.shopify.enum_values import lower_enum_value
from novex_shopify.adapters.shopify.field_types import Gid, Moment
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql import customer_responses, order_summaries
from novex_shopify.adapters.shopify.graphql.customer_mapper import map_customer
from novex_shopify.adapters.shopify.graphql.order_details_mapper import map_grams
from novex_shopify.adapters.shopify.graphql.order_responses import Weight
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.adapters.shopify.record_decoder import decode_record
from novex_shopify.adapters.shopify.variant_title import build_variant_title
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.product import Variant
from novex_shopify.domain.model.reconciliation import OrderSummary


class Product(GraphQLStruct):
    """The product of a variant."""

    id: Gid
    title: str | None
    status: str | None = None
    updated_at: Moment | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


class Measurement(GraphQLStruct):
    weight: Weight | None = None


class InventoryItem(GraphQLStruct):
    id: Gid | None = None
    tracked: bool | None = None
    measurement: Measurement | None = None


class ProductVariant(GraphQLStruct):
    """A line of `bulkProducts`."""

    id: Gid
    title: str | None
    product: Product
    sku: str | None = None
    barcode: str | None = None
    requires_components: bool | None = None
    inventory_item: InventoryItem | None = None
    unread: dict[str, str] = msgspec.field(default_factory=dict)


def parse_variant(body: bytes, _children: Sequence[bytes]) -> Variant:
    return decode_record(body, ProductVariant, _map_variant, _MISMATCH)


def parse_customer(body: bytes, children: Sequence[bytes]) -> Customer:
    """A customer; its children are addresses."""
    addresses = [_parse_address(each) for each in children]
    return decode_record(
        body, customer_responses.Customer, lambda customer: map_customer(customer, addresses), _MISMATCH
    )


def parse_order_summary(body: bytes, children: Sequence[bytes]) -> OrderSummary:
    """An order; its children are returns, if the document asks for them."""
    returns = [decode_record(child, order_summaries.Return, lambda decoded: decoded, _MISMATCH) for child in children]

    def map_order(order: order_summaries.Order) -> OrderSummary:
        return order_summaries.map_order_summary(order, returns if order.return_status else None)

    return decode_record(body, order_summaries.Order, map_order, _MISMATCH)


def _map_variant(line: ProductVariant) -> Variant:
    inventory_item = line.inventory_item or InventoryItem()
    measurement = inventory_item.measurement
    return Variant(
        product_id=parse_gid(line.product.id),
        variant_id=parse_gid(line.id),
        title=build_variant_title(line.product.title or "", line.title),
        sku=line.sku or None,
        barcode=line.barcode or None,
        status=lower_enum_value(line.product.status),
        updated_at=line.product.updated_at,
        grams=map_grams(measurement.weight) if measurement else None,
        inventory_item_id=parse_gid(inventory_item.id) if inventory_item.id else None,
        tracked=inventory_item.tracked,
        is_bundle=line.requires_components,
        unread=frozenset(_VARIANT_FIELDS & (line.unread.keys() | line.product.unread.keys())),
    )


def _parse_address(body: bytes) -> Address | None:
    # The document's aliases give the fields the domain's names. Most addresses have no empty text; those are complete.
    address = decode_record(body, Address, lambda decoded: decoded, _MISMATCH)
    return normalize_address(address) if b'""' in body or address == _EMPTY_ADDRESS else address


_VARIANT_FIELDS = frozenset({"title", "sku", "barcode", "status"})
_EMPTY_ADDRESS = Address()
_MISMATCH = "The line of Shopify's file does not match its query"
