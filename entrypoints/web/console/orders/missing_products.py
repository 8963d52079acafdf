"""The products that keep an order from being booked, decided on its page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from novex_shopify.domain.model.product import Suggestion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.resource_keys import MissingProduct
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.order_key import build_order_url, read_order_key
from novex_shopify.entrypoints.web.console.products.exact_matches import parse_accepted
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect


@dataclass(frozen=True, slots=True)
class MissingRow:
    """`is_known` says that the product was imported, so that it can be mapped.

    `is_certain`: the suggested item has the same SKU or barcode, and is suggested for no other product of the order.
    """

    product: MissingProduct
    is_known: bool
    suggestion: Suggestion | None = None
    is_certain: bool = False


def list_missing_rows(request: ConsoleRequest, history: OrderHistory) -> Sequence[MissingRow]:
    """All missing products with the best suggestions."""
    if not history.missing:
        return ()
    best = request.container.suggest_items().find_best(history.shop, [each.variant_id for each in history.missing])
    counts = Counter(suggestion.item.id for suggestion in best.values() if suggestion)
    return [_build_row(each, each.variant_id in best, best.get(each.variant_id), counts) for each in history.missing]


def map_missing_product(request: ConsoleRequest) -> Response:
    """Map a product to an item, or book it without one if there is no item; then say what the order still lacks."""
    shop, order_id = read_order_key(request)
    variant_id, item_id = request.get_path_id("variant"), request.get_form_field("item")
    map_product = request.container.map_product()
    if item_id:
        map_product(shop, variant_id, item_id)
    else:
        map_product.ignore(shop, variant_id)
    done = f"Mapped to {item_id}." if item_id else "The product is booked without an item."
    return redirect(build_order_url(shop, order_id), f"{done} {_describe_rest(request, shop, order_id)}")


def map_chosen(request: ConsoleRequest) -> Response:
    """Map all chosen products to the suggested items at once, then say what the order still lacks."""
    shop, order_id = read_order_key(request)
    accepted = parse_accepted(str(pair) for pair in request.form.getlist("accept"))
    if not accepted:
        return redirect(build_order_url(shop, order_id), "Choose products first")
    mapped, _ = request.container.accept_suggestions()(shop, accepted)
    done = f"{format_plural(mapped, 'product')} mapped."
    return redirect(build_order_url(shop, order_id), f"{done} {_describe_rest(request, shop, order_id)}")


def _describe_rest(request: ConsoleRequest, shop: ShopDomain, order_id: int) -> str:
    missing = request.container.find_order().get_history(shop, order_id).missing
    names = ", ".join(product.title for product in missing)
    return f"Still missing: {names}." if missing else "This order is booked now."


def _build_row(
    product: MissingProduct, is_known: bool, suggestion: Suggestion | None, counts: Counter[str]
) -> MissingRow:
    is_certain = suggestion is not None and suggestion.exact and counts[suggestion.item.id] == 1
    return MissingRow(product, is_known, suggestion, is_certain)
