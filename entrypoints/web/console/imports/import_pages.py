"""`/console/imports`: bringing over products, customers and orders, and watching it."""

from datetime import date, timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidDateRange, NotFound
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.order_access_window import earliest_accessible
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_RECENT_RUNS = 50
REFUSED_LINES_PAGE_SIZE = 100


def list_imports(request: ConsoleRequest) -> Response:
    """The newest runs, and how to start one."""
    with request.container.unit_of_work()() as tx:
        runs = tx.imports.list_latest(_RECENT_RUNS)
        shops = [shop.domain for shop in tx.shops.list_all() if shop.connected]
    has_unfinished_runs = any(not run.finished for run in runs)
    now = request.container.clock().now()
    return render(
        request,
        "imports/imports.html",
        runs=runs,
        shops=shops,
        kinds=list(ImportKind),
        earliest=earliest_accessible(now),
        today=now.date(),
        unfinished=has_unfinished_runs,
    )


def start_import(request: ConsoleRequest) -> Response:
    """Plan a run; a worker does it."""
    kind = request.get_form_field("kind")
    if kind not in set(ImportKind):
        raise NotFound(f"There is no import of {kind or 'nothing'}.")
    orders = (
        _parse_order_range(request.get_form_field("since"), request.get_form_field("until"))
        if kind == ImportKind.ORDERS
        else None
    )
    run = request.container.run_import().start(
        parse_shop_domain(request.get_form_field("shop")), ImportKind(kind), orders
    )
    return redirect(f"/console/imports/{run.id}")


def show_import(request: ConsoleRequest) -> Response:
    """One run: how far it is, how long it will take, and every line that was refused."""
    run_id, after = int(request.http_request.path_params["run"]), request.get_query_param("after")
    with request.container.unit_of_work()() as tx:
        run = tx.imports.get(run_id)
        refused_lines = (
            tx.imports.list_refused_lines(run_id, int(after) if after.isdecimal() else 0, REFUSED_LINES_PAGE_SIZE + 1)
            if run
            else ()
        )
    if run is None:
        raise NotFound(f"There is no import {run_id}.")
    next_after = (
        refused_lines[REFUSED_LINES_PAGE_SIZE - 1].line if len(refused_lines) > REFUSED_LINES_PAGE_SIZE else None
    )
    return render(
        request,
        "imports/import.html",
        run=run,
        stage=describe_stage(run),
        left=estimate_time_left(run),
        refused=refused_lines[:REFUSED_LINES_PAGE_SIZE],
        more=next_after,
    )


def cancel_import(request: ConsoleRequest) -> Response:
    """End a run after the batch that is being stored."""
    run_id = int(request.http_request.path_params["run"])
    cancelled = request.container.run_import().cancel(run_id)
    return redirect(
        f"/console/imports/{run_id}", "The import ends here." if cancelled else "The import was over already."
    )


def _parse_order_range(since: str, until: str) -> OrderRange:
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise InvalidDateRange(since, until) from None
    return OrderRange.placed_on(first, last)


def describe_stage(run: ImportRun) -> str:
    """What is being done, in words."""
    if run.finished:
        return f"It is {run.status}."
    if run.error:
        return "It is tried again soon."
    if run.progress.last_line and run.kind is ImportKind.ORDERS:
        return "The orders are compared with the ERP's; those that differ are read one by one."
    if run.progress.step:
        return "The products are matched with the ERP's items."
    if run.progress.last_line:
        return "What Shopify listed is stored."
    return "Shopify writes the list; meanwhile nothing is blocked."


def estimate_time_left(run: ImportRun) -> timedelta | None:
    """How long it will take at this rate; None if that cannot be told."""
    progress = run.progress
    if run.finished or not (progress.last_line and progress.total and progress.records_per_second):
        return None
    return timedelta(seconds=max(progress.total - progress.read, 0) / progress.records_per_second)
