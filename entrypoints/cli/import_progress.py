"""Runs an import in this process, and shows its progress: a bar on a terminal, JSON lines otherwise."""

import json
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from novex_shopify.config import gc_tuning
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.timing import RENEW_CLAIMS_AFTER
from novex_shopify.entrypoints.cli.session import open_container

POLL_SECONDS = 0.2
MAX_REFUSED_LINES_SHOWN = 10

ProgressCallback = Callable[[ImportRun], None]


class ImportFailed(NovexError):
    """An import failed or was cancelled."""


def run_import(shop: str, kind: ImportKind, orders: OrderRange | None = None) -> None:
    """Import in this process, unless a worker already has the run; show its progress until it finishes."""
    with open_container() as container, keep_renewing_claims(container):
        gc_tuning.tune_gc()
        run = container.run_import().start(parse_shop_domain(shop), kind, orders)
        with _show_progress() as report_progress:
            finished = run_until_finished(container, run, report_progress)
        with container.read_transaction() as tx:
            refused_lines = tx.imports.list_refused_lines(run.id, limit=MAX_REFUSED_LINES_SHOWN)
    if sys.stdout.isatty():
        _print_summary(finished, refused_lines)
    if finished.status is not ImportStatus.DONE:
        raise ImportFailed(f"The import of {kind} from {shop} {finished.status}: {finished.error or 'by a person'}")


@contextmanager
def keep_renewing_claims(container: Container) -> Generator[None]:
    """Renew this process's claims, so that workers of other hosts do not take them over."""
    rescue_claims, stopped = container.rescue_claims(), threading.Event()

    def renew() -> None:
        while not stopped.wait(RENEW_CLAIMS_AFTER.total_seconds()):
            rescue_claims()

    threading.Thread(target=renew, daemon=True).start()
    yield
    stopped.set()


def describe_run(run: ImportRun) -> dict[str, Any]:
    """A row of `imports list`, and a line of a running import's JSON."""
    progress = run.progress
    return {
        "id": run.id,
        "shop": run.shop_domain,
        "kind": run.kind,
        "order_range": str(run.order_range) if run.order_range else None,
        "status": run.status,
        "read": progress.read,
        "total": progress.total,
        "written": progress.written,
        "refused": progress.refused,
        "records_per_second": round(progress.records_per_second, 1) if progress.records_per_second else None,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "error": run.error,
    }


def describe_stage(run: ImportRun) -> str:
    if run.error:
        return f"{run.kind}: retrying ({run.error})"
    if run.progress.step:
        return f"{run.kind}: matching"
    if run.progress.last_line:
        return f"{run.kind}: saving"
    so_far = f", {run.progress.total:,} so far" if run.progress.total else ""
    return f"{run.kind}: Shopify is preparing the export{so_far}"


def run_until_finished(container: Container, run: ImportRun, report_progress: ProgressCallback) -> ImportRun:
    """Do the next due work in a thread, so that this one can report the progress, until the run has finished."""
    run_import = container.run_import()
    worker: threading.Thread | None = None
    while True:
        with container.read_transaction() as tx:
            latest = tx.imports.get(run.id) or run
        report_progress(latest)
        if latest.finished:
            return latest
        if worker is None or not worker.is_alive():
            # What is changed in the thread is done by who runs the command.
            worker = threading.Thread(target=copy_context().run, args=(run_import.run_next,), daemon=True)
            worker.start()
        worker.join(POLL_SECONDS)
        time.sleep(0 if worker.is_alive() else POLL_SECONDS)


def _show_progress() -> AbstractContextManager[ProgressCallback]:
    return _show_progress_bar() if sys.stdout.isatty() else _print_json_lines()


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

        def report_progress(run: ImportRun) -> None:
            rate = f"{run.progress.records_per_second:,.0f}/s" if run.progress.records_per_second else ""
            total = run.progress.total if run.progress.last_line else None
            progress.update(task, description=describe_stage(run), completed=run.progress.read, total=total, rate=rate)

        yield report_progress


@contextmanager
def _print_json_lines() -> Generator[ProgressCallback]:
    """One line for each change."""
    last_line = ""

    def report_progress(run: ImportRun) -> None:
        nonlocal last_line
        line = json.dumps(describe_run(run), default=str)
        if line != last_line:
            last_line = line
            typer.echo(line)

    yield report_progress


def _print_summary(run: ImportRun, refused_lines: Sequence[RefusedLine]) -> None:
    progress = run.progress
    typer.echo(
        f"{progress.read:,} {run.kind} read from {run.shop_domain}: {progress.written:,} changed,"
        f" {progress.refused:,} lines rejected."
    )
    for refused in refused_lines:
        typer.echo(f"  line {refused.line}: {refused.reason}")
    if progress.refused > len(refused_lines):
        typer.echo(f"  and more: novex-shopify imports show {run.id}")
