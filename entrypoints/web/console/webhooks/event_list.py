"""`/console/events`: received events, and retrying those of a filter."""

from dataclasses import replace

from starlette.responses import Response

from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.webhook_topic import TOPICS
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.labels import EVENT_STATUS_DESCRIPTIONS, build_status_options
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.webhooks.event_filter_form import EventFilterForm

PAGE_SIZE = 50
RETRIED_STATUSES = (EventStatus.PARKED, EventStatus.DEAD)
"""What is retried unless a person chooses more."""
UNSETTLED_STATUSES = (EventStatus.PENDING, EventStatus.PROCESSING)


def show_events(request: ConsoleRequest) -> Response:
    """One page, newest first. The first page refreshes itself."""
    form, before = EventFilterForm.from_request(request), request.get_query_number("before")
    event_filter = form.to_event_filter(request.container.clock().now())
    with request.container.read_transaction() as tx:
        shops = [shop.domain for shop in tx.shops.list_all()]
        events = tx.events.list_latest(PAGE_SIZE + 1, event_filter, before)
    return render(
        request,
        "webhooks/events.html",
        event_filter=form,
        shops=shops,
        topics=[topic.name for topic in TOPICS],
        status_options=build_status_options(EventStatus),
        status_descriptions=EVENT_STATUS_DESCRIPTIONS,
        events=events[:PAGE_SIZE],
        older_url=form.build_url(before=events[PAGE_SIZE - 1].id) if len(events) > PAGE_SIZE else None,
        is_first_page=not before,
    )


def confirm_replay(request: ConsoleRequest) -> Response:
    """Show how many events of each status a retry would affect."""
    form = EventFilterForm.from_request(request)
    with request.container.read_transaction() as tx:
        counts = tx.events.count_by_status(form.to_event_filter(request.container.clock().now()))
    settled_counts = {status: count for status, count in counts.items() if status not in UNSETTLED_STATUSES}
    return render(
        request,
        "webhooks/replay.html",
        event_filter=form,
        settled_counts=settled_counts,
        total=sum(settled_counts.values()),
        chosen_statuses=[form.status] if form.status else RETRIED_STATUSES,
        status_descriptions=EVENT_STATUS_DESCRIPTIONS,
    )


def replay_events(request: ConsoleRequest) -> Response:
    """Retry the events of the filter that have one of the chosen statuses."""
    form, now = EventFilterForm.from_request(request), request.container.clock().now()
    chosen = [status for status in EventStatus if status in request.form.getlist("retried")]
    retry = request.container.replay_events()(*(replace(form, status=status).to_event_filter(now) for status in chosen))
    return redirect(replace(form, status="").build_url(), f"{format_plural(retry.count, 'event')} queued for retry")
