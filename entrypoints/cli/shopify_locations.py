"""`novex-shopify locations shopify`."""

from typing import Annotated

import typer

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.use_cases.stock.records import get_location_names, get_stock
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.level_rows import to_location_row

app = typer.Typer(no_args_is_help=True, help="Say which places of the warehouse a store's locations stand for.")

StoreArgument = Annotated[str, typer.Argument(metavar="STORE", help="The store's domain.")]


@app.command("list")
def list_locations(store: StoreArgument, *, as_json: JsonOption = False) -> None:
    """Show a store's locations, and what each stands for. One that stands for nothing is never written."""
    shop = parse_shop_domain(store)
    with open_transaction() as tx:
        names = get_location_names(get_stock(tx))
        mappings = {each.location_id: each for each in tx.shop_stock.locations.list_mappings(shop)}
        found = tx.shop_stock.locations.list_for_shop(shop)
    rows = [to_location_row(each, mappings.get(each.id), names) for each in found]
    message = f"No locations yet. `locations shopify read {store}` reads them."
    print_rows(rows, as_json=as_json, empty_message=message)


@app.command()
def read(store: StoreArgument) -> None:
    """Read a store's locations from Shopify now; it is done once a day anyway."""
    with open_container() as container:
        found = container.read_locations()(parse_shop_domain(store))
    typer.echo(f"{store} has {len(found)} locations.")


@app.command("map")
def map_location(
    store: StoreArgument,
    location: Annotated[str, typer.Argument(metavar="LOCATION", help="The location's name or id at Shopify.")],
    places: Annotated[
        list[str] | None, typer.Argument(metavar="[PLACE]...", help="Names of storage locations, as `locations list`.")
    ] = None,
    *,
    rest: Annotated[bool, typer.Option("--rest", help="It also stands for all that belong to no other.")] = False,
) -> None:
    """Say what a location stands for, instead of what it stood for before; nothing, if no place is named."""
    shop = parse_shop_domain(store)
    with open_container() as container:
        location_id = _find_location(container, shop, location)
        mapping = container.map_location()(shop, location_id, places or (), takes_rest=rest)
    done = "is mapped" if mapping.is_mapped else "is not mapped any longer, and its stock is never written"
    typer.echo(f"{location} of {store} {done}.")


def _find_location(container: Container, shop: ShopDomain, text: str) -> int:
    """The id of the location with this id or name. Raises `NotFound` for a name that none has, or several."""
    if text.isascii() and text.isdigit():
        return int(text)
    with container.read_transaction() as tx:
        named = [each.id for each in tx.shop_stock.locations.list_for_shop(shop) if each.name == text]
    if len(named) != 1:
        raise NotFound(
            f"{shop} has {len(named) or 'no'} locations named {text}. `locations shopify list` has their ids."
        )
    return named[0]
