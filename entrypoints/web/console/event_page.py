"""`/console/events/{id}`: one event, whole."""

import json
from typing import Any

import structlog
from starlette.responses import Response

from novex_shopify.domain.errors import NotFound, order_of
from novex_shopify.domain.model.webhook_event import EventFilter, WebhookEvent
from novex_shopify.domain.model.webhook_topic import TOPICS_BY_NAME
from novex_shopify.domain.policies.personal_data import without_personal_data
from novex_shopify.entrypoints.web.console.event_list import STATES, UNFINISHED
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back

_log = structlog.get_logger()


def show(visit: Visit) -> Response:
    """The event, its attempts and its body; what is personal in that only if it is asked for."""
    event_id = int(visit.request.path_params["event"])
    openly = visit.asked("personal") == "shown"
    with visit.container.unit_of_work()() as tx:
        event = tx.events.get(event_id)
        if event is None:
            raise NotFound(f"There is no event {event_id}. Events that are done are deleted after a while.")
        order_id = order_of(event.resource_key)
        link = tx.order_links.get(event.shop_domain, [order_id]).get(order_id) if order_id is not None else None
    if openly:
        _log.info("console.personal_data_shown", event_id=event_id)
    return render(
        visit,
        "event.html",
        event=event,
        topic=TOPICS_BY_NAME.get(event.topic),
        states=STATES,
        settled=event.status not in UNFINISHED,
        order_id=order_id,
        link=link,
        body=_body(event, openly=openly),
        openly=openly,
    )


def replay(visit: Visit) -> Response:
    """Have it tried once more."""
    event_id = int(visit.request.path_params["event"])
    replayed = visit.container.replay_events()(EventFilter(event_id=event_id))
    said = "It is tried once more." if replayed else "It is being worked on already."
    return back(f"/console/events/{event_id}", said)


def _body(event: WebhookEvent, *, openly: bool) -> Any:
    """The body as JSON; None if it was erased, or never was JSON."""
    try:
        body = json.loads(event.body)
    except ValueError:
        return None
    return body if openly else without_personal_data(body)
