"""`novex-shopify returns`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import ReasonOption
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(no_args_is_help=True, help="Receive what customers send back, and restock or scrap it.")

ReturnArgument = Annotated[int, typer.Argument(metavar="RETURN", help="Its number, from `returns list`.")]
OptionalReason = Annotated[str | None, typer.Option("--reason", help="Why; the ledger shows it.")]


@app.command("list")
def list_returns(
    *,
    state: Annotated[WarehouseReturnState, typer.Option(help="Which returns.")] = WarehouseReturnState.EXPECTED,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List returns, newest first, with the lots that they are of."""
    with open_container() as container:
        found = container.show_returns()([state], limit)
    rows = [
        {
            "return_id": each.returned.id,
            "order": each.order.name,
            "item": each.returned.item_id,
            "quantity": each.returned.quantity,
            "lots": [f"{code}={quantity}" for code, quantity in each.sum_by_lot_code().items()],
            "locations": sorted({units.location for units in each.lots}),
            "since": each.returned.expected_at,
            "cause": each.returned.cause,
        }
        for each in found
    ]
    print_rows(rows, as_json=as_json, empty_message=f"No returns are {state.value.replace('_', ' ')}.")


@app.command("receive")
def receive_return(
    return_id: ReturnArgument,
    lots: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LOT=QUANTITY]...", help="The lots on the box, if not as proposed."),
    ] = None,
    *,
    location: Annotated[str | None, typer.Option(help="Where the units are now; else where they left from.")] = None,
    reason: OptionalReason = None,
) -> None:
    """Receive an expected return. Its units are held until they are restocked or scrapped."""
    with open_container() as container:
        received = container.receive_return()(return_id, _parse_lots(lots), location=location, reason=reason)
    typer.echo(f"Return {return_id}: {sum(each.quantity for each in received.lots)} units are held.")


@app.command("restock")
def restock_return(return_id: ReturnArgument, *, reason: OptionalReason = None) -> None:
    """Make the units of a received return free again."""
    with open_container() as container:
        container.close_return().restock(return_id, reason)
    typer.echo(f"Return {return_id} is restocked.")


@app.command("scrap")
def scrap_return(return_id: ReturnArgument, *, reason: ReasonOption) -> None:
    """Take the units of a received return out of stock."""
    with open_container() as container:
        container.close_return().scrap(return_id, reason)
    typer.echo(f"Return {return_id} is scrapped.")


@app.command("never-came")
def close_return(return_id: ReturnArgument, *, reason: ReasonOption) -> None:
    """Wait no longer for an expected return."""
    with open_container() as container:
        container.close_return().never_came(return_id, reason)
    typer.echo(f"Return {return_id} never came.")


def _parse_lots(lots: list[str] | None) -> dict[str, int] | None:
    if not lots:
        return None
    quantities = {}
    for each in lots:
        code, _, quantity = each.rpartition("=")
        if not code or not quantity.isdecimal():
            raise typer.BadParameter(f"{each!r} is not LOT=QUANTITY, such as L261101-A=2.")
        quantities[code] = int(quantity)
    return quantities
