"""`novex-shopify orders timeline`."""

import typer

from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.order_comments import OrderArgument
from novex_shopify.entrypoints.cli.order_holds import StoreOption, find_orders
from novex_shopify.entrypoints.cli.session import open_container


def show_timeline(
    reference: OrderArgument, *, store: StoreOption = None, as_json: JsonOption = False, limit: LimitOption = 50
) -> None:
    """Show all that happened to an order, newest first: Shopify, lots, labels, parcels, invoices, people."""
    with open_container() as container:
        [(shop, order_id)] = find_orders(container, [reference], store)
        page = container.show_timeline()(shop, order_id, limit)
    rows = [
        {
            "at": entry.at,
            "what": entry.title if entry.comment_id is None else f"Comment {entry.comment_id}",
            "details": list(entry.details),
            "by": entry.actor and entry.actor.name,
            "times": entry.count,
        }
        for entry in page.entries
    ]
    print_rows(rows, as_json=as_json, empty_message="Nothing is known of this order.")
    if page.next and not as_json:
        typer.echo(f"Older entries are not shown: use --limit {limit * 2}.")
