"""What the installation as a whole lacks, as issues. What a store lacks is an issue of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from novex_shopify.domain.model.installation_status import InstallationStatus
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.report_schedule import ReportSchedule
from novex_shopify.domain.policies.installation_problems import (
    find_address_problem,
    find_event_problem,
    find_settling_problem,
    find_shipment_problem,
)
from novex_shopify.domain.policies.report_tables import REPORTS

INSTALLATION_TITLES: Mapping[str, str] = {
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
"""Each part of an installation that is an issue if it has a problem."""

_CHECKS: Mapping[str, Callable[[InstallationStatus], str | None]] = {
    "events": find_event_problem,
    "shipments": find_shipment_problem,
    "settling": find_settling_problem,
    "address": find_address_problem,
}
"""What the database says. The other parts are known only to the process that answers requests."""


def find_installation_issues(status: InstallationStatus) -> Iterator[Issue]:
    """What any process finds by reading the database."""
    for part, find in _CHECKS.items():
        if problem := find(status):
            yield build_installation_issue(part, problem)


def build_installation_issue(part: str, problem: str) -> Issue:
    """`part` is one of `INSTALLATION_TITLES`."""
    detail = f"{problem[:1].upper()}{problem[1:]}."
    return Issue(IssueKind.INSTALLATION, INSTALLATION_TITLES[part], detail=detail, subject=part)


def find_report_issues(schedules: Iterable[ReportSchedule]) -> Iterator[Issue]:
    """Reports that were given up; one that is tried again needs no person yet."""
    for schedule in schedules:
        if schedule.error and not schedule.attempts:
            title = f"{REPORTS[schedule.report].title} wasn't sent by e-mail"
            yield Issue(IssueKind.REPORT_NOT_SENT, title, schedule.shop, schedule.error, subject=str(schedule.id))
