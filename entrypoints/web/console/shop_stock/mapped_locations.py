"""`/console/stores/{shop}/locations`: which storage locations the locations of a store stand for."""

from starlette.responses import Response

from novex_shopify.domain.errors import ShopStockRefused
from novex_shopify.domain.model.location import LocationMapping
from novex_shopify.domain.policies.stock_explanation import find_location_obstacle
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shops.shop_frame import fetch_shop, render_shop


def show_locations(request: ConsoleRequest) -> Response:
    return _render_locations(request)


def read_locations(request: ConsoleRequest) -> Response:
    """Read them from Shopify now."""
    shop = fetch_shop(request).domain
    found = request.container.read_locations()(shop)
    return redirect(f"/console/stores/{shop}/locations", f"{format_plural(len(found), 'location')} read from Shopify")


def map_location(request: ConsoleRequest) -> Response:
    shop, location = fetch_shop(request).domain, request.get_path_id("location")
    names = {str(value) for value in request.form.getlist("storage")}
    takes_rest = bool(request.get_form_field("takes_rest"))
    try:
        mapping = request.container.map_location()(shop, location, names, takes_rest=takes_rest)
    except ShopStockRefused as refusal:
        return _render_locations(request, str(refusal))
    message = "The location is mapped" if mapping.is_mapped else "The location is not mapped: its stock is never sent"
    return redirect(f"/console/stores/{shop}/locations", message)


def _render_locations(request: ConsoleRequest, error: str = "") -> Response:
    shop = fetch_shop(request).domain
    with request.container.read_transaction() as tx:
        locations = tx.shop_stock.locations.list_for_shop(shop)
        mapped = {each.location_id: each for each in tx.shop_stock.locations.list_mappings(shop)}
        storage = get_stock(tx).locations.list_all()
    taken = {place: each.location_id for each in mapped.values() for place in each.storage_location_ids}
    rows = [
        (
            location,
            mapped.get(location.id, LocationMapping(shop, location.id)),
            find_location_obstacle(location, is_mapped=location.id in mapped),
            [each for each in storage if taken.get(each.id, location.id) == location.id],
        )
        for location in locations
    ]
    return render_shop(
        request,
        "shop_stock/locations.html",
        None,
        422 if error else 200,
        rows=rows,
        error=error,
    )
