"""Fetches what a shop says about itself."""

from novex_shopify.adapters.shopify.field_types import Gid
from novex_shopify.adapters.shopify.gid import parse_gid
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
from novex_shopify.adapters.shopify.graphql.responses import GraphQLStruct
from novex_shopify.domain.model.shop import ShopAccess, ShopProfile


class ShopAddress(GraphQLStruct):
    country_code_v2: str | None = None


class Shop(GraphQLStruct):
    id: Gid
    shop_address: ShopAddress
    iana_timezone: str | None = None


class ShopProfileResponse(GraphQLStruct):
    """`shopProfile`."""

    shop: Shop


def fetch_profile(client: GraphQLClient, access: ShopAccess) -> ShopProfile:
    shop = client.execute(access, "shopProfile", ShopProfileResponse).shop
    return ShopProfile(parse_gid(shop.id), shop.shop_address.country_code_v2, shop.iana_timezone)
