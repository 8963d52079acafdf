"""The products that keep an order from being booked, decided on its page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from novex_shopify.domain.model.product import Suggestion
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.resource_keys import MissingProduct
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.order_key import build_order_url, read_order_key
from novex_shopify.entrypoints.web.console.products.exact_matches import parse_accepted
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.toast import Undo


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
    history, page = request.container.find_order().get_history(shop, order_id), build_order_url(shop, order_id)
    # Later, the order has been booked with it, which the removal of the mapping does not change.
    undo = Undo(f"/console/products/{shop}/unmap", {"id": str(variant_id), "next": page}) if history.missing else None
    return redirect(page, f"{done} {_describe_rest(history)}", undo)


def map_chosen(request: ConsoleRequest) -> Response:
    """Map all chosen products to the suggested items at once, then say what the order still lacks."""
    shop, order_id = read_order_key(request)
    accepted = parse_accepted(str(pair) for pair in request.form.getlist("accept"))
    if not accepted:
        return redirect(build_order_url(shop, order_id), "Choose products first")
    mapped, _ = request.container.accept_suggestions()(shop, accepted)
    done = f"{format_plural(mapped, 'product')} mapped."
    history = request.container.find_order().get_history(shop, order_id)
    return redirect(build_order_url(shop, order_id), f"{done} {_describe_rest(history)}")


def _describe_rest(history: OrderHistory) -> str:
    if history.missing:
        return f"Still missing: {', '.join(product.title for product in history.missing)}."
    is_dead = history.open_event is not None and history.open_event.status is EventStatus.DEAD
    return f"Nothing is missing now: {'retry the order.' if is_dead else 'the order is booked in a moment.'}"


def _build_row(
    product: MissingProduct, is_known: bool, suggestion: Suggestion | None, counts: Counter[str]
) -> MissingRow:
    is_certain = suggestion is not None and suggestion.exact and counts[suggestion.item.id] == 1
    return MissingRow(product, is_known, suggestion, is_certain)
