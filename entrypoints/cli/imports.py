"""`novex-shopify imports`, and how an import is started and watched."""

import json
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from novex_shopify.config import memory
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound, NovexError
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.entrypoints.cli.listing import AsJson, Limit, show
from novex_shopify.entrypoints.cli.session import product, reading

LOOK_EVERY_SECONDS = 0.2
RENEW_EVERY_SECONDS = 5
SHOWN_REFUSALS = 10

app = typer.Typer(no_args_is_help=True, help="What was brought over from stores, and what is being brought over.")

RunNumber = Annotated[int, typer.Argument(metavar="RUN", help="The run's number, as `imports list` shows it.")]
Watch = Callable[[ImportRun], None]


class ImportFailed(NovexError):
    """An import came to an end without success."""


@app.command("list")
def list_runs(*, as_json: AsJson = False, limit: Limit = 20) -> None:
    """Show the imports, newest first."""
    with reading() as tx:
        rows = [_row(run) for run in tx.imports.latest(limit)]
    show(rows, as_json=as_json, empty="Nothing was brought over yet. Start with: novex-shopify products sync SHOP")


@app.command("show")
def show_refused(run: RunNumber, *, as_json: AsJson = False, limit: Limit = 100) -> None:
    """Show the lines of Shopify's file that were not brought over, and why."""
    with reading() as tx:
        if tx.imports.get(run) is None:
            raise NotFound(f"There is no import {run}. `novex-shopify imports list` shows those there are.")
        refused = [asdict(each) for each in tx.imports.refused(run, limit=limit)]
    show(refused, as_json=as_json, empty=f"Import {run} refused nothing.")


@app.command()
def cancel(run: RunNumber) -> None:
    """End an import after the batch that is being stored. What it has brought over stays."""
    with product() as container:
        cancelled = container.run_import().cancel(run)
    if not cancelled:
        raise NotFound(f"Import {run} is not under way.")
    typer.echo(f"Import {run} is cancelled.")


def run_import(shop: str, kind: ImportKind, orders: OrderRange | None = None) -> None:
    """Import now, in this process, unless a worker has it already; shows how far it is."""
    with product() as container, renewing_claims(container):
        memory.settle()
        run = container.run_import().start(parse_shop_domain(shop), kind, orders)
        with _progress_bar() if sys.stdout.isatty() else _json_lines() as watch:
            finished = _bring_about(container, run, watch)
        with container.unit_of_work()() as tx:
            refused = tx.imports.refused(run.id, limit=SHOWN_REFUSALS)
    if sys.stdout.isatty():
        _tell(finished, refused)
    if finished.status is not ImportStatus.DONE:
        raise ImportFailed(f"The import of {kind} from {shop} {finished.status}: {finished.error or 'by a person'}")


def _bring_about(container: Container, run: ImportRun, watch: Watch) -> ImportRun:
    """Work on what is due, in a thread of its own so that it can be watched, until this run is finished."""
    importing = container.run_import()
    worker: threading.Thread | None = None
    while True:
        with container.unit_of_work()() as tx:
            latest = tx.imports.get(run.id) or run
        watch(latest)
        if latest.finished:
            return latest
        if worker is None or not worker.is_alive():
            worker = threading.Thread(target=importing.run_next, daemon=True)
            worker.start()
        worker.join(LOOK_EVERY_SECONDS)
        time.sleep(0 if worker.is_alive() else LOOK_EVERY_SECONDS)


@contextmanager
def renewing_claims(container: Container) -> Generator[None]:
    """Other hosts' workers take over what was not renewed for a while.

    It is made ready before anything is claimed: what was claimed before then is taken for another process's.
    """
    rescue, over = container.rescue_claims(), threading.Event()

    def renew() -> None:
        while not over.wait(RENEW_EVERY_SECONDS):
            rescue()

    threading.Thread(target=renew, daemon=True).start()
    yield
    over.set()


@contextmanager
def _progress_bar() -> Generator[Watch]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("", total=None, rate="")

        def watch(run: ImportRun) -> None:
            rate = f"{run.progress.rate:,.0f}/s" if run.progress.rate else ""
            total = run.progress.total if run.progress.line else None
            progress.update(task, description=_stage(run), completed=run.progress.read, total=total, rate=rate)

        yield watch


@contextmanager
def _json_lines() -> Generator[Watch]:
    """A line for each change."""
    told: list[str] = []

    def watch(run: ImportRun) -> None:
        line = json.dumps(_row(run), default=str)
        if line not in told[-1:]:
            told[:] = [line]
            typer.echo(line)

    yield watch


def _stage(run: ImportRun) -> str:
    if run.error:
        return f"{run.kind}: trying again ({run.error})"
    if run.progress.step:
        return f"{run.kind}: matching"
    if run.progress.line:
        return f"{run.kind}: storing"
    so_far = f", {run.progress.total:,} so far" if run.progress.total else ""
    return f"{run.kind}: Shopify writes the list{so_far}"


def _tell(run: ImportRun, refused: Sequence[RefusedLine]) -> None:
    progress = run.progress
    typer.echo(
        f"{progress.read:,} {run.kind} read from {run.shop_domain}: {progress.written:,} changed something,"
        f" {progress.refused:,} lines were refused."
    )
    for each in refused:
        typer.echo(f"  line {each.line}: {each.reason}")
    if progress.refused > len(refused):
        typer.echo(f"  and more: novex-shopify imports show {run.id}")


def _row(run: ImportRun) -> dict[str, Any]:
    progress = run.progress
    return {
        "run": run.id,
        "shop": run.shop_domain,
        "kind": run.kind,
        "which": str(run.orders) if run.orders else None,
        "status": run.status,
        "read": progress.read,
        "total": progress.total,
        "written": progress.written,
        "refused": progress.refused,
        "rate": round(progress.rate, 1) if progress.rate else None,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "error": run.error,
    }
