"""What can be done with several orders at once, from the list."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from novex_shopify.domain.errors import TooManyChosen
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
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

SLIPS_PATH = f"{ORDERS_PATH}/packing-slips"
_MAX_DRAWN = 200
"""A printed file has at most as many orders."""

_NONE_CHOSEN = "Choose orders first"
_NONE_BOOKED = "None of the chosen orders is in the ERP yet"
_NOT_BOOKED = "The order is not in the ERP yet. Its page says what keeps it from it."
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
    erp_ids, unbooked = _read_erp_ids(request)
    if not erp_ids:
        return redirect(_find_way_back(request), _NONE_BOOKED)
    return redirect(build_pick_list_url(erp_ids), _name_left_out(unbooked))


def label_orders(request: ConsoleRequest) -> Response:
    """Ask for the rates of the chosen orders."""
    erp_ids, unbooked = _read_erp_ids(request)
    if not erp_ids:
        return redirect(_find_way_back(request), _NONE_BOOKED)
    return send_orders_to_labels(request, erp_ids, _name_left_out(unbooked))


def choose_slips(request: ConsoleRequest) -> Response:
    """Lead to the packing slips of the chosen orders; say first which have none."""
    erp_ids, unbooked = _read_erp_ids(request)
    if not erp_ids:
        return redirect(_find_way_back(request), _NONE_BOOKED)
    refused = request.container.draw_packing_slips().find_problems(erp_ids)
    url = SLIPS_PATH + build_query(orders=_SEPARATOR.join(each for each in erp_ids if each not in refused))
    keys = find_keys(request, refused)
    problems = {keys[erp_id]: problem for erp_id, problem in refused.items() if erp_id in keys}
    problems |= dict.fromkeys(unbooked, _NOT_BOOKED)
    if not problems:
        return redirect(url)
    done = len(erp_ids) - len(refused)
    text = f"{format_plural(done, 'packing slip')} can be printed"
    return show_result(request, text, problems, url if done else "", "Print packing slips")


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


def _read_erp_ids(request: ConsoleRequest) -> tuple[Sequence[str], Sequence[OrderKey]]:
    """The ERP's ids of the chosen orders, and those that it does not have. Raises `TooManyChosen` if they are more than
    a printed file may have.
    """
    keys = read_chosen_orders(request)
    if len(keys) > _MAX_DRAWN:
        raise TooManyChosen(_MAX_DRAWN)
    overviews = request.container.list_orders().get_overviews(keys)
    erp_ids = {each.key: each.erp_id for each in overviews.values() if each.erp_id}
    return list(erp_ids.values()), [key for key in keys if key not in erp_ids]


def _name_left_out(unbooked: Sequence[OrderKey]) -> str:
    return f"{format_plural(len(unbooked), 'order')} left out: not in the ERP yet" if unbooked else ""


def _find_way_back(request: ConsoleRequest) -> str:
    return request.get_next_path(ORDERS_PATH)
