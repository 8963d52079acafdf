"""`novex-shopify customers`."""

import typer

from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.entrypoints.cli.imports import run_import
from novex_shopify.entrypoints.cli.shops import Domain

app = typer.Typer(no_args_is_help=True, help="The stores' customers.")


@app.callback()
def customers() -> None:
    """The stores' customers."""


@app.command("import")
def import_customers(shop: Domain) -> None:
    """Bring the store's customers over."""
    run_import(shop, ImportKind.CUSTOMERS)
