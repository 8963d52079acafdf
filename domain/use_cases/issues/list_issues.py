"""Lists what needs attention, with its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import Actor, get_current_actor
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueRecord, IssueState
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.connection_issues import CONNECTION_KINDS
from novex_shopify.domain.policies.issue_comparison import FoundIssues, compare_issues
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import STORED_ISSUES_MAX_AGE
from novex_shopify.domain.use_cases.issues.compare_issues import ISSUES_COMPARED
from novex_shopify.domain.use_cases.issues.find_issues import FindIssues

RESOLVED_LATELY = timedelta(days=7)
MAX_RESOLVED, MAX_CHANGES = 100, 50


class IssueView(StrEnum):
    """Which issues. `attention` is what is open or acknowledged, `mine` is what of it the current actor owns."""

    ATTENTION = auto()
    MINE = auto()
    OPEN = auto()
    ACKNOWLEDGED = auto()
    IGNORED = auto()
    RESOLVED = auto()


@dataclass(frozen=True, slots=True)
class ListedIssue:
    """An issue as it is now. `record` is None for the first seconds, until the comparison has stored it."""

    issue: Issue
    record: IssueRecord | None = None

    @property
    def state(self) -> IssueState:
        return self.record.state if self.record else IssueState.OPEN

    @property
    def owner(self) -> Actor | None:
        return self.record.owner if self.record else None

    def is_in(self, view: IssueView, actor: Actor) -> bool:
        """Whether a view of this actor has it."""
        needs_attention = self.state in (IssueState.OPEN, IssueState.ACKNOWLEDGED)
        match view:
            case IssueView.ATTENTION:
                return needs_attention
            case IssueView.MINE:
                return needs_attention and self.owner is not None and self.owner.is_same_as(actor)
            case state:
                return self.state == state.value


@dataclass(frozen=True, slots=True)
class ListIssues:
    """Judges the installation as it is now, and adds what is known of each issue. It stores nothing."""

    unit_of_work: UnitOfWork
    clock: Clock
    find_issues: FindIssues

    def __call__(self, view: IssueView = IssueView.ATTENTION, shop: ShopDomain | None = None) -> Sequence[ListedIssue]:
        """List the issues of a view, of a store if one is named; the worst first, or the last resolved."""
        if view is IssueView.RESOLVED:
            return self.list_resolved(shop)
        found = [each for each in self.find_issues().issues if shop in (None, each.shop)]
        actor = get_current_actor()
        return [each for each in self.add_states(found) if each.is_in(view, actor)]

    def add_states(self, issues: Sequence[Issue]) -> Sequence[ListedIssue]:
        """Add to issues that were just found what is known of them, as the next comparison will store it."""
        with self.unit_of_work.read() as tx:
            watched = tx.issues.list_watched()
            others = tx.issues.find({each.key for each in issues} - {each.key for each in watched})
        compared = compare_issues(FoundIssues(issues), [*watched, *others], self.clock.now(), get_current_actor())
        return [ListedIssue(each.issue, each.record if each.stored else None) for each in compared if each.issue]

    def find_stored(self, since: datetime) -> tuple[Sequence[Issue], datetime] | None:
        """Return what the last comparison found, and when it was made; None if it is older than `since`, or too old.

        This is for what looks every few seconds. It has no issues of connections and of the installation, which are
        read anyway where their state is shown.
        """
        with self.unit_of_work.read() as tx:
            last = tx.job_runs.find_last(ISSUES_COMPARED)
            if last is None or last.started_at < max(since, self.clock.now() - STORED_ISSUES_MAX_AGE):
                return None
            records = tx.issues.list_watched()
        others = CONNECTION_KINDS | {IssueKind.INSTALLATION}
        return [each.to_issue() for each in records if each.is_listed and each.kind not in others], last.started_at

    def list_resolved(self, shop: ShopDomain | None = None) -> Sequence[ListedIssue]:
        """List what was resolved in the last days, the last first."""
        with self.unit_of_work.read() as tx:
            records = tx.issues.list_resolved(self.clock.now() - RESOLVED_LATELY, MAX_RESOLVED, shop)
        return [ListedIssue(each.to_issue(), each) for each in records]

    def show(self, issue_id: int) -> tuple[IssueRecord, Sequence[IssueChange]]:
        """Return an issue and its last changes, newest first. Raises `NotFound`."""
        with self.unit_of_work.read() as tx:
            found = tx.issues.get_many([issue_id])
            if not found:
                raise NotFound(f"There is no issue {issue_id}.")
            return found[0], tx.issues.list_changes(issue_id, MAX_CHANGES)
