"""`/console`: what needs attention, today's figures, and the first steps of a new installation."""

from collections.abc import Iterator, Mapping

from starlette.responses import Response

from novex_shopify.domain.model.issue import Issue
from novex_shopify.domain.model.shop import parse_shop_domain
from novex_shopify.domain.policies.installation_issues import (
    INSTALLATION_TITLES,
    build_installation_issue,
    find_report_issues,
)
from novex_shopify.domain.policies.issues import rank_issues
from novex_shopify.domain.policies.notification_issues import find_notification_issues
from novex_shopify.domain.timing import ISSUE_CHECK_INTERVAL
from novex_shopify.domain.use_cases.issues.list_issues import IssueView
from novex_shopify.entrypoints.web.console.arrivals_chart import RANGE_LABELS, read_range
from novex_shopify.entrypoints.web.console.issue_actions import build_row
from novex_shopify.entrypoints.web.console.issues.issue_pages import IGNORE_CHOICES, list_owners
from novex_shopify.entrypoints.web.console.issues.stored_issues import find_stored_issues, format_seen
from novex_shopify.entrypoints.web.console.navigation import HOME_PATH
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, build_query
from novex_shopify.entrypoints.web.console.shops.data_check_days import align_weeks, build_week
from novex_shopify.entrypoints.web.health_report import HealthMonitor

MAX_LISTED = 20
"""Further issues are shown on request."""


_VIEWS: Mapping[IssueView, str] = {
    IssueView.ATTENTION: "All",
    IssueView.MINE: "Mine",
    IssueView.OPEN: "Open",
    IssueView.ACKNOWLEDGED: "Acknowledged",
    IssueView.IGNORED: "Ignored",
    IssueView.RESOLVED: "Resolved lately",
}


def show_home(request: ConsoleRequest) -> Response:
    """All stores, or one."""
    shop, now = request.get_query_param("shop"), request.container.clock().now()
    stored = find_stored_issues(request)
    totals, overviews = request.container.get_overview()(
        parse_shop_domain(shop) if shop else None, with_work=stored is None
    )
    of_shops = [issue for each in overviews for issue in (*each.connection_issues, *each.work_issues)]
    of_installation = _list_installation_issues(request.http_request.app.state.health, is_refresh=request.is_refresh)
    others = stored.of(shop) if stored else (*_list_report_issues(request, shop), *_list_channel_issues(request))
    issues = rank_issues([*of_installation, *of_shops, *others])
    list_issues, view = request.container.list_issues(), _read_view(request)
    listed = list_issues.add_states(issues)
    counts = {each: sum(issue.is_in(each, request.actor) for issue in listed) for each in IssueView}
    if view is IssueView.RESOLVED:
        shown = list_issues.list_resolved(parse_shop_domain(shop) if shop else None)
    else:
        shown = [each for each in listed if each.is_in(view, request.actor)]
    show_all = request.get_query_param("all")
    return render(
        request,
        "home/home.html",
        shop=shop,
        seen=format_seen(stored.seen_at if stored else now),
        totals=totals,
        overviews=overviews,
        weeks=align_weeks(
            {each.shop.domain: build_week(each.shop, each.audits, now) for each in overviews if each.shop.connected}
        ),
        rows=[build_row(each.issue, each.record) for each in shown[: None if show_all else MAX_LISTED]],
        shown_count=len(shown),
        issue_count=counts[IssueView.ATTENTION],
        view=view,
        view_tabs=[
            (
                label,
                HOME_PATH + build_query(shop=shop, view="" if each is IssueView.ATTENTION else each),
                each is view,
                None if each is IssueView.RESOLVED else counts[each],
            )
            for each, label in _VIEWS.items()
        ],
        owners=list_owners(request),
        ignore_choices=IGNORE_CHOICES,
        show_all=show_all,
        checklist=None if request.is_refresh else request.container.get_checklist()(),
        range=read_range(request),
        ranges=RANGE_LABELS,
    )


def _read_view(request: ConsoleRequest) -> IssueView:
    wanted = request.get_query_param("view")
    return IssueView(wanted) if wanted in set(IssueView) else IssueView.ATTENTION


def _list_installation_issues(monitor: HealthMonitor, *, is_refresh: bool) -> Iterator[Issue]:
    report = monitor.get_recent_report(ISSUE_CHECK_INTERVAL) if is_refresh else monitor.make_report()
    for part, problem in report.problems.items():
        if part in INSTALLATION_TITLES:
            yield build_installation_issue(part, problem)


def _list_channel_issues(request: ConsoleRequest) -> Iterator[Issue]:
    with request.container.read_transaction() as tx:
        names, given_up = tx.notification_channels.list_names(), tx.notifications.count_given_up()
    return find_notification_issues(names, given_up)


def _list_report_issues(request: ConsoleRequest, shop: str) -> Iterator[Issue]:
    found = find_report_issues(request.container.schedule_report().list_all())
    return (issue for issue in found if shop in ("", issue.shop))
