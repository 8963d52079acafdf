"""`/console/recalls/new`: the lots of a recall, and what it would concern, before it is saved."""

from collections.abc import Iterable, Mapping, Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidReason, LotInRecall, NoLotChosen
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import Lot, LotFilter
from novex_shopify.domain.model.recall import RecallClass
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.recall.open_recall import RecallRequest
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.recalls.affected_orders import PAGE_SIZE, build_row
from novex_shopify.entrypoints.web.console.recalls.recall_pages import build_tabs, read_affected
from novex_shopify.entrypoints.web.console.recalls.recall_records import RECALLS_PATH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted

_PATH = f"{RECALLS_PATH}/new"
_MAX_FOUND = 20
_CLASSES = [(each.value, format_label(each)) for each in RecallClass]


def show_new_recall(request: ConsoleRequest) -> Response:
    return _render(request, _get_lots(request, request.http_request.query_params.getlist("lot")))


def open_recall(request: ConsoleRequest) -> Response:
    """Open it, and lead to its page."""
    read = request.get_form_field
    lots = _get_lots(request, [str(each) for each in request.form.getlist("lot")])
    chosen = read("class") if read("class") in set(RecallClass) else RecallClass.CLASS_1
    keys = [LotKey(lot.item_id, lot.code) for lot in lots]
    recall_request = RecallRequest(keys, RecallClass(chosen), read("reason"), mock=bool(read("mock")))
    try:
        recall = request.container.open_recall()(recall_request)
    except (LotInRecall, NoLotChosen, InvalidReason) as refusal:
        return _render(request, lots, str(refusal))
    done = "is open as an exercise" if recall.mock else "is open: its lots are stopped"
    return redirect(f"{RECALLS_PATH}/{recall.number}", f"Recall {recall.number} {done}")


def _get_lots(request: ConsoleRequest, texts: Sequence[str]) -> Sequence[Lot]:
    """The lots with these ids; what is no id of a lot is left out."""
    ids = [number for text in texts if (number := parse_id(text)) is not None]
    with request.container.read_transaction() as tx:
        return get_stock(tx).lots.get_many(ids)


def _render(request: ConsoleRequest, lots: Sequence[Lot], error: str = "") -> Response:
    read, text = request.get_form_field, request.get_query_param("find")
    chosen = {lot.id for lot in lots}
    found = request.container.list_lots()(LotFilter(), _MAX_FOUND, text=text) if text else []
    return render(
        request,
        "recalls/new.html",
        422 if error else 200,
        lots=lots,
        **_preview(request, lots),
        text=text,
        found=[listed for listed in found if listed.lot.id not in chosen],
        classes=_CLASSES,
        values={name: read(name) for name in ("class", "reason", "mock")},
        error=error,
        build_lots_url=_build_lots_url,
    )


def _preview(request: ConsoleRequest, lots: Sequence[Lot]) -> Mapping[str, object]:
    """What the recall would concern, with a page of its orders; contacts are masked unless a person asks for them."""
    if not lots:
        return {"impact": None}
    preview, keys = request.container.preview_recall(), [LotKey(lot.item_id, lot.code) for lot in lots]
    impact, affected, after = preview(keys), read_affected(request), request.get_query_number("after")
    subjects = [AuditSubject(AuditedKind.LOT, str(lot.id)) for lot in lots]
    shown = all(is_personal_data_wanted(request, subject, Role.OPERATOR) for subject in subjects)
    page = preview.list_orders(keys, affected, PAGE_SIZE + 1, str(after or ""))
    orders, personal_data = page[:PAGE_SIZE], "show" if shown else ""

    def build_url(**filters: str) -> str:
        query = build_query(**{"affected": affected, "personal_data": personal_data, **filters})
        return _build_lots_url([lot.id for lot in lots]) + query.replace("?", "&", 1)

    return {
        "impact": impact,
        "affected": affected,
        "tabs": build_tabs(impact, affected, lambda each: build_url(affected=each)),
        "rows": [build_row(each.order, show_personal_data=shown) for each in orders],
        "first_url": build_url() if after else "",
        "next_url": build_url(after=orders[-1].position) if len(page) > PAGE_SIZE else "",
        "personal_data_url": build_url(personal_data="" if shown else "show"),
        "show_personal_data": shown,
    }


def _build_lots_url(ids: Iterable[int]) -> str:
    query = "&".join(f"lot={each}" for each in ids)
    return f"{_PATH}?{query}" if query else _PATH
