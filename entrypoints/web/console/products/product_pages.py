"""`/console/products`: which variant is which ERP item; what most orders wait for comes first."""

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidPieces
from novex_shopify.domain.model.product import MAX_PIECES, MappingStatus
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.release import Release
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.use_cases.products.match_again import are_products_imported
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.products.variant_records import VARIANTS, find_shop
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.toast import Undo

_CATALOG_SEARCH_LIMIT = 20


def list_variants(request: ConsoleRequest) -> Response:
    """The variants of one store. Each row loads its suggestion when it scrolls into view, so the list stays fast."""
    if wants_csv(request):
        return send_list(request, VARIANTS)
    with request.container.read_transaction() as tx:
        shops = [shop.domain for shop in tx.shops.list_all()]
        shop = find_shop(tx, request.get_query_param("shop"))
        is_imported = bool(shop) and are_products_imported(tx, shop)
        has_mapped = bool(shop) and bool(tx.mappings.list_for_shop(shop, MappingStatus.MAPPED, limit=1))
    page = load_page(request, VARIANTS)
    if len(shops) > 1 and not page.address.filters["shop"]:
        return redirect(page.address.build_url(shop=shop))  # so that the page says which store it shows
    return render(
        request,
        "products/products.html",
        page=page,
        shops=shops,
        shop=shop,
        is_imported=is_imported,
        has_mapped=has_mapped,
    )


def show_variant(request: ConsoleRequest) -> Response:
    """One variant, its suggestions, and a search of the ERP's items."""
    shop, variant_id = _read_variant_path(request)
    text = request.get_query_param("text")
    row = request.container.list_variants().get(shop, variant_id)
    suggestions = request.container.suggest_items()(shop, variant_id)
    with request.container.read_transaction() as tx:
        found = tx.erp.catalog.search(text, _CATALOG_SEARCH_LIMIT) if text else ()
    return render(
        request,
        "products/product.html",
        row=row,
        suggestions=[(suggestion.item, suggestion.reason) for suggestion in suggestions],
        text=text,
        search_results=[(each, "") for each in found],
    )


def show_suggestion(request: ConsoleRequest) -> Response:
    """The best suggestion for one row of the list."""
    shop, variant_id = _read_variant_path(request)
    best = next(iter(request.container.suggest_items()(shop, variant_id, 1)), None)
    return render(request, "products/product_suggestion.html", shop=shop, variant_id=variant_id, best_suggestion=best)


def map_variant(request: ConsoleRequest) -> Response:
    """Map a variant, or say how many units of its item one sold unit is."""
    shop, variant_id = _read_variant_path(request)
    item_id, before = request.get_form_field("item"), request.container.list_variants().get(shop, variant_id).mapping
    released = request.container.map_product()(shop, variant_id, item_id, _read_pieces(request))
    if item_id == before.item_id:
        url = f"/console/products/{shop}/{variant_id}"
        undo = Undo(f"{url}/map", {"item": item_id, "pieces": str(before.pieces)})
        return redirect(url, "Units per sale saved. Booked orders do not change.", undo)
    return _render_decision(request, f"Mapped to {item_id}.{describe_released(released)}", can_undo=True)


def ignore_variant(request: ConsoleRequest) -> Response:
    shop, variant_id = _read_variant_path(request)
    released = request.container.map_product().ignore(shop, variant_id)
    return _render_decision(
        request, f"Orders will be booked without an item.{describe_released(released)}", can_undo=True
    )


def unmap_variant(request: ConsoleRequest) -> Response:
    shop, variant_id = _read_variant_path(request)
    request.container.map_product().unmap(shop, variant_id)
    return _render_decision(request, "Mapping removed. Booked orders do not change.")


def match_again(request: ConsoleRequest) -> Response:
    """Match the undecided variants of one store, or of all."""
    match, shop = request.container.match_again(), request.get_form_field("shop")
    outcome = match(parse_shop_domain(shop)) if shop else match.match_all_shops()
    message = "No further product has exactly one ERP item with its barcode or SKU."
    if outcome.mapped:
        message = f"{format_plural(outcome.mapped, 'product')} mapped.{describe_released(outcome.released)}"
    return redirect("/console/products" + build_query(shop=shop), message)


def describe_released(release: Release) -> str:
    """The end of a message about what a mapping released; empty for nothing."""
    texts = []
    if count := release.complete_orders:
        texts.append(f" {format_plural(count, 'waiting order')} {'continues' if count == 1 else 'continue'}.")
    if count := release.incomplete_orders:
        texts.append(f" {format_plural(count, 'order')} still {'waits' if count == 1 else 'wait'} for other products.")
    return "".join(texts)


def build_list_url(shop: ShopDomain) -> str:
    return "/console/products" + build_query(shop=shop)


def _read_pieces(request: ConsoleRequest) -> int | None:
    """The units per sale, if the form states them. Raises `InvalidPieces`."""
    text = request.get_form_field("pieces")
    pieces = parse_id(text)
    if text and pieces is None:
        raise InvalidPieces(MAX_PIECES)
    return pieces


def _render_decision(request: ConsoleRequest, message: str, *, can_undo: bool = False) -> Response:
    """The changed row for htmx, or else the variant's page."""
    shop, variant_id = _read_variant_path(request)
    if not request.is_htmx:
        url = f"/console/products/{shop}/{variant_id}"
        return redirect(url, message, Undo(f"{url}/unmap") if can_undo else None)
    row = request.container.list_variants().get(shop, variant_id)
    return render(request, "products/product_row.html", row=row, message=message)


def _read_variant_path(request: ConsoleRequest) -> tuple[ShopDomain, int]:
    return parse_shop_domain(request.http_request.path_params["shop"]), request.get_path_id("variant")
