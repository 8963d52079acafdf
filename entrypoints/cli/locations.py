"""`novex-shopify locations`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.model.storage_location import StorageKind, StorageLocation
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.cli.shopify_locations import app as shopify_locations

app = typer.Typer(no_args_is_help=True, help="Name the places where items are kept.")
app.add_typer(shopify_locations, name="shopify")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="A name that no other location has.")],
    *,
    kind: Annotated[StorageKind, typer.Option(help="What it is.")] = StorageKind.OTHER,
    sells: Annotated[bool, typer.Option(help="Whether items are shipped from here.")] = True,
    counted: Annotated[bool, typer.Option(help="Whether inventory counts include it.")] = True,
    address: Annotated[str | None, typer.Option(help="Where it is.")] = None,
) -> None:
    """Create a location."""
    with open_container() as container:
        container.save_location()(StorageLocation(0, name, kind, sells, counted, address))
    typer.echo(f"Location {name} was created.")


@app.command("list")
def list_locations(*, as_json: JsonOption = False) -> None:
    """List all locations."""
    with open_transaction() as tx:
        rows = [asdict(location) for location in get_stock(tx).locations.list_all()]
    print_rows(rows, as_json=as_json, empty_message="No locations yet. Create one with `locations add`.")
