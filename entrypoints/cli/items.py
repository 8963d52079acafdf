"""`novex-shopify items`."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.product import EDITED_FIELDS, DateKind
from novex_shopify.domain.use_cases.products.import_items import ItemOutcome, ItemResult
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.lot_arguments import ItemArgument
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Load the ERP's items, and say how they are kept and shipped.")

_FILE_HELP = f"CSV with the columns name and sku, and optionally item, barcode, grams, {', '.join(EDITED_FIELDS)}."


class ClearableField(StrEnum):
    """The values of an item that may be missing."""

    UNIT = "unit"
    SHELF_LIFE_DAYS = "shelf_life_days"
    STRATEGY = "strategy"
    NOMINAL_GRAMS = "nominal_grams"
    HS_CODE = "hs_code"
    ORIGIN_COUNTRY = "origin_country"
    VOLUME_ML = "volume_ml"
    BOX_CODE = "box_code"


FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=_FILE_HELP, exists=True, dir_okay=False)]


@app.command("show")
def show_item(item: ItemArgument, *, as_json: JsonOption = False) -> None:
    """Show an item, and how it is kept in stock."""
    with open_transaction() as tx:
        known = tx.erp.catalog.get(item)
    if known is None:
        raise NotFound(f"The ERP has no item {item}.")
    print_rows([asdict(known)], as_json=as_json, empty_message="")


@app.command("edit")
def edit_item(
    item: ItemArgument,
    *,
    unit: Annotated[str | None, typer.Option(help="The base unit that stock is counted in, such as can.")] = None,
    lot_tracked: Annotated[bool | None, typer.Option(help="Whether each unit belongs to a lot.")] = None,
    shelf_life_days: Annotated[int | None, typer.Option(help="How long a new lot is good.")] = None,
    date_kind: Annotated[
        DateKind | None, typer.Option(help="What the dates of its lots mean; none may be shipped after a use-by date.")
    ] = None,
    strategy: Annotated[LotStrategy | None, typer.Option(help="Which lot goes first.")] = None,
    nominal_grams: Annotated[
        int | None, typer.Option(help="What a unit should weigh that is weighed one by one.")
    ] = None,
    hs_code: Annotated[str | None, typer.Option(help="Its number in the Harmonized System, for customs.")] = None,
    origin_country: Annotated[str | None, typer.Option(help="Where it was made, such as KR, for customs.")] = None,
    chilled: Annotated[bool | None, typer.Option(help="Whether it perishes unless it arrives soon.")] = None,
    volume_ml: Annotated[int | None, typer.Option(help="The space that one takes in a box, in millilitres.")] = None,
    box_code: Annotated[str | None, typer.Option(help="The box that it must be packed in (`boxes list`).")] = None,
    clear: Annotated[list[ClearableField] | None, typer.Option(help="Remove this value; can be repeated.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Change how an item is kept and shipped. What no option states stays; files and Shopify never reset it."""
    options = {
        "unit": unit,
        "lot_tracked": lot_tracked,
        "shelf_life_days": shelf_life_days,
        "date_kind": date_kind,
        "strategy": strategy,
        "nominal_grams": nominal_grams,
        "hs_code": hs_code,
        "origin_country": origin_country,
        "chilled": chilled,
        "volume_ml": volume_ml,
        "box_code": box_code,
    }
    changes = dict.fromkeys(map(str, clear or ())) | {name: each for name, each in options.items() if each is not None}
    with open_container() as container:
        changed = container.change_item()(item, changes)
    print_rows([asdict(changed)], as_json=as_json, empty_message="")


@app.command("import")
def import_items(
    file: FileArgument,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the result of each line, and change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Create and update items by a CSV file. Exit code 1 if a line was rejected.

    An item's id is its SKU, unless the column `item` states another. Variants with the same SKU or barcode are mapped,
    and orders that wait for them continue. A file that is imported again changes nothing. An empty cell or
    a missing column of how items are kept in stock changes nothing either.
    """
    results: list[ItemResult] = []
    report = results.append if as_json else _print_refusal
    with open_container() as container, file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        imported = container.import_items()(lines, report, dry_run=dry_run)
    if as_json:
        print_rows([asdict(result) for result in results], as_json=True, empty_message="")
    counts = ", ".join(f"{imported.outcomes[outcome]} {outcome}" for outcome in ItemOutcome)
    prefix = "Nothing was changed. Preview: " if dry_run else ""
    matched = f"Variants mapped: {imported.matched.mapped}. Waiting orders that continue: {imported.matched.released}"
    typer.echo(f"{prefix}{counts}. {matched}", err=as_json)
    if imported.outcomes[ItemOutcome.REFUSED]:
        raise typer.Exit(1)


def _print_refusal(result: ItemResult) -> None:
    if result.outcome is ItemOutcome.REFUSED:
        typer.echo(f"line {result.line}:{f' item {result.item_id}' if result.item_id else ''} refused: {result.reason}")
