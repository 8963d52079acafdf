"""`/api/v1/stores/{shop}/orders/{order}/timeline`: all that happened to an order."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.order_timeline import TimelineEntry, parse_timeline_position
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_order_key import read_order_key
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody

MAX_ENTRIES, DEFAULT_ENTRIES = 200, 50


def show_timeline(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Newest first. `next` is the value of `before` for older entries, if there are any."""
    query = read_query(request, ("limit", "before"))
    before = parse_timeline_position(query.get("before", ""))
    if "before" in query and before is None:
        raise MalformedBody("`before` must be the `next` of another page.")
    limit = parse_number(query, "limit", MAX_ENTRIES) or DEFAULT_ENTRIES
    page = container.show_timeline()(*read_order_key(request), limit, before)
    return {"entries": [_serialize(each) for each in page.entries], "next": str(page.next) if page.next else None}


def _serialize(entry: TimelineEntry) -> Mapping[str, Any]:
    return {
        "at": entry.at,
        "id": entry.id,
        "kind": entry.kind,
        "title": entry.title,
        "details": entry.details,
        "tone": entry.tone,
        "actor": {"kind": entry.actor.kind, "name": entry.actor.name} if entry.actor else None,
        "about": {"kind": entry.about.kind, "id": entry.about.id} if entry.about else None,
        "comment_id": str(entry.comment_id) if entry.comment_id else None,
        "count": entry.count,
        "since": entry.since,
    }


routes = [
    Route("/stores/{shop}/orders/{order}/timeline", build_endpoint(show_timeline, 200), methods=["GET"]),
]
