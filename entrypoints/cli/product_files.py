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
from novex_shopify.domain.use_cases.import_mappings import Fate, LineFate
from novex_shopify.entrypoints.cli.listing import AsJson, show
from novex_shopify.entrypoints.cli.session import product
from novex_shopify.entrypoints.cli.shops import Domain

Target = Annotated[Path | None, typer.Argument(metavar="FILE", help="Without one, the screen.", dir_okay=False)]
Source = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV with the columns variant and item.", exists=True, dir_okay=False)
]


def export(shop: Domain, file: Target = None) -> None:
    """Write the store's variants and their ERP items as CSV."""
    domain = parse_shop_domain(shop)
    with product() as container, ExitStack() as stack:
        # The mark tells spreadsheets that it is UTF-8; csv ends the lines itself.
        out = stack.enter_context(file.open("w", encoding="utf-8-sig", newline="")) if file else sys.stdout
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(container.export_mappings()(domain))


def import_(
    shop: Domain,
    file: Source,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would become of each line.")] = False,
    as_json: AsJson = False,
) -> None:
    """Map and ignore variants as a file says, as `products export` writes it; bad lines are refused, and exit code 1.

    Lines without an item, and those that say what is so already, change nothing.
    """
    fates: list[LineFate] = []
    tell = fates.append if as_json else _print
    # A letter of another encoding may stand in a title, which is not read; an item's id with one is refused.
    with product() as container, file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        imported = container.import_mappings()(parse_shop_domain(shop), lines, tell, dry_run=dry_run)
    if as_json:
        show([asdict(fate) for fate in fates], as_json=True, empty="")
    counts = ", ".join(f"{imported.fates[fate]} {fate}" for fate in Fate)
    would = "Nothing was written; it would be: " if dry_run else ""
    typer.echo(f"{would}{counts}. Waiting orders that continue: {imported.released}", err=as_json)
    if imported.fates[Fate.REFUSED]:
        raise typer.Exit(1)


def _print(fate: LineFate) -> None:
    variant = f" variant {fate.variant_id}" if fate.variant_id else ""
    item = f" as item {fate.item_id}" if fate.fate is Fate.MAPPED else ""
    typer.echo(f"line {fate.line}:{variant} {fate.fate}{item}{f': {fate.reason}' if fate.reason else ''}")
