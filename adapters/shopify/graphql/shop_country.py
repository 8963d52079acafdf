"""Fetches the country of a shop."""

from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.domain.model.shop import ShopAccess


class ShopAddress(GraphQLStruct):
    country_code_v2: str | None = None


class Shop(GraphQLStruct):
    shop_address: ShopAddress


class ShopCountryResponse(GraphQLStruct):
    """`shopCountry`."""

    shop: Shop


def fetch_country_code(client: GraphQLClient, access: ShopAccess) -> str | None:
    return client.execute(access, "shopCountry", ShopCountryResponse).shop.shop_address.country_code_v2
