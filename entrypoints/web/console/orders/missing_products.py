"""The products that keep an order from being booked, decided on its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import Suggestion
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.resource_keys import MissingProduct
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_MAX_SUGGESTIONS = 10
"""Each suggestion is a search of the ERP's items."""


@dataclass(frozen=True, slots=True)
class MissingRow:
    """`is_known` says that the product was imported, so that it can be mapped."""

    product: MissingProduct
    is_known: bool
    suggestion: Suggestion | None = None


def list_missing_rows(request: ConsoleRequest, history: OrderHistory) -> Sequence[MissingRow]:
    """All missing products, the first ones with the best suggestion."""
    return [_build_row(request, history, each, place) for place, each in enumerate(history.missing)]


def map_missing_product(request: ConsoleRequest) -> Response:
    """Map a product to an item, or book it without one if there is no item; then say what the order still lacks."""
    shop, order_id = parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("order")
    variant_id, item_id = request.get_path_id("variant"), request.get_form_field("item")
    map_product = request.container.map_product()
    if item_id:
        map_product(shop, variant_id, item_id)
    else:
        map_product.ignore(shop, variant_id)
    done = f"Mapped to {item_id}." if item_id else "The product is booked without an item."
    missing = request.container.find_order().get_history(shop, order_id).missing
    names = ", ".join(product.title for product in missing)
    rest = f"Still missing: {names}." if missing else "This order is booked now."
    return redirect(f"/console/orders/{shop}/{order_id}", f"{done} {rest}")


def _build_row(request: ConsoleRequest, history: OrderHistory, product: MissingProduct, place: int) -> MissingRow:
    if place >= _MAX_SUGGESTIONS:
        return MissingRow(product, is_known=True)
    try:
        found = request.container.suggest_items()(history.shop, product.variant_id, 1)
    except NotFound:
        return MissingRow(product, is_known=False)
    return MissingRow(product, is_known=True, suggestion=next(iter(found), None))
