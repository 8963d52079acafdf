"""Starting an import and waiting for its end."""

import time

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.session import product

_LOOK_EVERY_SECONDS = 0.2


class ImportFailed(NovexError):
    """An import came to an end without success."""


def run_import(shop: str, kind: ImportKind) -> None:
    """Import now, in this process, unless a worker has it already; shows how far it is."""
    with product() as container:
        importing = container.run_import()
        run = importing.start(parse_shop_domain(shop), kind)
        while importing.run_next():
            pass
        finished = _wait(container, run)
    if finished.status is ImportStatus.FAILED:
        raise ImportFailed(f"The import of {kind} from {shop} failed: {finished.error}")
    typer.echo(f"{finished.seen} {kind} read from {shop}.")


def _wait(container: Container, run: ImportRun) -> ImportRun:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("waiting for a worker", total=None)
        while True:
            with container.unit_of_work()() as tx:
                latest = tx.imports.get(run.id) or run
            if latest.finished:
                return latest
            progress.update(
                task, description=f"{latest.kind}: {latest.seen} read" + (f" ({latest.error})" if latest.error else "")
            )
            time.sleep(_LOOK_EVERY_SECONDS)
