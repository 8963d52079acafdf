"""`/console/events`: received events, and retrying those of a filter or chosen ones."""

from dataclasses import replace

from starlette.responses import Response

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.webhook_event import STUCK_EVENT_STATUSES, EventFilter, EventRetry, EventStatus
from novex_shopify.entrypoints.web.console.labels import EVENT_STATUS_DESCRIPTIONS
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.webhooks.event_records import EVENTS, to_event_filter
from novex_shopify.entrypoints.web.console.webhooks.retry_page import build_retry_url

UNSETTLED_STATUSES = (EventStatus.PENDING, EventStatus.PROCESSING)


def show_events(request: ConsoleRequest) -> Response:
    if wants_csv(request):
        return send_list(request, EVENTS)
    page = load_page(request, EVENTS)
    return render(request, "webhooks/events.html", page=page, status_descriptions=EVENT_STATUS_DESCRIPTIONS)


def confirm_replay(request: ConsoleRequest) -> Response:
    """Show how many events of each status a retry would affect."""
    address = EVENTS.read_address(request)
    with request.container.read_transaction() as tx:
        counts = tx.events.count_by_status(to_event_filter(address, request.container.clock().now()))
    settled_counts = {status: count for status, count in counts.items() if status not in UNSETTLED_STATUSES}
    return render(
        request,
        "webhooks/replay.html",
        address=address,
        settled_counts=settled_counts,
        total=sum(settled_counts.values()),
        chosen_statuses=[address.filters["status"]] if address.filters["status"] else STUCK_EVENT_STATUSES,
        status_descriptions=EVENT_STATUS_DESCRIPTIONS,
    )


def replay_events(request: ConsoleRequest) -> Response:
    """Retry the events of the filter that have one of the chosen statuses."""
    address = EVENTS.read_address(request)
    event_filter = to_event_filter(address, request.container.clock().now())
    chosen = [status for status in EventStatus if status in request.form.getlist("retried")]
    retry = request.container.replay_events()(*(replace(event_filter, status=status) for status in chosen))
    return _show_result(retry, address.build_url(status=""))


def replay_chosen(request: ConsoleRequest) -> Response:
    """Retry the events that were chosen in the list."""
    ids = [number for value in request.form.getlist("id") if (number := parse_id(str(value))) is not None]
    retry = request.container.replay_events()(*(EventFilter(event_id=number) for number in ids))
    return _show_result(retry, request.get_next_path())


def _show_result(retry: EventRetry, list_url: str) -> Response:
    """The page that says how the retry goes; the list if nothing was retried."""
    if not retry.count:
        return redirect(list_url, "Nothing to retry: choose events that are not queued already")
    return redirect(build_retry_url(retry.at))
