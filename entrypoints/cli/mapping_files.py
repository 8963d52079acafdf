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
    Path | None, typer.Argument(metavar="FILE", help="Without one, the screen.", dir_okay=False)
]
InputFileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV with the columns variant and item.", exists=True, dir_okay=False)
]


def export_mappings(shop: ShopArgument, file: OutputFileArgument = None) -> None:
    """Write the store's variants and their ERP items as CSV."""
    domain = parse_shop_domain(shop)
    with open_container() as container, ExitStack() as stack:
        # The mark tells spreadsheets that it is UTF-8; csv ends the lines itself.
        out = stack.enter_context(file.open("w", encoding="utf-8-sig", newline="")) if file else sys.stdout
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(container.export_mappings()(domain))


def import_mappings(
    shop: ShopArgument,
    file: InputFileArgument,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each line.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Map and ignore variants as a file says, as `products export` writes it; bad lines are refused, and exit code 1.

    Lines without an item, and those that say what is so already, change nothing.
    """
    line_outcomes: list[LineResult] = []
    report_line = line_outcomes.append if as_json else _print_outcome
    # A letter of another encoding may stand in a title, which is not read; an item's id with one is refused.
    with open_container() as container, file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        result = container.import_mappings()(parse_shop_domain(shop), lines, report_line, dry_run=dry_run)
    if as_json:
        print_rows([asdict(fate) for fate in line_outcomes], as_json=True, empty_message="")
    counts = ", ".join(f"{result.outcomes[fate]} {fate}" for fate in LineOutcome)
    prefix = "Nothing was written; it would be: " if dry_run else ""
    typer.echo(f"{prefix}{counts}. Waiting orders that continue: {result.released}", err=as_json)
    if result.outcomes[LineOutcome.REFUSED]:
        raise typer.Exit(1)


def _print_outcome(line_outcome: LineResult) -> None:
    variant = f" variant {line_outcome.variant_id}" if line_outcome.variant_id else ""
    item = f" as item {line_outcome.item_id}" if line_outcome.outcome is LineOutcome.MAPPED else ""
    typer.echo(
        f"line {line_outcome.line}:{variant} {line_outcome.outcome}{item}{f': {line_outcome.reason}' if line_outcome.reason else ''}"
    )
