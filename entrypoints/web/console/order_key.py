"""The order that a path of the console names by its store and Shopify's id, because the ERP may not have it yet."""

from urllib.parse import quote

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.entrypoints.web.console.request import ConsoleRequest


def read_order_key(request: ConsoleRequest) -> OrderKey:
    return parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("order")


def build_order_url(shop: ShopDomain, order_id: int) -> str:
    return f"/console/orders/{quote(shop)}/{order_id}"


def read_order_url(request: ConsoleRequest) -> str:
    """The page of the order that the path names."""
    return build_order_url(*read_order_key(request))


def fetch_erp_id(request: ConsoleRequest) -> str:
    """The ERP's id of the order that the path names. Raises `NotFound`."""
    shop, order_id = read_order_key(request)
    with request.container.read_transaction() as tx:
        link = tx.order_links.get_many(shop, [order_id]).get(order_id)
    if link is None or not link.erp_id:
        raise NotFound(f"Order {order_id} of {shop} is not in the ERP.")
    return link.erp_id
