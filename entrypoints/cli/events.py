"""`novex-shopify events`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.webhook_event import ALL_EVENTS, EventFilter, EventStatus, WebhookEvent
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Show received webhooks, and replay them.")


StatusOption = Annotated[EventStatus | None, typer.Option(help="Only events with this status.")]
ShopOption = Annotated[str | None, typer.Option("--shop", help="Only events of this store.")]
TopicOption = Annotated[str | None, typer.Option(help="Only events of this topic, such as orders/create.")]


@app.command("list")
def list_events(
    *,
    status: StatusOption = None,
    shop: ShopOption = None,
    topic: TopicOption = None,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
) -> None:
    """Show the newest events."""
    with open_transaction() as tx:
        rows = [_build_row(event) for event in tx.events.list_latest(limit, _build_filter(None, status, shop, topic))]
    print_rows(rows, as_json=as_json, empty_message="No events match.")


@app.command()
def replay(
    event_id: Annotated[
        int | None, typer.Argument(metavar="[EVENT]", help="One event; otherwise use a filter.")
    ] = None,
    *,
    status: StatusOption = None,
    shop: ShopOption = None,
    topic: TopicOption = None,
) -> None:
    """Retry one event, or all that match a filter, with a fresh set of attempts."""
    event_filter = _build_filter(event_id, status, shop, topic)
    if event_filter == ALL_EVENTS:
        raise typer.BadParameter("give an event, or at least one of --status, --shop and --topic")
    with open_container() as container:
        replayed_count = container.replay_events()(event_filter).count
    if event_id is not None and not replayed_count:
        raise NotFound(f"Event {event_id} does not exist, or is already queued or processing.")
    typer.echo(f"Events queued for retry: {replayed_count}")


@app.command("show")
def show_event(event_id: Annotated[int, typer.Argument(metavar="EVENT")], *, as_json: JsonOption = False) -> None:
    """Show one event with its failed attempts."""
    with open_transaction() as tx:
        event = tx.events.get(event_id)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    details = {"webhook_id": event.webhook_id, "triggered_at": event.triggered_at, "claimed_by": event.worker_name}
    failures: list[Row] = [asdict(failure) for failure in event.failures]
    if as_json:
        print_rows([{**_build_row(event), **details, "failures": failures}], as_json=True, empty_message="")
        return
    print_rows([{**_build_row(event), **details}], as_json=False, empty_message="")
    if failures:
        print_rows(failures, as_json=False, empty_message="")


def _build_filter(event_id: int | None, status: EventStatus | None, shop: str | None, topic: str | None) -> EventFilter:
    return EventFilter(event_id, status, parse_shop_domain(shop) if shop else None, topic)


def _build_row(event: WebhookEvent) -> Row:
    return {
        "id": event.id,
        "received_at": event.received_at,
        "shop": event.shop_domain,
        "provider": event.provider,
        "topic": event.topic,
        "resource_key": event.resource_key,
        "status": event.status,
        "attempts": event.attempts,
        "next_attempt_at": event.next_attempt_at if event.status is EventStatus.PENDING else None,
        "last_error": event.last_error,
    }
