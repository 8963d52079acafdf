"""`novex-shopify stock shopify`."""

from typing import Annotated

import typer

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.model.stock_comparison import ExplainedLevel
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState
from novex_shopify.domain.policies.stock_explanation import describe_term
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.safety_stock import safety
from novex_shopify.entrypoints.cli.session import open_container, open_transaction
from novex_shopify.entrypoints.level_rows import to_level_row, to_push_row, to_variant_row

app = typer.Typer(no_args_is_help=True, help="Compare Shopify's stock with the ERP's, and send it.")
app.add_typer(safety, name="safety")

StoreArgument = Annotated[str, typer.Argument(metavar="STORE", help="The store's domain.")]
ItemOption = Annotated[str | None, typer.Option(help="Only this item of the ERP.")]

_SHOWN = ("variant_id", "sku", "item_id", "location", "state", "on_hand", "committed", "target", "difference")
_NO_LEVELS = "No levels. Map the store's locations with `locations shopify map`, and set `shops settings --push-stock`."


@app.command()
def compare(
    store: StoreArgument,
    *,
    state: Annotated[list[LevelState] | None, typer.Option(help="Only in this state; can be repeated.")] = None,
    differing: Annotated[bool, typer.Option("--differing", help="Only where the numbers differ.")] = False,
    item: ItemOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what Shopify has on hand, and what the ERP would have it be, for each variant and location."""
    wanted = LevelFilter(
        frozenset(state) if state else None, item_ids=frozenset({item}) if item else None, differing=differing
    )
    with open_container() as container:
        found = container.compare_stock()(parse_shop_domain(store), wanted, limit)
    rows = [to_level_row(each) for each in found.levels]
    if as_json:
        print_rows(rows, as_json=True, empty_message="")
        return
    if found.obstacle:
        typer.echo(found.obstacle)
    empty_message = "No level is like this." if found.counts else _NO_LEVELS
    print_rows([{name: row[name] for name in _SHOWN} for row in rows], as_json=False, empty_message=empty_message)
    typer.echo(", ".join(f"{count} {state.replace('_', ' ')}" for state, count in found.counts.items()))
    if found.next_after is not None:
        typer.echo("There are more: see --limit.")


@app.command()
def explain(
    store: StoreArgument,
    variant: Annotated[int, typer.Argument(metavar="VARIANT", help="The variant's id at Shopify.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show why Shopify has the number that it has, term by term, and what happens next."""
    with open_container() as container:
        found = container.explain_stock()(parse_shop_domain(store), variant)
    if as_json:
        print_rows([to_variant_row(found)], as_json=True, empty_message="")
        return
    typer.echo(f"{found.title} ({found.sku or 'no SKU'}): {found.obstacle or 'nothing is in the way.'}")
    for each in found.levels:
        _print_level(each, found.pieces)


def _print_level(explained: ExplainedLevel, pieces: int) -> None:
    level, target = explained.level, explained.target
    typer.echo(f"\n{explained.location.name}: {explained.reason} {explained.next_step}")
    if level and level.on_hand is not None:
        typer.echo(f"  Shopify: {level.on_hand} on hand, {level.committed} committed, {level.available} available")
    if target:
        typer.echo(f"  ERP: {target.quantity}" + (f", of {pieces} base units each" if pieces > 1 else ""))
        for term in target.terms:
            typer.echo(f"    {term.units:+d}  {describe_term(term)}")
    for push in explained.pushes:
        typer.echo(f"  {push.sent_at:%Y-%m-%d %H:%M:%S} {push.from_quantity} to {push.to_quantity}: {push.outcome}")


@app.command()
def push(store: StoreArgument, *, item: ItemOption = None) -> None:
    """Have the ERP's numbers sent now, whatever Shopify has; a store that only reports is compared."""
    with open_container() as container:
        marked = container.push_now()(parse_shop_domain(store), item_id=item)
    typer.echo(f"{marked} levels of {store} are compared and sent now.")


@app.command()
def pause(
    store: StoreArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why. Others see it.")],
) -> None:
    """Stop reading and setting a store's stock at Shopify, until it is resumed."""
    with open_container() as container:
        container.pause_stock()(parse_shop_domain(store), reason)
    typer.echo(f"Stock of {store} is paused. `stock shopify resume {store}` continues.")


@app.command()
def resume(store: StoreArgument) -> None:
    """Continue where `pause` stopped: what has changed meanwhile is compared."""
    with open_container() as container:
        was_paused = container.resume_stock()(parse_shop_domain(store))
    typer.echo(f"Stock of {store} is resumed." if was_paused else f"Stock of {store} was not paused.")


@app.command()
def history(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item's id in the ERP.")],
    *,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what was sent to Shopify of an item, newest first, and what Shopify answered."""
    with open_transaction() as tx:
        pushes = tx.shop_stock.pushes.list_of_item(item, limit)
    print_rows([to_push_row(each) for each in pushes], as_json=as_json, empty_message="Nothing was sent yet.")
