"""What can be done with several orders at once, from the list."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.timing import HOUR
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.fulfillment.many_labels_page import send_orders_to_labels
from novex_shopify.entrypoints.web.console.fulfillment.pick_list_page import build_pick_list_url, read_order_ids
from novex_shopify.entrypoints.web.console.order_list.chosen_orders import read_chosen_orders
from novex_shopify.entrypoints.web.console.order_list.order_records import ORDERS_PATH
from novex_shopify.entrypoints.web.console.pdf_answer import send_pdf
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect, sanitize_next_path

SLIPS_PATH = f"{ORDERS_PATH}/packing-slips"
_MAX_DRAWN = 200
"""A printed file has at most as many orders."""

_NONE_CHOSEN = "Choose orders first"
_NOT_BOOKED = "None of the chosen orders is in the ERP yet"
_SEPARATOR = "-"


def retry_orders(request: ConsoleRequest) -> Response:
    """Retry the blocked and failed events of the chosen orders, and their shipments that Shopify does not have."""
    keys = read_chosen_orders(request)
    if not keys:
        return redirect(_find_way_back(request), _NONE_CHOSEN)
    retried = request.container.retry_orders()(keys)
    counts = [
        format_plural(count, noun) for count, noun in ((retried.events, "event"), (retried.shipments, "shipment"))
    ]
    text = f"{' and '.join(counts)} queued for retry" if retried.events or retried.shipments else "Nothing to retry"
    return redirect(_find_way_back(request), text)


def pick_orders(request: ConsoleRequest) -> Response:
    """Lead to the pick list of the chosen orders."""
    erp_ids = _read_erp_ids(request)
    return redirect(build_pick_list_url(erp_ids)) if erp_ids else redirect(_find_way_back(request), _NOT_BOOKED)


def label_orders(request: ConsoleRequest) -> Response:
    """Ask for the rates of the chosen orders."""
    erp_ids = _read_erp_ids(request)
    return send_orders_to_labels(request, erp_ids) if erp_ids else redirect(_find_way_back(request), _NOT_BOOKED)


def choose_slips(request: ConsoleRequest) -> Response:
    """Lead to the packing slips of the chosen orders; say first which have none."""
    erp_ids = _read_erp_ids(request)
    problems = request.container.draw_packing_slips().find_problems(erp_ids)
    url = SLIPS_PATH + build_query(orders=_SEPARATOR.join(each for each in erp_ids if each not in problems))
    if not erp_ids or not problems:
        return redirect(url) if erp_ids else redirect(_find_way_back(request), _NOT_BOOKED)
    keys = find_keys(request, problems)
    done = len(erp_ids) - len(problems)
    return show_result(
        request,
        f"{format_plural(done, 'packing slip')} can be printed",
        {keys[erp_id]: problem for erp_id, problem in problems.items() if erp_id in keys},
        url if done else "",
        "Print packing slips",
    )


def print_slips(request: ConsoleRequest) -> Response:
    """The packing slips as one file. Who took it is recorded, because addresses are on them."""
    erp_ids = read_order_ids(request.get_query_param("orders").split(_SEPARATOR))[:_MAX_DRAWN]
    data = request.container.draw_packing_slips()(erp_ids)
    for shop, order_id in find_keys(request, erp_ids).values():
        subject, after = AuditSubject(AuditedKind.ORDER, str(order_id), shop), {"file": "packing-slips.pdf"}
        request.container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, after, at_most_every=HOUR)
    return send_pdf("packing-slips.pdf", data)


def show_result(
    request: ConsoleRequest, done: str, problems: Mapping[OrderKey, str], next_url: str = "", next_label: str = ""
) -> Response:
    """What became of several orders: those that were refused, each with its link and why."""
    overviews = request.container.list_orders().get_overviews(problems)
    return render(
        request,
        "orders/changed.html",
        done=done,
        problems=[(key, overviews[key].name if key in overviews else key[1], why) for key, why in problems.items()],
        back=_find_way_back(request),
        next_url=next_url,
        next_label=next_label,
    )


def find_keys(request: ConsoleRequest, erp_ids: Mapping[str, str] | Sequence[str]) -> Mapping[str, OrderKey]:
    with request.container.read_transaction() as tx:
        found: Mapping[str, OrderKey] = tx.order_overviews.find_keys(list(erp_ids))
    return found


def _read_erp_ids(request: ConsoleRequest) -> Sequence[str]:
    """The ERP's ids of the chosen orders, as many as a printed file may have."""
    overviews = request.container.list_orders().get_overviews(read_chosen_orders(request))
    return [each.erp_id for each in overviews.values() if each.erp_id][:_MAX_DRAWN]


def _find_way_back(request: ConsoleRequest) -> str:
    return sanitize_next_path(request.get_form_field("next") or ORDERS_PATH)
