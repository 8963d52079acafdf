"""`novex-shopify events`."""

from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, Row, show
from novex_shopify.entrypoints.cli.session import reading

app = typer.Typer(no_args_is_help=True, help="Webhooks received.")


@app.command("list")
def list_events(
    *,
    status: Annotated[EventStatus | None, typer.Option(help="Only those in this state.")] = None,
    shop: Annotated[str | None, typer.Option(help="Only those of this store.")] = None,
    as_json: AsJson = False,
    limit: Limit = 50,
) -> None:
    """Show the newest events."""
    with reading() as tx:
        domain = parse_shop_domain(shop) if shop else None
        rows = [_row(event) for event in tx.events.latest(limit, status=status, shop=domain)]
    show(rows, as_json=as_json, empty="No events.")


@app.command("show")
def show_event(event_id: Annotated[int, typer.Argument(metavar="EVENT")], *, as_json: AsJson = False) -> None:
    """Show one event and where it stands."""
    with reading() as tx:
        event = tx.events.get(event_id)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    details = {"webhook_id": event.webhook_id, "triggered_at": event.triggered_at, "claimed_by": event.claimed_by}
    show([{**_row(event), **details}], as_json=as_json, empty="")


def _row(event: WebhookEvent) -> Row:
    return {
        "id": event.id,
        "received_at": event.received_at,
        "shop": event.shop_domain,
        "topic": event.topic,
        "resource": event.resource_key,
        "status": event.status,
        "attempts": event.attempts,
        "next_attempt_at": event.next_attempt_at if event.status is EventStatus.PENDING else None,
        "last_error": event.last_error,
    }
