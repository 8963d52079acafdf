"""`novex-shopify events`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_event import EVERY_EVENT, EventFilter, EventStatus, WebhookEvent
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, Row, show
from novex_shopify.entrypoints.cli.session import product, reading

app = typer.Typer(no_args_is_help=True, help="Webhooks received.")


Status = Annotated[EventStatus | None, typer.Option(help="Only those in this state.")]
ShopName = Annotated[str | None, typer.Option("--shop", help="Only those of this store.")]
Topic = Annotated[str | None, typer.Option(help="Only those of this topic, such as orders/create.")]


@app.command("list")
def list_events(
    *, status: Status = None, shop: ShopName = None, topic: Topic = None, as_json: AsJson = False, limit: Limit = 50
) -> None:
    """Show the newest events."""
    with reading() as tx:
        rows = [_row(event) for event in tx.events.latest(limit, _filter(None, status, shop, topic))]
    show(rows, as_json=as_json, empty="No events.")


@app.command()
def replay(
    event_id: Annotated[int | None, typer.Argument(metavar="[EVENT]", help="One event; or give a filter.")] = None,
    *,
    status: Status = None,
    shop: ShopName = None,
    topic: Topic = None,
) -> None:
    """Have one event, or all that fit a filter, tried once more."""
    which = _filter(event_id, status, shop, topic)
    if which == EVERY_EVENT:
        raise typer.BadParameter("name an event, or at least one of --status, --shop and --topic")
    with product() as container:
        replayed = container.replay_events()(which)
    if event_id is not None and not replayed:
        raise NotFound(f"There is no settled event {event_id} to replay.")
    typer.echo(f"Events that are tried once more: {replayed}")


@app.command("show")
def show_event(event_id: Annotated[int, typer.Argument(metavar="EVENT")], *, as_json: AsJson = False) -> None:
    """Show one event, where it stands, and every attempt that failed."""
    with reading() as tx:
        event = tx.events.get(event_id)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    details = {"webhook_id": event.webhook_id, "triggered_at": event.triggered_at, "claimed_by": event.claimed_by}
    failures: list[Row] = [asdict(failure) for failure in event.failures]
    if as_json:
        show([{**_row(event), **details, "failures": failures}], as_json=True, empty="")
        return
    show([{**_row(event), **details}], as_json=False, empty="")
    if failures:
        show(failures, as_json=False, empty="")


def _filter(event_id: int | None, status: EventStatus | None, shop: str | None, topic: str | None) -> EventFilter:
    return EventFilter(event_id, status, parse_shop_domain(shop) if shop else None, topic)


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
