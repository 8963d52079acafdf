"""`novex-shopify lots`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.model.lot import LotFilter, LotStatus
from novex_shopify.domain.model.stock import LedgerEntry
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location_names, get_lot, get_stock
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, Row, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import DayOption, ItemArgument, LotArgument, ReasonOption, to_day
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Show lots with their movements, and quarantine them.")


@app.command("list")
def list_lots(
    *,
    item: Annotated[str | None, typer.Option(help="Only lots of this item.")] = None,
    status: Annotated[LotStatus | None, typer.Option(help="Only lots with this status.")] = None,
    expires_until: DayOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List lots, those that expire first at the top."""
    wanted = LotFilter(item, status=status, expires_until=to_day(expires_until))
    with open_transaction() as tx:
        rows = [asdict(lot) for lot in get_stock(tx).lots.search(wanted, limit)]
    print_rows(rows, as_json=as_json, empty_message="No lots match. `stock receive` creates one.")


@app.command()
def show(item: ItemArgument, lot: LotArgument, *, limit: LimitOption = 50, as_json: JsonOption = False) -> None:
    """Show the movements of a lot, newest first."""
    with open_transaction() as tx:
        stock = get_stock(tx)
        found = get_lot(stock, LotKey(item, lot))
        names = get_location_names(stock)
        entries = stock.ledger.list_entries(found.id, limit)
    expires = f", expires {found.expires_on}" if found.expires_on else ""
    reason = f" ({found.status_reason})" if found.status_reason else ""
    typer.echo(f"Lot {found.code} of {found.item_id}: {found.status}{reason}{expires}", err=as_json)
    rows = [_to_row(entry, names[entry.movement.location_id]) for entry in entries]
    print_rows(rows, as_json=as_json, empty_message="No movements yet.")


@app.command()
def quarantine(item: ItemArgument, lot: LotArgument, *, reason: ReasonOption) -> None:
    """Stop a lot: none of it may be assigned or shipped."""
    with open_container() as container:
        container.quarantine_lot()(LotKey(item, lot), reason)
    typer.echo(f"Lot {lot} of {item} is quarantined.")


@app.command()
def release(item: ItemArgument, lot: LotArgument, *, reason: ReasonOption) -> None:
    """End the quarantine of a lot."""
    with open_container() as container:
        container.quarantine_lot().release(LotKey(item, lot), reason)
    typer.echo(f"Lot {lot} of {item} is released.")


def _to_row(entry: LedgerEntry, location: str) -> Row:
    movement = entry.movement
    return {
        "at": entry.at,
        "actor": entry.actor.name,
        "kind": movement.kind,
        "location": location,
        "d_free": movement.change.free,
        "d_assigned": movement.change.assigned,
        "d_held": movement.change.held,
        "reason": movement.reason,
        "cause": movement.cause,
        "source_reference": movement.source_reference,
    }
