"""`/console/products`: which variant is which ERP item, what most orders wait for first."""

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.product import ListedMapping, MappingFilter, MappingStatus, Place
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back, query_of

PAGE = 50
_FOUND_IN_CATALOG = 20


def listed(visit: Visit) -> Response:
    """The work list: a page of it, quick at any length. Suggestions follow row by row, as rows come into view."""
    state, text = visit.asked("state") or MappingStatus.UNMAPPED, visit.asked("text")
    status = MappingStatus(state) if state in set(MappingStatus) else None
    which = MappingFilter(status, text or None)
    with visit.container.unit_of_work()() as tx:
        shops = [shop.domain for shop in tx.shops.all()]
        shop = visit.asked("shop") or next(iter(shops), "")
        rows = tx.mappings.page(ShopDomain(shop), which, PAGE + 1, _place(visit.asked("after"))) if shop else ()
    more = _address(shop, state, text, rows[PAGE - 1].place) if len(rows) > PAGE else None
    return render(
        visit,
        "products.html",
        rows=rows[:PAGE],
        shops=shops,
        shop=shop,
        state=state,
        text=text,
        states=list(MappingStatus),
        more=more,
        first=not visit.asked("after"),
    )


def show(visit: Visit) -> Response:
    """One variant: what it may be, and a search through the ERP's catalog."""
    shop, variant_id = _variant(visit)
    text = visit.asked("text")
    suggested = visit.container.suggest_items()(shop, variant_id)
    with visit.container.unit_of_work()() as tx:
        row = _row(tx, shop, variant_id)
        found = tx.erp.catalog.search(text, _FOUND_IN_CATALOG) if text else ()
        item = tx.erp.catalog.get(row.mapping.item_id) if row.mapping.item_id else None
    return render(visit, "product.html", row=row, item=item, suggested=suggested, text=text, found=found)


def suggestion(visit: Visit) -> Response:
    """The best suggestion for one row of the list."""
    shop, variant_id = _variant(visit)
    best = next(iter(visit.container.suggest_items()(shop, variant_id, 1)), None)
    return render(visit, "product_suggestion.html", shop=shop, variant_id=variant_id, best=best)


def assign(visit: Visit) -> Response:
    """Map to an item."""
    shop, variant_id = _variant(visit)
    released = visit.container.map_product()(shop, variant_id, visit.filled("item"))
    return _decided(visit, f"Mapped to {visit.filled('item')}.{_going_on(released)}")


def ignore(visit: Visit) -> Response:
    """Have it booked without an item."""
    shop, variant_id = _variant(visit)
    released = visit.container.map_product().ignore(shop, variant_id)
    return _decided(visit, f"Booked without an item.{_going_on(released)}")


def undo(visit: Visit) -> Response:
    """Forget what was decided."""
    shop, variant_id = _variant(visit)
    visit.container.map_product().unmap(shop, variant_id)
    return _decided(visit, "Open again. Orders that were booked stay as they are.")


def _decided(visit: Visit, said: str) -> Response:
    """The row as it is now, where only that was asked for; or else the page of the variant."""
    shop, variant_id = _variant(visit)
    if not visit.piecewise:
        return back(f"/console/products/{shop}/{variant_id}", said)
    with visit.container.unit_of_work()() as tx:
        row = _row(tx, shop, variant_id)
    return render(visit, "product_row.html", row=row, told=said)


def _going_on(released: int) -> str:
    return f" {released} waiting {'order goes' if released == 1 else 'orders go'} on." if released else ""


def _variant(visit: Visit) -> tuple[ShopDomain, int]:
    parameters = visit.request.path_params
    return parse_shop_domain(parameters["shop"]), int(parameters["variant"])


def _row(tx: Transaction, shop: ShopDomain, variant_id: int) -> ListedMapping:
    """A variant as it stands in the list, or would if it were not retired."""
    mapping = tx.mappings.get(shop, variant_id)
    if mapping is None:
        raise NotFound(f"{shop} has no variant {variant_id}. Bring its products over on the page of imports.")
    rows = tx.mappings.page(shop, MappingFilter(text=str(variant_id), retired=True), PAGE)
    return next((row for row in rows if row.mapping.variant.variant_id == variant_id), ListedMapping(mapping))


def _place(text: str) -> Place | None:
    waiting, _, variant_id = text.partition("-")
    return Place(int(waiting), int(variant_id)) if waiting.isdecimal() and variant_id.isdecimal() else None


def _address(shop: str, state: str, text: str, place: Place) -> str:
    after = f"{place.waiting}-{place.variant_id}"
    return "/console/products" + query_of(shop=shop, state=state, text=text, after=after)
