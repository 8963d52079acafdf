"""The stored issues, as notifications see them."""

from collections.abc import Collection, Sequence

from novex_shopify.domain.model.issue_record import IssueRecord, IssueState
from novex_shopify.domain.policies.notification_decisions import TrackedIssue
from novex_shopify.domain.ports.unit_of_work import Transaction


def list_issues(tx: Transaction, known_ids: Collection[int]) -> Sequence[TrackedIssue]:
    """List what is not resolved, and what became of those in `known_ids`."""
    records = {each.id: each for each in (*tx.issues.list_watched(), *tx.issues.get_many(known_ids))}
    return [_track(each) for each in records.values()]


def _track(record: IssueRecord) -> TrackedIssue:
    return TrackedIssue(
        record.id,
        record.to_issue(),
        record.opened_at,
        f"/console/issues/{record.id}",
        record.resolved_at,
        is_acknowledged=record.state is IssueState.ACKNOWLEDGED,
        is_ignored=record.state is IssueState.IGNORED,
    )
