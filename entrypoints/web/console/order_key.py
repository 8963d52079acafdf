"""The order that a path of the console names by its store and Shopify's id, because the ERP may not have it yet."""

from urllib.parse import quote

from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def read_order_key(request: ConsoleRequest) -> tuple[ShopDomain, int]:
    return parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("order")


def build_order_url(shop: ShopDomain, order_id: int) -> str:
    return f"/console/orders/{quote(shop)}/{order_id}"
