"""`/console/events/{id}`: one event, whole."""

import json
from typing import Any

import structlog
from starlette.responses import Response

from novex_shopify.domain.errors import NotFound, parse_order_key
from novex_shopify.domain.model.webhook_event import EventFilter, WebhookEvent
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME
from novex_shopify.domain.policies.personal_data import mask_personal_data
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.webhooks.event_list import STATUS_DESCRIPTIONS, UNSETTLED_STATUSES

_log = structlog.get_logger()


def show_event(request: ConsoleRequest) -> Response:
    """The event, its attempts and its body; what is personal in that only if it is asked for."""
    event_id = int(request.http_request.path_params["event"])
    show_personal_data = request.get_query_param("personal") == "shown"
    with request.container.unit_of_work()() as tx:
        event = tx.events.get(event_id)
        if event is None:
            raise NotFound(f"There is no event {event_id}. Events that are done are deleted after a while.")
        order_id = parse_order_key(event.resource_key)
        link = tx.order_links.get_many(event.shop_domain, [order_id]).get(order_id) if order_id is not None else None
    if show_personal_data:
        _log.info("console.personal_data_viewed", event_id=event_id)
    return render(
        request,
        "webhooks/event.html",
        event=event,
        topic=TOPICS_BY_NAME.get(event.topic),
        states=STATUS_DESCRIPTIONS,
        settled=event.status not in UNSETTLED_STATUSES,
        order_id=order_id,
        link=link,
        body=_read_body(event, show_personal_data=show_personal_data),
        openly=show_personal_data,
    )


def replay_event(request: ConsoleRequest) -> Response:
    """Have it tried once more."""
    event_id = int(request.http_request.path_params["event"])
    replayed = request.container.replay_events()(EventFilter(event_id=event_id))
    message = "It is tried once more." if replayed else "It is being worked on already."
    return redirect(f"/console/events/{event_id}", message)


def _read_body(event: WebhookEvent, *, show_personal_data: bool) -> Any:
    """The body as JSON; None if it was erased, or never was JSON."""
    try:
        body = json.loads(event.body)
    except ValueError:
        return None
    return body if show_personal_data else mask_personal_data(body)
