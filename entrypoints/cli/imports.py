"""`novex-shopify imports`."""

from dataclasses import asdict
from typing import Annotated

import typer

from novex_shopify.domain.errors import NotFound
from novex_shopify.entrypoints.cli.import_progress import describe_run
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

app = typer.Typer(no_args_is_help=True, help="Show and cancel imports.")

ImportIdArgument = Annotated[int, typer.Argument(metavar="IMPORT", help="The import's id, from `imports list`.")]


@app.command("list")
def list_imports(*, as_json: JsonOption = False, limit: LimitOption = 20) -> None:
    """Show the newest imports."""
    with open_transaction() as tx:
        rows = [describe_run(run) for run in tx.imports.list_latest(limit)]
    print_rows(rows, as_json=as_json, empty_message="No imports yet. Start one with: novex-shopify products sync SHOP")


@app.command("show")
def show_refused_lines(run_id: ImportIdArgument, *, as_json: JsonOption = False, limit: LimitOption = 100) -> None:
    """Show the rejected lines of Shopify's export, with the reason."""
    with open_transaction() as tx:
        if tx.imports.get(run_id) is None:
            raise NotFound(f"There is no import {run_id}. List them with: novex-shopify imports list")
        refused_lines = [asdict(refused) for refused in tx.imports.list_refused_lines(run_id, limit=limit)]
    print_rows(refused_lines, as_json=as_json, empty_message=f"Import {run_id} rejected no lines.")


@app.command()
def cancel(run_id: ImportIdArgument) -> None:
    """Cancel an import after the current batch. Imported records stay."""
    with open_container() as container:
        cancelled = container.run_import().cancel(run_id)
    if not cancelled:
        raise NotFound(f"Import {run_id} is not running.")
    typer.echo(f"Import {run_id} is cancelled.")
