"""Decisions about the variants that were chosen in the list."""

from starlette.responses import Response

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect, sanitize_next_path
from novex_shopify.entrypoints.web.console.toast import Undo


def ignore_chosen(request: ConsoleRequest) -> Response:
    """Book their orders without an item."""
    shop, ids = parse_shop_domain(request.http_request.path_params["shop"]), _read_ids(request)
    for variant_id in ids:
        request.container.map_product().ignore(shop, variant_id)
    next_path = request.get_form_field("next")
    undo = Undo(f"/console/products/{shop}/unmap", {"id": " ".join(map(str, ids)), "next": next_path})
    message = f"{format_plural(len(ids), 'product')} will be booked without an item"
    return redirect(sanitize_next_path(next_path), message, undo if ids else None)


def unmap_chosen(request: ConsoleRequest) -> Response:
    """Remove their mappings. Booked orders do not change."""
    shop, ids = parse_shop_domain(request.http_request.path_params["shop"]), _read_ids(request)
    for variant_id in ids:
        request.container.map_product().unmap(shop, variant_id)
    return redirect(request.get_next_path(), f"Mapping of {format_plural(len(ids), 'product')} removed")


def _read_ids(request: ConsoleRequest) -> list[int]:
    """One `id` for each variant, or several in one `id`, with spaces between them."""
    texts = (text for value in request.form.getlist("id") for text in str(value).split())
    return [number for text in texts if (number := parse_id(text)) is not None]
