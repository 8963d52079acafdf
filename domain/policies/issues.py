"""All issues of a shop, and those of all shops in the order in which they need attention."""

from collections.abc import Iterable, Sequence

from novex_shopify.domain.model.issue import Issue, IssueKind, Severity
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot
from novex_shopify.domain.policies.connection_issues import find_connection_issues
from novex_shopify.domain.policies.work_issues import find_work_issues

_SEVERITIES = list(Severity)


def find_connection(snapshot: ShopSnapshot) -> Sequence[Issue]:
    """The issues of the connection, the worst first."""
    return sorted(find_connection_issues(snapshot), key=lambda issue: _SEVERITIES.index(issue.severity))


def find_work(snapshot: ShopSnapshot) -> Sequence[Issue]:
    """The issues of the work. Work that waits for an approval or for a reconnect is no issue of its own."""
    return rank_issues(find_work_issues(snapshot)) if snapshot.shop.active else ()


def rank_issues(issues: Iterable[Issue]) -> Sequence[Issue]:
    """Return those that do not pass, the worst first, then by the orders that they hold up, then the oldest."""
    pressing = [issue for issue in issues if issue.severity is not Severity.INFO]
    oldest_first = sorted(pressing, key=lambda issue: issue.since.timestamp() if issue.since else 0.0)
    return sorted(oldest_first, key=_rank)


def _rank(issue: Issue) -> tuple[int, int, bool]:
    """What sums up further issues comes after those that hold up as many orders."""
    return _SEVERITIES.index(issue.severity), -issue.orders, issue.kind is IssueKind.MORE_PRODUCTS_UNMAPPED
