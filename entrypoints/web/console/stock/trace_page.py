"""`/console/lots/…/trace`: where a lot came from, where it is, and who has it."""

from collections.abc import Sequence

from starlette.responses import Response

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.trace.certainty import Certainty
from novex_shopify.domain.use_cases.trace.traced_orders import OrderInTrace
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.recalls.affected_orders import PAGE_SIZE, build_row
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted
from novex_shopify.entrypoints.web.console.stock.days import format_day, get_today


def show_trace(request: ConsoleRequest) -> Response:
    """Personal data of customers is masked unless a person asks for it, which is logged."""
    lot_id = request.get_path_id("lot")
    listed = request.container.show_lot()(lot_id, limit=0).listed
    key = LotKey(listed.lot.item_id, listed.lot.code)
    traces = request.container.trace_lot()
    trace = traces(key)
    shown = is_personal_data_wanted(request, AuditSubject(AuditedKind.LOT, str(lot_id)), Role.OPERATOR)
    text, after = request.get_query_param("lots"), request.get_query_param("after")
    path = f"/console/lots/{lot_id}/trace"
    certainty = Certainty(text) if text in set(Certainty) else Certainty.RECORDED
    page = _list_orders(request, key, certainty, after)
    orders = page[:PAGE_SIZE]
    filters = {"lots": certainty, "personal_data": "show" if shown else ""}
    counts = {
        Certainty.RECORDED: traces.count_orders(key, inferred=False),
        Certainty.ASSUMED: traces.count_orders(key, inferred=True),
    }
    return render(
        request,
        "stock/lot_trace.html",
        trace=trace,
        lot=listed.lot,
        recalls=request.container.show_recall().find_by_lot(lot_id),
        rows=[build_row(each, show_personal_data=shown) for each in orders],
        tabs=[
            (
                format_label(each),
                path + build_query(lots=each, personal_data=filters["personal_data"]),
                each is certainty,
                counts.get(each),
            )
            for each in Certainty
        ],
        certainty=certainty,
        next_url=path + build_query(**filters, after=orders[-1].position) if len(page) > PAGE_SIZE else "",
        first_url=path + build_query(**filters) if after else "",
        personal_data_url=path + build_query(lots=certainty, personal_data="" if shown else "show"),
        show_personal_data=shown,
        today=get_today(request),
        format_day=format_day,
    )


def _list_orders(request: ConsoleRequest, key: LotKey, certainty: Certainty, after: str) -> Sequence[OrderInTrace]:
    traces, number = request.container.trace_lot(), parse_id(after)
    if certainty is Certainty.NOT_KNOWN:
        return traces.list_untraced(key, PAGE_SIZE + 1, number)
    position = str(number) if number is not None else None
    return traces.list_orders(key, PAGE_SIZE + 1, position, inferred=certainty is Certainty.ASSUMED)
