"""`/console/imports`: bringing over products, customers and orders, and watching it."""

from datetime import date, timedelta

from starlette.responses import Response

from novex_shopify.domain.errors import InvalidDays, NotFound
from novex_shopify.domain.model.import_run import ImportKind, ImportRun
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.shown_orders import first_shown
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.visit import Visit, back

_LATEST = 50
PAGE = 100


def listed(visit: Visit) -> Response:
    """The newest runs, and how to start one."""
    with visit.container.unit_of_work()() as tx:
        runs = tx.imports.latest(_LATEST)
        shops = [shop.domain for shop in tx.shops.all() if shop.connected]
    unfinished = any(not run.finished for run in runs)
    now = visit.container.clock().now()
    return render(
        visit,
        "imports.html",
        runs=runs,
        shops=shops,
        kinds=list(ImportKind),
        earliest=first_shown(now),
        today=now.date(),
        unfinished=unfinished,
    )


def start(visit: Visit) -> Response:
    """Plan a run; a worker does it."""
    kind = visit.filled("kind")
    if kind not in set(ImportKind):
        raise NotFound(f"There is no import of {kind or 'nothing'}.")
    orders = _orders(visit.filled("since"), visit.filled("until")) if kind == ImportKind.ORDERS else None
    run = visit.container.run_import().start(parse_shop_domain(visit.filled("shop")), ImportKind(kind), orders)
    return back(f"/console/imports/{run.id}")


def show(visit: Visit) -> Response:
    """One run: how far it is, how long it will take, and every line that was refused."""
    run_id, after = int(visit.request.path_params["run"]), visit.asked("after")
    with visit.container.unit_of_work()() as tx:
        run = tx.imports.get(run_id)
        refused = tx.imports.refused(run_id, int(after) if after.isdecimal() else 0, PAGE + 1) if run else ()
    if run is None:
        raise NotFound(f"There is no import {run_id}.")
    more = refused[PAGE - 1].line if len(refused) > PAGE else None
    return render(visit, "import.html", run=run, stage=stage(run), left=left(run), refused=refused[:PAGE], more=more)


def cancel(visit: Visit) -> Response:
    """End a run after the batch that is being stored."""
    run_id = int(visit.request.path_params["run"])
    cancelled = visit.container.run_import().cancel(run_id)
    return back(f"/console/imports/{run_id}", "The import ends here." if cancelled else "The import was over already.")


def _orders(since: str, until: str) -> OrderRange:
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise InvalidDays(since, until) from None
    return OrderRange.placed_on(first, last)


def stage(run: ImportRun) -> str:
    """What is being done, in words."""
    if run.finished:
        return f"It is {run.status}."
    if run.error:
        return "It is tried again soon."
    if run.progress.line and run.kind is ImportKind.ORDERS:
        return "The orders are compared with the ERP's; those that differ are read one by one."
    if run.progress.step:
        return "The products are matched with the ERP's items."
    if run.progress.line:
        return "What Shopify listed is stored."
    return "Shopify writes the list; meanwhile nothing is blocked."


def left(run: ImportRun) -> timedelta | None:
    """How long it will take at this rate; None if that cannot be told."""
    progress = run.progress
    if run.finished or not (progress.line and progress.total and progress.rate):
        return None
    return timedelta(seconds=max(progress.total - progress.read, 0) / progress.rate)
