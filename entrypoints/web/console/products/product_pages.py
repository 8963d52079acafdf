"""`/console/products`: which variant is which ERP item, what most orders wait for first."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import MappingCursor, MappingFilter, MappingStatus, MappingWithDemand
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

PAGE_SIZE = 50
_CATALOG_SEARCH_LIMIT = 20


def list_variants(request: ConsoleRequest) -> Response:
    """The work list: a page of it, quick at any length. Suggestions follow row by row, as rows come into view."""
    status_name, text = request.get_query_param("state") or MappingStatus.UNMAPPED, request.get_query_param("text")
    status = MappingStatus(status_name) if status_name in set(MappingStatus) else None
    mapping_filter = MappingFilter(status, text or None)
    with request.container.unit_of_work()() as tx:
        shops = [shop.domain for shop in tx.shops.list_all()]
        shop = request.get_query_param("shop") or next(iter(shops), "")
        rows = (
            tx.mappings.list_page(
                ShopDomain(shop), mapping_filter, PAGE_SIZE + 1, _parse_cursor(request.get_query_param("after"))
            )
            if shop
            else ()
        )
    next_url = _build_page_url(shop, status_name, text, rows[PAGE_SIZE - 1].cursor) if len(rows) > PAGE_SIZE else None
    return render(
        request,
        "products/products.html",
        rows=rows[:PAGE_SIZE],
        shops=shops,
        shop=shop,
        state=status_name,
        text=text,
        states=list(MappingStatus),
        more=next_url,
        first=not request.get_query_param("after"),
    )


def show_variant(request: ConsoleRequest) -> Response:
    """One variant: what it may be, and a search through the ERP's catalog."""
    shop, variant_id = _read_variant_path(request)
    text = request.get_query_param("text")
    suggestions = request.container.suggest_items()(shop, variant_id)
    with request.container.unit_of_work()() as tx:
        row = _find_row(tx, shop, variant_id)
        search_results = tx.erp.catalog.search(text, _CATALOG_SEARCH_LIMIT) if text else ()
        item = tx.erp.catalog.get(row.mapping.item_id) if row.mapping.item_id else None
    return render(
        request, "products/product.html", row=row, item=item, suggested=suggestions, text=text, found=search_results
    )


def show_suggestion(request: ConsoleRequest) -> Response:
    """The best suggestion for one row of the list."""
    shop, variant_id = _read_variant_path(request)
    best = next(iter(request.container.suggest_items()(shop, variant_id, 1)), None)
    return render(request, "products/product_suggestion.html", shop=shop, variant_id=variant_id, best=best)


def map_variant(request: ConsoleRequest) -> Response:
    """Map to an item."""
    shop, variant_id = _read_variant_path(request)
    released = request.container.map_product()(shop, variant_id, request.get_form_field("item"))
    return _render_decision(request, f"Mapped to {request.get_form_field('item')}.{_describe_released(released)}")


def ignore_variant(request: ConsoleRequest) -> Response:
    """Have it booked without an item."""
    shop, variant_id = _read_variant_path(request)
    released = request.container.map_product().ignore(shop, variant_id)
    return _render_decision(request, f"Booked without an item.{_describe_released(released)}")


def unmap_variant(request: ConsoleRequest) -> Response:
    """Forget what was decided."""
    shop, variant_id = _read_variant_path(request)
    request.container.map_product().unmap(shop, variant_id)
    return _render_decision(request, "Open again. Orders that were booked stay as they are.")


def _render_decision(request: ConsoleRequest, message: str) -> Response:
    """The row as it is now, where only that was asked for; or else the page of the variant."""
    shop, variant_id = _read_variant_path(request)
    if not request.is_htmx:
        return redirect(f"/console/products/{shop}/{variant_id}", message)
    with request.container.unit_of_work()() as tx:
        row = _find_row(tx, shop, variant_id)
    return render(request, "products/product_row.html", row=row, told=message)


def _describe_released(released_count: int) -> str:
    return (
        f" {released_count} waiting {'order goes' if released_count == 1 else 'orders go'} on."
        if released_count
        else ""
    )


def _read_variant_path(request: ConsoleRequest) -> tuple[ShopDomain, int]:
    parameters = request.http_request.path_params
    return parse_shop_domain(parameters["shop"]), int(parameters["variant"])


def _find_row(tx: Transaction, shop: ShopDomain, variant_id: int) -> MappingWithDemand:
    """A variant as it stands in the list, or would if it were not retired."""
    mapping = tx.mappings.get(shop, variant_id)
    if mapping is None:
        raise NotFound(f"{shop} has no variant {variant_id}. Bring its products over on the page of imports.")
    rows = tx.mappings.list_page(shop, MappingFilter(text=str(variant_id), include_archived=True), PAGE_SIZE)
    return next((row for row in rows if row.mapping.variant.variant_id == variant_id), MappingWithDemand(mapping))


def _parse_cursor(cursor: str) -> MappingCursor | None:
    waiting_orders, _, variant_id = cursor.partition("-")
    return (
        MappingCursor(int(waiting_orders), int(variant_id))
        if waiting_orders.isdecimal() and variant_id.isdecimal()
        else None
    )


def _build_page_url(shop: str, status: str, text: str, cursor: MappingCursor) -> str:
    after = f"{cursor.waiting_orders}-{cursor.variant_id}"
    return "/console/products" + build_query(shop=shop, state=status, text=text, after=after)
