"""`/console/imports`: starting and watching imports of products, customers and orders."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidDateRange, NotFound, OrdersNotAccessible
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.csv_cells import to_cell
from novex_shopify.domain.policies.order_access_window import earliest_accessible
from novex_shopify.domain.policies.refusal_reasons import merge_reasons
from novex_shopify.entrypoints.web.console.csv_download import send_csv
from novex_shopify.entrypoints.web.console.formatting import format_plural
from novex_shopify.entrypoints.web.console.imports.import_records import IMPORTS
from novex_shopify.entrypoints.web.console.labels import format_label
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query, redirect

REFUSED_LINES_PAGE_SIZE = 100
_MAX_REASONS_READ = 10_000
_MAX_REASONS_SHOWN = 50
_EXPORT_PAGE_SIZE = 1000


def list_imports(request: ConsoleRequest, error: str = "") -> Response:
    """All imports. With an error, the form keeps what was filled in."""
    if wants_csv(request):
        return send_list(request, IMPORTS)
    now, page = request.container.clock().now(), load_page(request, IMPORTS)
    with request.container.read_transaction() as tx:
        shops = [shop.domain for shop in tx.shops.list_all() if shop.connected]
    return render(
        request,
        "imports/imports.html",
        422 if error else 200,
        page=page,
        format_status=format_status,
        shops=shops,
        kinds=list(ImportKind),
        today=now.date(),
        has_unfinished_runs=any(not run.finished for run in page.records),
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
    try:
        orders = parse_order_range(since, until) if kind == ImportKind.ORDERS else None
        return _start(request, shop, ImportKind(kind), orders)
    except (InvalidDateRange, OrdersNotAccessible) as error:
        return list_imports(request, str(error))


def run_again(request: ConsoleRequest) -> Response:
    """Queue an import of the same records."""
    run = _find_run(request)
    return _start(request, run.shop_domain, run.kind, run.order_range)


def show_import(request: ConsoleRequest) -> Response:
    """One import: its progress, why lines were rejected, and a page of these lines."""
    run, after_line = _find_run(request), request.get_query_number("after") or 0
    with request.container.read_transaction() as tx:
        refused_lines = tx.imports.list_refused_lines(run.id, after_line, REFUSED_LINES_PAGE_SIZE + 1)
        reasons = merge_reasons(tx.imports.count_refusal_reasons(run.id, _MAX_REASONS_READ))
    has_more = len(refused_lines) > REFUSED_LINES_PAGE_SIZE
    return render(
        request,
        "imports/import.html",
        run=run,
        status_label=format_status(run),
        stage_description=describe_stage(run),
        time_left=estimate_time_left(run),
        reasons=reasons[:_MAX_REASONS_SHOWN],
        refused_lines=refused_lines[:REFUSED_LINES_PAGE_SIZE],
        next_after=refused_lines[REFUSED_LINES_PAGE_SIZE - 1].line if has_more else None,
        is_further_page=bool(after_line),
        live_url=request.http_request.url.path + build_query(after=after_line or None),
    )


def download_refused_lines(request: ConsoleRequest) -> Response:
    run = _find_run(request)
    filename = f"{run.shop_domain}-{run.kind}-rejected-lines.csv"
    return send_csv(filename, ("line", "reason"), _generate_refused_lines(request, run))


def confirm_cancel(request: ConsoleRequest) -> Response:
    return render(request, "imports/cancel.html", run=_find_run(request))


def cancel_import(request: ConsoleRequest) -> Response:
    """End an import after the batch that is being saved."""
    run_id = request.get_path_id("run")
    cancelled = request.container.run_import().cancel(run_id)
    message = "Import cancelled. What it had saved stays." if cancelled else "The import had already finished"
    return redirect(f"/console/imports/{run_id}", message)


def parse_order_range(since: str, until: str) -> OrderRange:
    """Raises `InvalidDateRange`."""
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise InvalidDateRange(since, until) from None
    return OrderRange.placed_on(first, last)


def format_status(run: ImportRun) -> str:
    """The label of its status. A run is pending too while Shopify exports the records, or before another attempt."""
    if run.status is not ImportStatus.PENDING:
        return format_label(run.status)
    return "Retrying" if run.error else "Exporting" if run.operation_id else format_label(run.status)


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
    so_far = f" {format_plural(run.progress.total, 'record')} so far." if run.progress.total else ""
    return f"Shopify is preparing the export…{so_far}"


def estimate_time_left(run: ImportRun) -> timedelta | None:
    """At the current rate; None if that cannot be known."""
    progress = run.progress
    if run.finished or not (progress.last_line and progress.total and progress.records_per_second):
        return None
    return timedelta(seconds=max(progress.total - progress.read, 0) / progress.records_per_second)


def _start(request: ConsoleRequest, shop: ShopDomain, kind: ImportKind, orders: OrderRange | None) -> Response:
    """Lead to the new run, or to the one that is running already."""
    with request.container.read_transaction() as tx:
        last = tx.imports.find_last(shop, kind)
    run = request.container.run_import().start(shop, kind, orders)
    message = "This import is already running" if last and last.id == run.id else ""
    return redirect(f"/console/imports/{run.id}", message)


def _find_run(request: ConsoleRequest) -> ImportRun:
    run_id = request.get_path_id("run")
    with request.container.read_transaction() as tx:
        run = tx.imports.get(run_id)
    if run is None:
        raise NotFound(f"There is no import {run_id}.")
    return run


def _generate_refused_lines(request: ConsoleRequest, run: ImportRun) -> Iterator[Sequence[str]]:
    after: int | None = 0
    while after is not None:
        with request.container.read_transaction() as tx:
            page = tx.imports.list_refused_lines(run.id, after, _EXPORT_PAGE_SIZE)
        yield from ((str(each.line), to_cell(each.reason)) for each in page)
        after = page[-1].line if len(page) == _EXPORT_PAGE_SIZE else None
