"""Compares what is wrong now with what is kept."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.issue import Issue, IssueKey, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.issue_states import keep_issue, miss_issue, open_issue, see_issue


@dataclass(frozen=True, slots=True)
class FoundIssues:
    """What one look finds, the worst first. Of `unjudged` stores nothing is over only because it is not found."""

    issues: Sequence[Issue]
    unjudged: frozenset[ShopDomain] = frozenset()


@dataclass(frozen=True, slots=True)
class ComparedIssue:
    """What becomes of a record. `stored` is None for a new one; `issue` is None if its cause is not found."""

    stored: IssueRecord | None
    record: IssueRecord
    changes: Sequence[IssueChange] = ()
    issue: Issue | None = None


def compare_issues(
    found: FoundIssues, records: Iterable[IssueRecord], now: datetime, actor: Actor
) -> Iterator[ComparedIssue]:
    """Compare with the records that are watched, and those with the keys of what is found."""
    issues: dict[IssueKey, Issue] = {}
    for issue in found.issues:
        issues.setdefault(issue.key, issue)
    known = {record.key: record for record in records}
    for key, issue in issues.items():
        stored = known.get(key)
        if stored is None:
            yield ComparedIssue(None, open_issue(issue, now, actor), (), issue)
        else:
            yield ComparedIssue(stored, *see_issue(stored, issue, now, actor), issue)
    summed_up = _list_summed_up(found.issues)
    for key, stored in known.items():
        if key in issues or stored.shop in found.unjudged:
            continue
        if key in summed_up:
            yield ComparedIssue(stored, keep_issue(stored))
        else:
            yield ComparedIssue(stored, *miss_issue(stored, now, actor))


def _list_summed_up(issues: Iterable[Issue]) -> Collection[IssueKey]:
    kinds = (IssueKind.PRODUCT_UNMAPPED, IssueKind.PRODUCT_NOT_RECEIVED)
    return {IssueKey(kind, each.shop, cause) for each in issues for cause in each.summed_up for kind in kinds}
