"""`novex-shopify origins`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="State the addresses that parcels leave from.")

LocationOption = Annotated[str | None, typer.Option(help="A storage location; without one, all others.")]


@app.command()
def save(
    *,
    location: LocationOption = None,
    company: Annotated[str | None, typer.Option()] = None,
    name: Annotated[str | None, typer.Option(help="A person, if there is one to ask for.")] = None,
    street: Annotated[str, typer.Option()],
    street2: Annotated[str | None, typer.Option()] = None,
    zip_code: Annotated[str | None, typer.Option("--zip")] = None,
    city: Annotated[str, typer.Option()],
    state: Annotated[str | None, typer.Option(help="Two letters, in the United States and Canada.")] = None,
    country: Annotated[str, typer.Option(help="Two letters, such as US.")],
    phone: Annotated[str | None, typer.Option(help="Without one, the number in the store's settings.")] = None,
) -> None:
    """Create the address of a location, or of all others, or replace it."""
    address = Address(name, company, street, street2, zip_code, city, None, state, country, phone)
    with open_container() as container:
        container.save_origin()(Origin(location, address))
    typer.echo(f"The address of {location or 'all other locations'} was saved.")


@app.command()
def delete(*, location: LocationOption = None) -> None:
    """Delete the address of a location, or of all others."""
    with open_container() as container:
        container.save_origin().delete(location)
    typer.echo(f"The address of {location or 'all other locations'} was deleted.")


@app.command("list")
def list_origins(*, as_json: JsonOption = False) -> None:
    """List the addresses, that of all other locations first."""
    with open_transaction() as tx:
        rows = [{"location": each.location, **asdict(each.address)} for each in tx.origins.list_all()]
    print_rows(rows, as_json=as_json, empty_message="No addresses yet. State one with `origins save`.")
