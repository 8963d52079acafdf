"""`novex-shopify`: every command in one list."""

import sys

import typer
from rich.console import Console

from novex_shopify.config.errors import CannotStart, InvalidSettings
from novex_shopify.domain.errors import NovexError
from novex_shopify.entrypoints.cli import (
    console,
    customers,
    demo,
    doctor,
    events,
    fulfillments,
    imports,
    keys,
    orders,
    privacy,
    processes,
    products,
    sandbox,
    shops,
    webhooks,
)

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Connects Shopify stores to an ERP: orders in, shipments out, nothing lost, nothing doubled.",
)
app.command()(demo.demo)
app.command()(processes.serve)
app.command()(processes.worker)
app.command()(sandbox.sandbox)
app.command()(processes.migrate)
app.command()(doctor.doctor)
app.add_typer(console.app, name="console")
app.add_typer(shops.app, name="shops")
app.add_typer(keys.app, name="keys")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(events.app, name="events")
app.add_typer(products.app, name="products")
app.add_typer(customers.app, name="customers")
app.add_typer(imports.app, name="imports")
app.add_typer(orders.app, name="orders")
app.add_typer(privacy.app, name="privacy")
app.add_typer(fulfillments.app, name="fulfillments")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 refused or failed, 2 wrong usage or settings."""
    try:
        app()
    except (InvalidSettings, CannotStart) as error:
        _exit_with_error(error, exit_code=2)
    except NovexError as error:
        _exit_with_error(error, exit_code=1)


def _exit_with_error(error: Exception, *, exit_code: int) -> None:
    Console(stderr=True).print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
