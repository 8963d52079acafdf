"""`/console/fulfill/pick-list`: what to take from where for chosen orders, to print, as a PDF or CSV file."""

from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.csv_cells import to_cell
from novex_shopify.domain.policies.order_barcodes import build_order_barcode
from novex_shopify.domain.policies.pick_list import PickList
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.fulfillment.order_to_ship_records import FULFILL_PATH
from novex_shopify.entrypoints.web.console.lists.list_page import wants_csv
from novex_shopify.entrypoints.web.console.pdf_answer import send_pdf
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today

PICK_LIST_PATH = f"{FULFILL_PATH}/pick-list"
_SEPARATOR = "-"
_HEADER = ("location", "item", "name", "sku", "lot", "best_before", "quantity", "orders")


def choose_orders(request: ConsoleRequest) -> Response:
    """Lead to the pick list of the chosen orders, whose address can be printed and kept."""
    return redirect(build_pick_list_url(read_order_ids(request.form.getlist("id"))))


def show_pick_list(request: ConsoleRequest) -> Response:
    order_ids = read_order_ids(request.get_query_param("orders").split(_SEPARATOR))
    if request.get_query_param("format") == "pdf":
        return send_pdf("pick-list.pdf", request.container.draw_pick_list()(order_ids).data)
    pick_list = request.container.build_pick_list()(order_ids, get_today(request))
    if wants_csv(request):
        return send_csv("pick-list.csv", _HEADER, _build_rows(pick_list))
    url = build_pick_list_url(order_ids)
    encode = request.container.barcode_encoder().encode
    return render(
        request,
        "fulfillment/pick_list.html",
        pick_list=pick_list,
        format_day=format_day,
        url=url,
        barcodes=[(order.name, encode(build_order_barcode(order.id))) for order in pick_list.orders if order.id],
    )


def build_pick_list_url(order_ids: Iterable[str]) -> str:
    return PICK_LIST_PATH + build_query(orders=_SEPARATOR.join(order_ids))


def read_order_ids(values: Iterable[object]) -> Sequence[str]:
    """The ERP's ids among what an address or a form has, each once."""
    return list(dict.fromkeys(str(value) for value in values if parse_id(str(value)) is not None))


def _build_rows(pick_list: PickList) -> Iterator[Sequence[str]]:
    for row in pick_list.rows:
        item = pick_list.items.get(row.lot.item_id)
        orders = ", ".join(f"{each.quantity} for {_name_order(pick_list, each.order)}" for each in row.orders)
        texts = (row.location, row.lot.item_id, item.name if item else "", (item.sku or "") if item else "")
        best_before = row.lot.expires_on.isoformat() if row.lot.expires_on else ""
        yield [*map(to_cell, (*texts, row.lot.code)), best_before, str(row.quantity), to_cell(orders)]


def _name_order(pick_list: PickList, order: SalesOrder) -> str:
    hints = pick_list.hints.get(order.id or "")
    return f"{order.name} ({', '.join(hints)})" if hints else order.name
