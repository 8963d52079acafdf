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

from novex_shopify.config import gc_tuning
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound, NovexError
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.timing import RENEW_CLAIMS_AFTER
from novex_shopify.entrypoints.cli.listing import JsonOption, LimitOption, print_rows
from novex_shopify.entrypoints.cli.session import open_container, open_transaction

POLL_SECONDS = 0.2
MAX_REFUSED_LINES_SHOWN = 10

app = typer.Typer(no_args_is_help=True, help="What was brought over from stores, and what is being brought over.")

RunIdArgument = Annotated[int, typer.Argument(metavar="RUN", help="The run's number, as `imports list` shows it.")]
ProgressCallback = Callable[[ImportRun], None]


class ImportFailed(NovexError):
    """An import came to an end without success."""


@app.command("list")
def list_runs(*, as_json: JsonOption = False, limit: LimitOption = 20) -> None:
    """Show the imports, newest first."""
    with open_transaction() as tx:
        rows = [_build_row(run) for run in tx.imports.list_latest(limit)]
    print_rows(
        rows,
        as_json=as_json,
        empty_message="Nothing was brought over yet. Start with: novex-shopify products sync SHOP",
    )


@app.command("show")
def show_refused_lines(run_id: RunIdArgument, *, as_json: JsonOption = False, limit: LimitOption = 100) -> None:
    """Show the lines of Shopify's file that were not brought over, and why."""
    with open_transaction() as tx:
        if tx.imports.get(run_id) is None:
            raise NotFound(f"There is no import {run_id}. `novex-shopify imports list` shows those there are.")
        refused_lines = [asdict(each) for each in tx.imports.list_refused_lines(run_id, limit=limit)]
    print_rows(refused_lines, as_json=as_json, empty_message=f"Import {run_id} refused nothing.")


@app.command()
def cancel(run_id: RunIdArgument) -> None:
    """End an import after the batch that is being stored. What it has brought over stays."""
    with open_container() as container:
        cancelled = container.run_import().cancel(run_id)
    if not cancelled:
        raise NotFound(f"Import {run_id} is not under way.")
    typer.echo(f"Import {run_id} is cancelled.")


def run_import(shop: str, kind: ImportKind, orders: OrderRange | None = None) -> None:
    """Import now, in this process, unless a worker has it already; shows how far it is."""
    with open_container() as container, keep_renewing_claims(container):
        gc_tuning.tune_gc()
        run = container.run_import().start(parse_shop_domain(shop), kind, orders)
        with _show_progress_bar() if sys.stdout.isatty() else _print_json_lines() as report_progress:
            finished = _run_until_finished(container, run, report_progress)
        with container.unit_of_work()() as tx:
            refused = tx.imports.list_refused_lines(run.id, limit=MAX_REFUSED_LINES_SHOWN)
    if sys.stdout.isatty():
        _print_summary(finished, refused)
    if finished.status is not ImportStatus.DONE:
        raise ImportFailed(f"The import of {kind} from {shop} {finished.status}: {finished.error or 'by a person'}")


def _run_until_finished(container: Container, run: ImportRun, report_progress: ProgressCallback) -> ImportRun:
    """Work on what is due, in a thread of its own so that it can be watched, until this run is finished."""
    importing = container.run_import()
    worker: threading.Thread | None = None
    while True:
        with container.unit_of_work()() as tx:
            latest = tx.imports.get(run.id) or run
        report_progress(latest)
        if latest.finished:
            return latest
        if worker is None or not worker.is_alive():
            worker = threading.Thread(target=importing.run_next, daemon=True)
            worker.start()
        worker.join(POLL_SECONDS)
        time.sleep(0 if worker.is_alive() else POLL_SECONDS)


@contextmanager
def keep_renewing_claims(container: Container) -> Generator[None]:
    """Other hosts' workers take over what was not renewed for a while.

    It is made ready before anything is claimed: what was claimed before then is taken for another process's.
    """
    rescue_claims, stopped = container.rescue_claims(), threading.Event()

    def renew() -> None:
        while not stopped.wait(RENEW_CLAIMS_AFTER.total_seconds()):
            rescue_claims()

    threading.Thread(target=renew, daemon=True).start()
    yield
    stopped.set()


@contextmanager
def _show_progress_bar() -> Generator[ProgressCallback]:
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
            rate = f"{run.progress.records_per_second:,.0f}/s" if run.progress.records_per_second else ""
            total = run.progress.total if run.progress.last_line else None
            progress.update(task, description=_describe_stage(run), completed=run.progress.read, total=total, rate=rate)

        yield watch


@contextmanager
def _print_json_lines() -> Generator[ProgressCallback]:
    """A line for each change."""
    last_line: list[str] = []

    def watch(run: ImportRun) -> None:
        line = json.dumps(_build_row(run), default=str)
        if line not in last_line[-1:]:
            last_line[:] = [line]
            typer.echo(line)

    yield watch


def _describe_stage(run: ImportRun) -> str:
    if run.error:
        return f"{run.kind}: trying again ({run.error})"
    if run.progress.step:
        return f"{run.kind}: matching"
    if run.progress.last_line:
        return f"{run.kind}: storing"
    so_far = f", {run.progress.total:,} so far" if run.progress.total else ""
    return f"{run.kind}: Shopify writes the list{so_far}"


def _print_summary(run: ImportRun, refused: Sequence[RefusedLine]) -> None:
    progress = run.progress
    typer.echo(
        f"{progress.read:,} {run.kind} read from {run.shop_domain}: {progress.written:,} changed something,"
        f" {progress.refused:,} lines were refused."
    )
    for each in refused:
        typer.echo(f"  line {each.line}: {each.reason}")
    if progress.refused > len(refused):
        typer.echo(f"  and more: novex-shopify imports show {run.id}")


def _build_row(run: ImportRun) -> dict[str, Any]:
    progress = run.progress
    return {
        "run": run.id,
        "shop": run.shop_domain,
        "kind": run.kind,
        "which": str(run.order_range) if run.order_range else None,
        "status": run.status,
        "read": progress.read,
        "total": progress.total,
        "written": progress.written,
        "refused": progress.refused,
        "rate": round(progress.records_per_second, 1) if progress.records_per_second else None,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "error": run.error,
    }
