"""`/console/events/{id}`: one event with its attempts and payload."""

import json

import structlog
from starlette.responses import Response

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.webhook_event import EventFilter, WebhookEvent
from novex_shopify.domain.model.webhook_topic import HANDLED_TOPICS
from novex_shopify.domain.policies.harmless_data import mask_unless_harmless
from novex_shopify.domain.policies.problems import describe_event_problem
from novex_shopify.domain.resource_keys import parse_order_key
from novex_shopify.entrypoints.web.console.labels import EVENT_STATUS_DESCRIPTIONS
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.shown_data import is_personal_data_wanted
from novex_shopify.entrypoints.web.console.toast import Undo
from novex_shopify.entrypoints.web.console.webhooks.event_list import UNSETTLED_STATUSES

_log = structlog.get_logger()


def show_event(request: ConsoleRequest) -> Response:
    """Of the payload, only what is harmless is shown unless a person asks for all of it, which is logged."""
    event_id = request.get_path_id("event")
    with request.container.read_transaction() as tx:
        event = tx.events.get(event_id)
        if event is None:
            raise NotFound(f"There is no event {event_id}. Processed events are deleted after the retention time.")
        order_id = parse_order_key(event.resource_key)
        link = tx.order_links.get_many(event.shop_domain, [order_id]).get(order_id) if order_id is not None else None
    subject = AuditSubject(AuditedKind.EVENT, str(event_id), event.shop_domain)
    show_personal_data = is_personal_data_wanted(request, subject, Role.OPERATOR)
    return render(
        request,
        "webhooks/event.html",
        event=event,
        topic=HANDLED_TOPICS.get(event.topic),
        status_descriptions=EVENT_STATUS_DESCRIPTIONS,
        is_settled=event.status not in UNSETTLED_STATUSES,
        order_id=order_id,
        link=link,
        problem=describe_event_problem(event),
        body=_read_body(event, show_personal_data=show_personal_data),
        show_personal_data=show_personal_data,
    )


def replay_event(request: ConsoleRequest) -> Response:
    event_id = request.get_path_id("event")
    retry = request.container.replay_events()(EventFilter(event_id=event_id))
    message = "Queued for retry" if retry.count else "Already in progress"
    return redirect(_find_return_url(request, event_id), message)


def dismiss_event(request: ConsoleRequest) -> Response:
    event_id, reason = request.get_path_id("event"), request.get_form_field("reason")
    if not reason:
        return redirect(f"/console/events/{event_id}", "Enter a reason to dismiss the event")
    dismissed = request.container.dismiss_event()(event_id, reason)
    if not dismissed:
        message = "Only a blocked or failed event that is no privacy request can be dismissed"
        return redirect(f"/console/events/{event_id}", message)
    return redirect(f"/console/events/{event_id}", "Event dismissed", Undo(f"/console/events/{event_id}/replay"))


def _find_return_url(request: ConsoleRequest, event_id: int) -> str:
    """The page of the event, or of its order if the event was retried there."""
    if request.get_form_field("from") == "order":
        with request.container.read_transaction() as tx:
            event = tx.events.get(event_id)
        if event and (order_id := parse_order_key(event.resource_key)) is not None:
            return f"/console/orders/{event.shop_domain}/{order_id}"
    return f"/console/events/{event_id}"


def _read_body(event: WebhookEvent, *, show_personal_data: bool) -> str | None:
    """None if the payload was erased, never was JSON, or is nested too deep to be shown."""
    try:
        body = json.loads(event.body)
        shown = body if show_personal_data else mask_unless_harmless(body)
        text = json.dumps(shown, indent=2, ensure_ascii=False)
        return text.encode(errors="replace").decode()  # JSON can hold halves of characters, and a page cannot
    except (ValueError, RecursionError):
        return None
