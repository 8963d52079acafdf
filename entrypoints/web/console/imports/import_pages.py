"""`/console/imports`: starting and watching imports of products, customers and orders."""

from datetime import date, timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidDateRange, NotFound, OrdersNotAccessible
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.order_access_window import earliest_accessible
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect

_RECENT_RUNS = 50
REFUSED_LINES_PAGE_SIZE = 100


def list_imports(request: ConsoleRequest, error: str = "") -> Response:
    """The newest imports. With an error, the form keeps what was filled in."""
    now = request.container.clock().now()
    with request.container.read_transaction() as tx:
        runs = tx.imports.list_latest(_RECENT_RUNS)
        shops = [shop.domain for shop in tx.shops.list_all() if shop.connected]
    return render(
        request,
        "imports/imports.html",
        422 if error else 200,
        runs=runs,
        shops=shops,
        kinds=list(ImportKind),
        today=now.date(),
        has_unfinished_runs=any(not run.finished for run in runs),
        error=error,
        shop=request.get_form_field("shop"),
        kind=request.get_form_field("kind"),
        since=request.get_form_field("since") or earliest_accessible(now),
        until=request.get_form_field("until") or now.date(),
    )


def start_import(request: ConsoleRequest) -> Response:
    """Queue an import, which a worker runs; or show the one that is running already."""
    kind = request.get_form_field("kind")
    if kind not in set(ImportKind):
        raise NotFound(f"There is no import of {kind or 'nothing'}.")
    since, until = request.get_form_field("since"), request.get_form_field("until")
    shop = parse_shop_domain(request.get_form_field("shop"))
    with request.container.read_transaction() as tx:
        newest_id = max((run.id for run in tx.imports.list_latest(1)), default=0)
    try:
        orders = parse_order_range(since, until) if kind == ImportKind.ORDERS else None
        run = request.container.run_import().start(shop, ImportKind(kind), orders)
    except (InvalidDateRange, OrdersNotAccessible) as error:
        return list_imports(request, str(error))
    message = "" if run.id > newest_id else "This import is already running"
    return redirect(f"/console/imports/{run.id}", message)


def show_import(request: ConsoleRequest) -> Response:
    """One import: its progress, and a page of its rejected lines."""
    run_id, after_line = request.get_path_id("run"), request.get_query_number("after") or 0
    with request.container.read_transaction() as tx:
        run = tx.imports.get(run_id)
        refused_lines = tx.imports.list_refused_lines(run_id, after_line, REFUSED_LINES_PAGE_SIZE + 1) if run else ()
    if run is None:
        raise NotFound(f"There is no import {run_id}.")
    has_more = len(refused_lines) > REFUSED_LINES_PAGE_SIZE
    return render(
        request,
        "imports/import.html",
        run=run,
        stage_description=describe_stage(run),
        time_left=estimate_time_left(run),
        refused_lines=refused_lines[:REFUSED_LINES_PAGE_SIZE],
        next_after=refused_lines[REFUSED_LINES_PAGE_SIZE - 1].line if has_more else None,
    )


def cancel_import(request: ConsoleRequest) -> Response:
    """End an import after the batch that is being saved."""
    run_id = request.get_path_id("run")
    cancelled = request.container.run_import().cancel(run_id)
    message = "Import cancelled" if cancelled else "The import had already finished"
    return redirect(f"/console/imports/{run_id}", message)


def parse_order_range(since: str, until: str) -> OrderRange:
    """Raises `InvalidDateRange`."""
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise InvalidDateRange(since, until) from None
    return OrderRange.placed_on(first, last)


def describe_stage(run: ImportRun) -> str:
    if run.finished:
        return f"Import {format_label(run.status).lower()}"
    if run.error:
        return "Retrying"
    if run.progress.last_line and run.kind is ImportKind.ORDERS:
        return "Comparing orders with the ERP; those that differ are read one by one…"
    if run.progress.step:
        return "Matching products with ERP items…"
    if run.progress.last_line:
        return "Saving records…"
    return "Shopify is preparing the export…"


def estimate_time_left(run: ImportRun) -> timedelta | None:
    """At the current rate; None if that cannot be known."""
    progress = run.progress
    if run.finished or not (progress.last_line and progress.total and progress.records_per_second):
        return None
    return timedelta(seconds=max(progress.total - progress.read, 0) / progress.records_per_second)
