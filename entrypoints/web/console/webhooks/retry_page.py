"""`/console/events/retries/{time}`: how events that were retried together end."""

from datetime import UTC, datetime

from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.entrypoints.web.console.labels import EVENT_STATUS_DESCRIPTIONS, format_label
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

_TIME = "%Y%m%dT%H%M%S.%fZ"
_SHOWN_EVENTS = 50
_UNSETTLED = (EventStatus.PENDING, EventStatus.PROCESSING)


def build_retry_url(at: datetime) -> str:
    return f"/console/events/retries/{at.astimezone(UTC):{_TIME}}"


def show_retry(request: ConsoleRequest) -> Response:
    """The page refreshes itself until all events have ended."""
    retried_at = _parse_time(request.http_request.path_params["retried_at"])
    event_filter = EventFilter(retried_at=retried_at)
    with request.container.read_transaction() as tx:
        counts = tx.events.count_by_status(event_filter)
    if not counts:
        raise NotFound("No events of this retry are left. They were deleted, or retried again later.")
    unfinished = sum(counts.get(status, 0) for status in _UNSETTLED)
    ended = [f"{counts[each]} {format_label(each).lower()}" for each in EventStatus if counts.get(each)]
    return render(
        request,
        "webhooks/retry.html",
        retried_at=retried_at,
        total=sum(counts.values()),
        ended=", ".join(ended),
        unfinished=unfinished,
        records=request.container.list_events()(event_filter, _SHOWN_EVENTS),
        status_descriptions=EVENT_STATUS_DESCRIPTIONS,
    )


def _parse_time(text: str) -> datetime:
    try:
        return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise NotFound("There is no such retry.") from None
