"""`novex-shopify search`."""

import sys
from typing import Annotated

import typer

from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.use_cases.search.search_records import ALL_KINDS, MAX_FOUND
from novex_shopify.entrypoints.cli.listing import JsonOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container

app = typer.Typer(
    no_args_is_help=True, help="Find anything by number, name, e-mail, phone, tracking number, SKU or lot."
)


@app.command()
def find(
    text: Annotated[str, typer.Argument(help="A number, code, e-mail address or phone number, or words of a name.")],
    *,
    shop: Annotated[str | None, typer.Option(help="Only of this store, and of no store.")] = None,
    kind: Annotated[list[RecordKind] | None, typer.Option(help="Only of this kind; can be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_FOUND, help="Show at most this many of each kind.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Find orders, customers, products, items, lots, parcels and invoices, the best match first."""
    with open_container() as container:
        found = container.search_records()(
            text, shop=parse_shop_domain(shop) if shop else None, kinds=kind or ALL_KINDS, limit=limit
        )
    rows = [
        {
            "kind": record.key.kind,
            "id": record.key.id,
            "shop": record.key.shop,
            "title": record.title,
            "notes": list(record.notes),
            "customer": record.contact.name or record.contact.email,
            "amount": str(record.amount) if record.amount else None,
            "day": record.day.isoformat() if record.day else None,
        }
        for record in found
    ]
    print_rows(rows, as_json=as_json, empty_message=f'Nothing matches "{text}".')


@app.command()
def rebuild() -> None:
    """Index every record again, while the product works. `doctor` says when that is needed."""

    def show(kind: RecordKind, count: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"\r{kind}: {count:,} indexed   ", nl=False, err=True)

    with open_container() as container:
        counts = container.rebuild_search()(show)
    if sys.stderr.isatty():
        typer.echo(err=True)
    for kind, count in counts.items():
        typer.echo(f"{kind}: {count:,} indexed")
    if not counts:
        typer.echo("There is nothing to index yet.")
