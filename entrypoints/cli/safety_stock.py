"""`novex-shopify stock shopify safety`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.level_rows import to_safety_row

safety = typer.Typer(no_args_is_help=True, help="Keep units back that no store may sell.")

StoreOption = Annotated[str | None, typer.Option(help="Only in this store.")]
LocationOption = Annotated[int | None, typer.Option(help="Only at this location of the store, by Shopify's id.")]
ItemOption = Annotated[str | None, typer.Option(help="Only of this item.")]


@safety.command("list")
def list_rules(*, as_json: JsonOption = False) -> None:
    """Show the rules. The most specific one decides: the item first, then the location, then the store."""
    with open_container() as container:
        rules = container.save_safety_stock().list_all()
    message = "No rules. A store's own setting is `shops settings STORE --safety-stock`."
    print_rows([to_safety_row(each) for each in rules], as_json=as_json, empty_message=message)


@safety.command()
def save(
    units: Annotated[int, typer.Argument(help="How many base units are kept back of each item, at each location.")],
    *,
    store: StoreOption = None,
    location: LocationOption = None,
    item: ItemOption = None,
) -> None:
    """Keep units back."""
    rule = SafetyStock(units, parse_shop_domain(store) if store else None, location, item)
    with open_container() as container:
        container.save_safety_stock()(rule)
    typer.echo(f"{units} units are kept back.")


@safety.command()
def remove(*, store: StoreOption = None, location: LocationOption = None, item: ItemOption = None) -> None:
    """Remove the rule for exactly this store, location and item."""
    with open_container() as container:
        removed = container.save_safety_stock().remove(parse_shop_domain(store) if store else None, location, item)
    typer.echo("The rule was removed." if removed else "There is no such rule.")
