"""Finds what needs attention now."""

from collections.abc import Collection
from dataclasses import dataclass

from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.policies.installation_issues import find_installation_issues, find_report_issues
from novex_shopify.domain.policies.issue_comparison import FoundIssues
from novex_shopify.domain.policies.issues import find_connection, find_work, rank_issues
from novex_shopify.domain.policies.notification_issues import find_notification_issues
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.console.read_snapshots import read_snapshots
from novex_shopify.domain.use_cases.get_installation_status import GetInstallationStatus


@dataclass(frozen=True, slots=True)
class FindIssues:
    """Looks at the whole installation. Each store should be subscribed to `topics` and grant `scopes`."""

    unit_of_work: UnitOfWork
    clock: Clock
    topics: Collection[str]
    scopes: Scopes
    get_status: GetInstallationStatus

    def __call__(self) -> FoundIssues:
        """Everything that the database says. Raises `DatabaseUnavailable`."""
        with self.unit_of_work.read() as tx:
            return self.find_in(tx)

    def find_in(self, tx: Transaction) -> FoundIssues:
        """The same, as a transaction sees it."""
        status = self.get_status.read_in(tx)
        snapshots = read_snapshots(tx, tx.shops.list_all(), self.topics, self.scopes, self.clock.now())
        schedules = tx.report_schedules.list_all()
        of_shops = [issue for each in snapshots for issue in (*find_connection(each), *find_work(each))]
        channels = find_notification_issues(tx.notification_channels.list_names(), tx.notifications.count_given_up())
        of_installation = (*find_installation_issues(status), *find_report_issues(schedules), *channels)
        issues = rank_issues([*of_installation, *of_shops])
        waiting = (each.shop for each in snapshots if each.shop.connected and each.shop.awaits_approval)
        return FoundIssues(issues, frozenset(shop.domain for shop in waiting))
