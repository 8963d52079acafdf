"""Asks whether a shop has an order, a product or a customer."""

from novex_shopify.adapters.shopify.gid import build_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.domain.model.shop import ShopAccess


class Resource(GraphQLStruct):
    id: str


class OrderExistsResponse(GraphQLStruct):
    """`orderExists`."""

    order: Resource | None


class ProductExistsResponse(GraphQLStruct):
    """`productExists`."""

    product: Resource | None


class CustomerExistsResponse(GraphQLStruct):
    """`customerExists`."""

    customer: Resource | None


def has_order(client: GraphQLClient, access: ShopAccess, order_id: int) -> bool:
    gid = build_gid("Order", order_id)
    return client.execute(access, "orderExists", OrderExistsResponse, id=gid).order is not None


def has_product(client: GraphQLClient, access: ShopAccess, product_id: int) -> bool:
    gid = build_gid("Product", product_id)
    return client.execute(access, "productExists", ProductExistsResponse, id=gid).product is not None


def has_customer(client: GraphQLClient, access: ShopAccess, customer_id: int) -> bool:
    gid = build_gid("Customer", customer_id)
    return client.execute(access, "customerExists", CustomerExistsResponse, id=gid).customer is not None
