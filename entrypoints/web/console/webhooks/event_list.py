"""`/console/events`: what came in, and replaying what a filter means."""

from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.responses import Response

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.domain.model.webhook_topic import TOPICS
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

PAGE_SIZE = 50

STATUS_DESCRIPTIONS = {
    EventStatus.PENDING: "waits for a worker, or for its next attempt",
    EventStatus.PROCESSING: "a worker has it",
    EventStatus.DONE: "applied to the ERP",
    EventStatus.SUPERSEDED: "older than what the ERP has, so not applied",
    EventStatus.IGNORED: "nothing is to be done for it",
    EventStatus.PARKED: "waits for a person, or for something it needs",
    EventStatus.DEAD: "failed too often; replay it once the cause is mended",
}
TIME_RANGES = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}
UNSETTLED_STATUSES = (EventStatus.PENDING, EventStatus.PROCESSING)


@dataclass(frozen=True, slots=True)
class EventFilterForm:
    """The filter as a person fills it in; what is not known there is left out."""

    shop: str
    topic: str
    status: str
    since: str
    text: str

    @classmethod
    def from_request(cls, request: ConsoleRequest) -> "EventFilterForm":
        """From the address, or from the form that repeats it."""
        read_field = request.get_form_field if request.http_request.method == "POST" else request.get_query_param
        form = cls(*(read_field(name) for name in ("shop", "topic", "state", "since", "text")))
        known_state = form.status if form.status in {str(state) for state in STATUS_DESCRIPTIONS} else ""
        return replace(form, status=known_state, since=form.since if form.since in TIME_RANGES else "")

    def to_event_filter(self, request: ConsoleRequest) -> EventFilter:
        """What it means now."""
        since = TIME_RANGES.get(self.since)
        return EventFilter(
            status=EventStatus(self.status) if self.status else None,
            shop=ShopDomain(self.shop) if self.shop else None,
            topic=self.topic or None,
            received_from=request.container.clock().now() - since if since else None,
            text=self.text or None,
        )

    def build_url(self, path: str = "/console/events", **extra: object) -> str:
        """A page with this filter."""
        parameters = {name: getattr(self, name) for name in self.__slots__}
        return path + build_query(**parameters, **extra)


def show_events(request: ConsoleRequest) -> Response:
    """The newest events first, a page at a time; the first page renews itself."""
    event_filter = EventFilterForm.from_request(request)
    before = request.get_query_param("before")
    with request.container.unit_of_work()() as tx:
        shops = [shop.domain for shop in tx.shops.list_all()]
        events = tx.events.list_latest(
            PAGE_SIZE + 1, event_filter.to_event_filter(request), int(before) if before.isdecimal() else None
        )
    older_url = event_filter.build_url(before=events[PAGE_SIZE - 1].id) if len(events) > PAGE_SIZE else None
    return render(
        request,
        "webhooks/events.html",
        wish=event_filter,
        shops=shops,
        topics=[topic.name for topic in TOPICS],
        states=STATUS_DESCRIPTIONS,
        events=events[:PAGE_SIZE],
        older=older_url,
        first=not before,
    )


def confirm_replay(request: ConsoleRequest) -> Response:
    """Tell how many events a replay would concern, by state, before it is done."""
    event_filter = EventFilterForm.from_request(request)
    with request.container.unit_of_work()() as tx:
        counts = tx.events.count_by_status(event_filter.to_event_filter(request))
    settled_counts = {status: count for status, count in counts.items() if status not in UNSETTLED_STATUSES}
    return render(
        request,
        "webhooks/replay.html",
        wish=event_filter,
        settled=settled_counts,
        total=sum(settled_counts.values()),
        states=STATUS_DESCRIPTIONS,
    )


def replay_events(request: ConsoleRequest) -> Response:
    """Have all that the filter means tried once more."""
    event_filter = EventFilterForm.from_request(request)
    count = request.container.replay_events()(event_filter.to_event_filter(request))
    url = replace(event_filter, status="").build_url()
    return redirect(url, f"{count} {'event is' if count == 1 else 'events are'} tried once more.")
