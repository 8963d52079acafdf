"""`novex-shopify privacy`."""

from typing import Annotated

import typer

from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Show privacy requests, and print their reports.")


@app.command("list")
def list_requests(*, as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Show the newest requests, when each was completed, and which invoices an erasure left until when."""
    with open_transaction() as tx:
        rows = [
            {
                "id": record.id,
                "shop": record.shop_domain,
                "kind": record.kind,
                "customer_id": record.customer_id,
                "requested_at": record.requested_at,
                "completed_at": record.completed_at,
                "invoices_kept": record.kept.count,
                "kept_until": record.kept.until,
            }
            for record in tx.privacy.list_latest(limit)
        ]
    print_rows(rows, as_json=as_json, empty_message="No privacy requests yet.")


@app.command("report")
def print_report(request_id: Annotated[int, typer.Argument(metavar="REQUEST", help="From `privacy list`.")]) -> None:
    """Print the data of the customer who requested it, as JSON, for the merchant to hand over."""
    with open_container() as container:
        typer.echo(container.get_privacy_report()(request_id))
