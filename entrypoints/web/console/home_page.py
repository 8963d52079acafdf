"""`/console`: what needs attention, today's figures, and the first steps of a new installation."""

from collections.abc import Iterator

from starlette.responses import Response

from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.issues import rank_issues
from novex_shopify.domain.policies.report_tables import REPORTS
from novex_shopify.entrypoints.web.console.arrivals_chart import RANGE_LABELS, read_range
from novex_shopify.entrypoints.web.console.issue_actions import build_row
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.console.shops.data_check_days import align_weeks, build_week
from novex_shopify.entrypoints.web.health_report import HealthMonitor

MAX_LISTED = 20
"""Further issues are shown on request."""

_CHECKS = {
    "database": "Database",
    "disk": "Disk",
    "webhooks": "Webhooks are not stored",
    "redis": "Redis",
    "worker": "Worker",
    "events": "Events are delayed",
    "shipments": "Shipments are delayed",
    "settling": "Lots of orders are not up to date",
    "address": "Address changed",
}
"""The titles of what the installation as a whole lacks. What a store lacks is an issue of its own."""


def show_home(request: ConsoleRequest) -> Response:
    """All stores, or one."""
    shop, now = request.get_query_param("shop"), request.container.clock().now()
    totals, overviews = request.container.get_overview()(parse_shop_domain(shop) if shop else None)
    of_shops = [issue for each in overviews for issue in (*each.connection_issues, *each.work_issues)]
    of_installation = _list_installation_issues(request.http_request.app.state.health)
    issues = rank_issues([*of_installation, *of_shops, *_list_report_issues(request, shop)])
    show_all = request.get_query_param("all")
    return render(
        request,
        "home/home.html",
        shop=shop,
        totals=totals,
        overviews=overviews,
        weeks=align_weeks(
            {each.shop.domain: build_week(each.shop, each.audits, now) for each in overviews if each.shop.connected}
        ),
        rows=[build_row(issue) for issue in issues[: None if show_all else MAX_LISTED]],
        issue_count=len(issues),
        show_all=show_all,
        checklist=request.container.get_checklist()(),
        range=read_range(request),
        ranges=RANGE_LABELS,
    )


def _list_installation_issues(monitor: HealthMonitor) -> Iterator[Issue]:
    for name, problem in monitor.make_report().problems.items():
        if title := _CHECKS.get(name):
            detail = f"{problem[:1].upper()}{problem[1:]}."
            yield Issue(IssueKind.INSTALLATION, title, detail=detail, subject=name)


def _list_report_issues(request: ConsoleRequest, shop: str) -> Iterator[Issue]:
    """Reports that were given up; one that is tried again needs no person yet."""
    for schedule in request.container.schedule_report().list_all():
        if schedule.error and not schedule.attempts and shop in ("", schedule.shop):
            title = f"{REPORTS[schedule.report].title} wasn't sent by e-mail"
            yield Issue(IssueKind.REPORT_NOT_SENT, title, schedule.shop, schedule.error, subject=str(schedule.id))
