"""`/console/lots`: the list of lots, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import Response

from novex_shopify.domain.model.item_stock import ItemStockFilter, StockView
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.stock.days import describe_days_left, format_day, get_today
from novex_shopify.entrypoints.web.console.stock.lot_records import build_lot_list
from novex_shopify.entrypoints.web.console.stock.movement_file import send_movements
from novex_shopify.entrypoints.web.console.stock.receipt_references import describe_cause

if TYPE_CHECKING:
    from novex_shopify.domain.use_cases.stock.list_stock import ListedItem

_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form of the page that was refused: what was filled in, and the message at one of its fields."""

    action: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    invalid_field: str = ""
    error: str = ""


def show_lots(request: ConsoleRequest) -> Response:
    definition = build_lot_list(request)
    if wants_csv(request):
        return send_list(request, definition)
    page = load_page(request, definition)
    return render(
        request,
        "stock/lots.html",
        page=page,
        shown_item=_find_item(request, page.address.filters.get("item", "")),
        today=get_today(request),
        format_day=format_day,
        describe_days_left=describe_days_left,
    )


def show_lot(request: ConsoleRequest) -> Response:
    return send_movements(request) if wants_csv(request) else render_lot(request)


def render_lot(request: ConsoleRequest, refused: RefusedForm | None = None) -> Response:
    """The page; with a form that was refused as it was filled in."""
    lot_id, before = request.get_path_id("lot"), request.get_query_number("before")
    shown = request.container.show_lot()(lot_id, _PAGE_SIZE + 1, before)
    entries = shown.entries[:_PAGE_SIZE]
    lot_path = f"/console/lots/{lot_id}"
    return render(
        request,
        "stock/lot.html",
        422 if refused else 200,
        listed=shown.listed,
        lot=shown.listed.lot,
        locations=shown.locations,
        entries=entries,
        orders=shown.orders,
        older_url=lot_path + build_query(before=entries[-1].id) if len(shown.entries) > _PAGE_SIZE else "",
        newest_url=lot_path if before else "",
        lot_path=lot_path,
        csv_url=lot_path + build_query(format="csv"),
        today=get_today(request),
        refused=refused or RefusedForm(),
        format_day=format_day,
        describe_days_left=describe_days_left,
        describe_cause=describe_cause,
        list_changes=list_changes,
    )


def list_changes(entry: LedgerEntry) -> list[tuple[str, int]]:
    """The parts of the balance that a movement changed, and by how much."""
    change = entry.movement.change
    parts = (("free", change.free), ("assigned", change.assigned), ("held", change.held))
    return [(name, difference) for name, difference in parts if difference]


def _find_item(request: ConsoleRequest, item_id: str) -> "ListedItem | None":
    """The item that the list is about, if it has had lots."""
    if not item_id:
        return None
    today = get_today(request)
    wanted = ItemStockFilter(today, today, StockView.ALL, [item_id])
    return next(iter(request.container.list_stock()(wanted, 1)), None)
