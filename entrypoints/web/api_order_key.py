"""The order that the path of a call names by its store and Shopify's id, because the ERP may not have it yet."""

from starlette.requests import Request

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import parse_shop_domain


def read_order_key(request: Request) -> OrderKey:
    """Raises `NotFound`."""
    order_id = parse_id(str(request.path_params["order"]))
    if order_id is None:
        raise NotFound("There is no order with this id.")
    return parse_shop_domain(str(request.path_params["shop"])), order_id
