"""`novex-shopify items`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.use_cases.products.import_items import ItemOutcome, ItemResult
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(no_args_is_help=True, help="Load the ERP's items.")

_FILE_HELP = "CSV with the columns name and sku, and optionally item, barcode and grams."
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=_FILE_HELP, exists=True, dir_okay=False)]


@app.callback()
def _keep_subcommands() -> None:
    """Without it, Typer would make a group with one command the command itself."""


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
    and orders that wait for them continue. A file that is imported again changes nothing.
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
