"""The list of events: its columns, filters and orders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS
from novex_shopify.domain.use_cases.webhooks.list_events import ListedEvent
from novex_shopify.entrypoints.web.console.labels import build_status_options
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

TIME_RANGES = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7)}


def to_event_filter(address: ListAddress, now: datetime) -> EventFilter:
    values = address.filters
    since = TIME_RANGES.get(values["since"])
    return EventFilter(
        status=EventStatus(values["status"]) if values["status"] else None,
        shop=ShopDomain(values["shop"]) if values["shop"] else None,
        topic=values["topic"] or None,
        received_from=now - since if since else None,
        text=values["text"] or None,
    )


def _fetch(request: ConsoleRequest, query: Query) -> Sequence[ListedEvent]:
    event_filter, position = to_event_filter(query.address, query.now), parse_id(query.address.after)
    list_events = request.container.list_events()
    return list_events(event_filter, query.limit, position, oldest_first=not query.address.is_descending)


def _count(request: ConsoleRequest, query: Query) -> int:
    return request.container.list_events().count(to_event_filter(query.address, query.now), query.limit)


def _get_id(record: ListedEvent, _address: ListAddress | None = None) -> int:
    return record.event.id


def _get_next_attempt(record: ListedEvent) -> datetime | None:
    return record.event.next_attempt_at if record.event.status is EventStatus.PENDING else None


EVENTS: RecordList[ListedEvent] = RecordList(
    path="/console/events",
    noun="event",
    columns=(
        Column("id", "ID", attrgetter("event.id"), is_shown=False),
        Column("received", "Received", attrgetter("event.received_at"), is_sortable=True),
        Column("provider", "From", attrgetter("event.provider"), is_shown=False),
        Column("topic", "Topic", attrgetter("event.topic")),
        Column("order", "Order", attrgetter("order_name")),
        Column("resource", "Resource", attrgetter("event.resource_key"), is_shown=False),
        Column("store", "Store", attrgetter("event.shop_domain"), is_shown=False),
        Column("status", "Status", attrgetter("event.status")),
        Column("attempts", "Attempts, next", attrgetter("event.attempts")),
        Column("next_attempt", "Next attempt", _get_next_attempt, is_shown=False),
        Column("error", "Problem", attrgetter("event.last_error")),
        Column("webhook_id", "Webhook ID", attrgetter("event.webhook_id"), is_shown=False),
    ),
    filters=(
        Filter("text", "Search", hint="ID, or part of the error"),
        Filter("status", "Status", build_status_options(EventStatus)),
        Filter("topic", "Topic", [("", "Any"), *((name, name) for name in sorted(HANDLED_TOPICS))]),
        Filter(
            "since",
            "Received",
            [("", "Any time"), ("1h", "Last hour"), ("24h", "Last 24 hours"), ("7d", "Last 7 days")],
        ),
    ),
    default_sort="-received",
    fetch=_fetch,
    count=_count,
    get_position=_get_id,
    get_id=_get_id,
)
