"""`/console/recalls`: the list, and the page of one with its customers and their notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.recall import LotOutcome, NoticeChannel
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.use_cases.recall.export_recall import RecallFile
from novex_shopify.domain.use_cases.recall.impact import Affected, RecallImpact
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.recalls.affected_orders import PAGE_SIZE, build_row
from novex_shopify.entrypoints.web.console.recalls.recall_records import RECALLS, RECALLS_PATH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted

CHANNELS = [(channel.value, format_label(channel)) for channel in NoticeChannel]
OUTCOMES = [(outcome.value, format_label(outcome)) for outcome in LotOutcome]


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form of the page that was refused: what was filled in, and the message."""

    action: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


def list_recalls(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, RECALLS)
    return render(request, "recalls/recalls.html", page=load_page(request, RECALLS))


def show_recall(request: ConsoleRequest) -> Response:
    return render_recall(request)


def render_recall(request: ConsoleRequest, refused: RefusedForm | None = None) -> Response:
    """The page; with a form that was refused as it was filled in.

    Personal data is shown on request, which is logged.
    """
    number: str = request.http_request.path_params["number"]
    shows = request.container.show_recall()
    shown = shows(number)
    show_personal_data = is_personal_data_wanted(request, AuditSubject(AuditedKind.RECALL, number), Role.OPERATOR)
    affected = read_affected(request)
    after = request.get_query_number("after")
    page = shows.list_orders(number, affected, PAGE_SIZE + 1, str(after or ""))
    orders, path = page[:PAGE_SIZE], f"{RECALLS_PATH}/{number}"
    filters = {"affected": affected, "personal_data": "show" if show_personal_data else ""}
    return render(
        request,
        "recalls/recall.html",
        422 if refused else 200,
        shown=shown,
        recall=shown.recall,
        impact=shown.impact,
        minutes=shown.recall.count_minutes(request.container.clock().now()),
        affected=affected,
        tabs=build_tabs(
            shown.impact,
            affected,
            lambda each: path + build_query(affected=each, personal_data=filters["personal_data"]),
        ),
        rows=[build_row(each.order, each.notices, show_personal_data=show_personal_data) for each in orders],
        next_url=path + build_query(**filters, after=orders[-1].position) if len(page) > PAGE_SIZE else "",
        first_url=path + build_query(**filters) if after else "",
        personal_data_url=path + build_query(affected=affected, personal_data="" if show_personal_data else "show"),
        show_personal_data=show_personal_data,
        kept_fields={**filters, "after": after or ""},
        recall_path=path,
        files=list(RecallFile),
        channels=CHANNELS,
        outcomes=OUTCOMES,
        lot_outcomes={lot.id: recalled.outcome for lot, recalled in shown.lots},
        refused=refused or RefusedForm(),
    )


def build_tabs(
    impact: RecallImpact, current: Affected, build_url: Callable[[Affected], str]
) -> list[tuple[str, str, bool, int | None]]:
    """How orders are concerned, with how many are."""
    counts = {
        Affected.SHIPPED: impact.shipped.orders,
        Affected.ASSIGNED: impact.assigned.orders,
        Affected.INFERRED: impact.inferred.orders,
        Affected.UNTRACED: impact.untraced.orders,
    }
    return [
        (
            format_label(each),
            build_url(each),
            each is current,
            counts.get(each),
        )
        for each in Affected
    ]


def read_affected(request: ConsoleRequest) -> Affected:
    text = request.get_query_param("affected") or request.get_form_field("affected")
    return Affected(text) if text in set(Affected) else Affected.SHIPPED
