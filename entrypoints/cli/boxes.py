"""`novex-shopify boxes`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.model.parcel import Box
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Name the boxes that parcels are packed in.")

CodeArgument = Annotated[str, typer.Argument(help="A short code, such as M.")]


@app.command()
def save(
    code: CodeArgument,
    *,
    name: Annotated[str, typer.Option(help="What people call it.")],
    length_mm: Annotated[int, typer.Option(help="Outer length in millimetres.")],
    width_mm: Annotated[int, typer.Option(help="Outer width.")],
    height_mm: Annotated[int, typer.Option(help="Outer height.")],
    tare_g: Annotated[int, typer.Option(help="Weight of the empty box in grams.")] = 0,
    max_weight_g: Annotated[int | None, typer.Option(help="What it may weigh when packed.")] = None,
    carrier_package: Annotated[
        str | None, typer.Option(help="A carrier's own packaging, such as MediumFlatRateBox.")
    ] = None,
) -> None:
    """Create a box, or replace the one with this code. Parcels keep the box they were packed in."""
    box = Box(code, name, length_mm, width_mm, height_mm, tare_g, carrier_package, max_weight_g)
    with open_container() as container:
        container.save_box()(box)
    typer.echo(f"Box {code} was saved.")


@app.command()
def delete(code: CodeArgument) -> None:
    """Delete a box."""
    with open_container() as container:
        container.save_box().delete(code)
    typer.echo(f"Box {code} was deleted.")


@app.command("list")
def list_boxes(*, as_json: JsonOption = False) -> None:
    """List the boxes, smallest first."""
    with open_transaction() as tx:
        rows = [asdict(box) for box in tx.boxes.list_all()]
    print_rows(rows, as_json=as_json, empty_message="No boxes yet. Create one with `boxes save`.")
