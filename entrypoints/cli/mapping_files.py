"""`novex-shopify products export` and `import`."""

import csv
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.mapping_file import HEADER
from novex_shopify.domain.use_cases.products.import_mappings import LineOutcome, LineResult
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container
from novex_shopify.entrypoints.cli.shops import ShopArgument

OutputFileArgument = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="Default: standard output.", dir_okay=False)
]
InputFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV with the columns variant and item.", exists=True, dir_okay=False)
]


def export_mappings(shop: ShopArgument, file: OutputFileArgument = None) -> None:
    """Write a store's variants and their ERP items as CSV."""
    domain = parse_shop_domain(shop)
    with open_container() as container, ExitStack() as stack:
        # Spreadsheets recognise UTF-8 by the byte order mark; csv writes the line ends.
        out = stack.enter_context(file.open("w", encoding="utf-8-sig", newline="")) if file else sys.stdout
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(container.export_mappings()(domain))


def import_mappings(
    shop: ShopArgument,
    file: InputFileArgument,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the result of each line, and change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Map and ignore variants by a file like that of `products export`. Exit code 1 if a line was rejected.

    Lines without an item, and lines that match the current mapping, change nothing.
    """
    line_results: list[LineResult] = []
    report_line = line_results.append if as_json else _print_outcome
    # Titles, which are not read, may be in another encoding; an item id with an invalid character is rejected.
    with open_container() as container, file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        imported = container.import_mappings()(parse_shop_domain(shop), lines, report_line, dry_run=dry_run)
    if as_json:
        print_rows([asdict(result) for result in line_results], as_json=True, empty_message="")
    counts = ", ".join(f"{imported.outcomes[outcome]} {outcome}" for outcome in LineOutcome)
    prefix = "Nothing was changed. Preview: " if dry_run else ""
    typer.echo(f"{prefix}{counts}. Waiting orders that continue: {imported.released}", err=as_json)
    if imported.outcomes[LineOutcome.REFUSED]:
        raise typer.Exit(1)


def _print_outcome(result: LineResult) -> None:
    variant = f" variant {result.variant_id}" if result.variant_id else ""
    item = f" to item {result.item_id}" if result.outcome is LineOutcome.MAPPED else ""
    reason = f": {result.reason}" if result.reason else ""
    typer.echo(f"line {result.line}:{variant} {result.outcome}{item}{reason}")
