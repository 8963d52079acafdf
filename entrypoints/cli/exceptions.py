"""`novex-shopify exceptions`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.use_cases.settling.name_shipped_lot import ShippedLot
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import LocationOption, LotArgument, QuantityOption, ReasonOption
from novex_shopify.entrypoints.cli.order_arguments import ReferenceOption
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(
    no_args_is_help=True,
    help="Decide where Shopify and the warehouse contradict each other, and name lots that left.",
)

ExceptionArgument = Annotated[int, typer.Argument(metavar="EXCEPTION", help="Its number, from `exceptions list`.")]


@app.command("list")
def list_exceptions(
    *,
    kind: Annotated[OrderExceptionKind | None, typer.Option(help="Only of this kind.")] = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List open exceptions, oldest first, with the lots that are assumed."""
    with open_container() as container:
        found = container.list_exceptions()(limit, kind)
    rows = [
        {
            "exception_id": each.exception.id,
            "exception": each.exception.kind,
            "order": each.order.name,
            "order_id": each.exception.order_id,
            "line": each.line_title,
            "quantity": each.exception.quantity,
            "assumed_lots": [f"{lot.code}={quantity}" for lot, quantity in each.assumed],
            "since": each.exception.opened_at,
        }
        for each in found
    ]
    print_rows(rows, as_json=as_json, empty_message="No exceptions are open.")


@app.command("close")
def close_exception(
    exception_id: ExceptionArgument,
    *,
    note: Annotated[str, typer.Option(help="What was decided; the audit log shows it.")],
) -> None:
    """Close an exception with a note. What it is about stays as it is."""
    with open_container() as container:
        container.close_exception()(exception_id, note)
    typer.echo(f"Exception {exception_id} is closed.")


@app.command("confirm")
def confirm_lots(exception_id: ExceptionArgument) -> None:
    """Say that the lots that are assumed are the ones that left."""
    with open_container() as container:
        container.close_exception().confirm_lots(exception_id)
    typer.echo(f"Exception {exception_id}: the assumed lots are recorded.")


@app.command("name-lot")
def name_lot(
    exception_id: ExceptionArgument,
    lot: LotArgument,
    *,
    location: LocationOption,
    quantity: QuantityOption,
    reason: ReasonOption,
    instead_of: Annotated[
        str | None, typer.Option(metavar="LOT", help="The assumed lot that it was not; any if left out.")
    ] = None,
    reference: ReferenceOption = None,
) -> None:
    """Say which lot units were of that left without a known lot, or of another lot than is assumed.

    The units are taken out of stock. An assumed lot that was not the one gets its units back. `orders correct-lot`
    corrects a lot that was named wrongly.
    """
    shipped = ShippedLot(lot, location, quantity, reason, instead_of, reference)
    with open_container() as container:
        exception = container.name_shipped_lot()(exception_id, shipped)
    rest = "closed" if exception.closed_at else f"about {exception.quantity} more"
    typer.echo(f"{quantity} of the units were of lot {lot}. Exception {exception_id} is {rest}.")
