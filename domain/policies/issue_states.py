"""How the state of an issue follows from what each look at the database finds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.issue import Issue
from novex_shopify.domain.model.issue_record import (
    ORDER_STEPS,
    IssueChange,
    IssueChangeKind,
    IssueRecord,
    IssueState,
)
from novex_shopify.domain.timing import DAY, ISSUE_OVER_AFTER, RETURNING_ISSUE_OVER_AFTER

SEEN_PRECISION = timedelta(minutes=5)
"""How exactly `last_seen_at` is stored: it costs a write."""

Outcome = tuple[IssueRecord, Sequence[IssueChange]]
"""A record as it is now, and what happened to it."""


def open_issue(issue: Issue, now: datetime, actor: Actor) -> IssueRecord:
    """The record of an issue that has none."""
    kind, shop, cause = issue.key
    return IssueRecord(
        0,
        kind,
        shop,
        cause,
        issue.title,
        first_seen_at=now,
        opened_at=now,
        last_seen_at=now,
        changed_at=now,
        changed_by=actor,
        detail=issue.detail,
        subject=issue.subject,
        orders=issue.orders,
        most_orders=issue.orders,
        since=issue.since,
    )


def see_issue(record: IssueRecord, issue: Issue, now: datetime, actor: Actor) -> Outcome:
    """What follows from an issue that is there."""
    seen = replace(
        record,
        title=issue.title,
        detail=issue.detail,
        subject=issue.subject,
        orders=issue.orders,
        since=issue.since,
        last_seen_at=now,
        missing_since=None,
        summed_up=False,
        most_orders=max(record.most_orders, issue.orders),
    )
    if record.state is IssueState.RESOLVED:
        if not _occurs_newly(record, issue):
            return replace(seen, orders=min(record.orders, issue.orders)), ()
        return reopen_issue(seen, now, actor)
    if record.state is IssueState.IGNORED:
        if not _is_ignored(seen, now):
            opened = replace(_change_state(seen, IssueState.OPEN, now, actor), most_orders=issue.orders)
            return opened, [build_change(opened, IssueChangeKind.IGNORE_ENDED)]
        return seen, ()
    if _count_steps(issue.orders) > _count_steps(record.most_orders):
        grown = IssueChange(0, seen.id, IssueChangeKind.GREW, now, actor, issue.orders, record.most_orders)
        return seen, [grown]
    return seen, ()


def miss_issue(record: IssueRecord, now: datetime, actor: Actor) -> Outcome:
    """What follows from an issue that is not there: it is over only after a while, because some come and go."""
    if record.missing_since is None:
        return replace(record, missing_since=now), ()
    is_over = now - record.missing_since >= _get_patience(record, now)
    if record.state is IssueState.RESOLVED or not is_over:
        return record, ()
    if record.state is IssueState.IGNORED and record.ignored_until and record.ignored_until > now:
        return record, ()
    ended = _change_state(record, IssueState.RESOLVED, now, actor)
    return ended, [build_change(ended, IssueChangeKind.ENDED)]


def keep_issue(record: IssueRecord) -> IssueRecord:
    """An issue that is there, although another one stands for it."""
    kept = replace(record, summed_up=True)
    return kept if record.state is IssueState.RESOLVED else replace(kept, missing_since=None)


def reopen_issue(record: IssueRecord, now: datetime, actor: Actor) -> Outcome:
    """Open a resolved issue again, as its next occurrence. Its owner stays: this person knows it."""
    opened = replace(
        _change_state(record, IssueState.OPEN, now, actor),
        opened_at=now,
        occurrences=record.occurrences + 1,
        most_orders=record.orders,
    )
    return opened, [build_change(opened, IssueChangeKind.REOPENED)]


def acknowledge_issue(record: IssueRecord, now: datetime, actor: Actor) -> Outcome:
    """Say that a person knows. What is resolved stays resolved."""
    if record.state in (IssueState.ACKNOWLEDGED, IssueState.RESOLVED):
        return record, ()
    known = _change_state(record, IssueState.ACKNOWLEDGED, now, actor)
    return known, [build_change(known, IssueChangeKind.ACKNOWLEDGED)]


def ignore_issue(
    record: IssueRecord, now: datetime, actor: Actor, until: datetime | None, *, until_more_orders: bool
) -> Outcome:
    """Ignore it until a time, or until more orders than now, whichever comes first. Resolved ones stay resolved."""
    if record.state is IssueState.RESOLVED:
        return record, ()
    above = record.orders if until_more_orders else None
    ignored = replace(_change_state(record, IssueState.IGNORED, now, actor), ignored_until=until, ignored_above=above)
    limits = [f"{until:%Y-%m-%d %H:%M} UTC"] if until else []
    if above is not None:
        limits.append(f"more than {above} {'order' if above == 1 else 'orders'}")
    return ignored, [build_change(ignored, IssueChangeKind.IGNORED, f"until {' or '.join(limits)}")]


def resolve_issue(record: IssueRecord, now: datetime, actor: Actor) -> Outcome:
    """Resolve it by hand: it is opened again only by what happens after now."""
    if record.state is IssueState.RESOLVED:
        return record, ()
    resolved = _change_state(record, IssueState.RESOLVED, now, actor)
    return resolved, [build_change(resolved, IssueChangeKind.RESOLVED)]


def reopen_by_hand(record: IssueRecord, now: datetime, actor: Actor) -> Outcome:
    """Open what a person has resolved, ignored or acknowledged too early. It is the same occurrence."""
    if record.state is IssueState.OPEN:
        return record, ()
    opened = _change_state(record, IssueState.OPEN, now, actor)
    return opened, [build_change(opened, IssueChangeKind.REOPENED)]


def assign_issue(record: IssueRecord, now: datetime, actor: Actor, owner: Actor | None) -> Outcome:
    """Give it an owner, or none."""
    if record.owner == owner:
        return record, ()
    assigned = replace(record, owner=owner, changed_at=now, changed_by=actor)
    return assigned, [build_change(assigned, IssueChangeKind.ASSIGNED, owner.name if owner else "")]


def build_change(record: IssueRecord, kind: IssueChangeKind, text: str = "") -> IssueChange:
    """A change that was made when the record changed last."""
    return IssueChange(0, record.id, kind, record.changed_at, record.changed_by, record.orders, 0, text)


def differs(stored: IssueRecord, found: IssueRecord) -> bool:
    """Whether more than the time of the last look has changed."""
    return replace(stored, last_seen_at=found.last_seen_at) != found


def _change_state(record: IssueRecord, state: IssueState, now: datetime, actor: Actor) -> IssueRecord:
    return replace(
        record,
        state=state,
        ignored_until=None,
        ignored_above=None,
        resolved_at=now if state is IssueState.RESOLVED else None,
        changed_at=now,
        changed_by=actor,
    )


def _occurs_newly(record: IssueRecord, issue: Issue) -> bool:
    """Whether something has happened since it was resolved. What was there then may take long to be repaired."""
    newest = max(filter(None, (issue.since, issue.latest)), default=None)
    happened = newest is not None and record.resolved_at is not None and newest > record.resolved_at
    return record.missing_since is not None or happened or issue.orders > record.orders


def _is_ignored(record: IssueRecord, now: datetime) -> bool:
    is_past = record.ignored_until is not None and record.ignored_until <= now
    return not is_past and (record.ignored_above is None or record.orders <= record.ignored_above)


def _count_steps(orders: int) -> int:
    return sum(step <= orders for step in ORDER_STEPS)


def _get_patience(record: IssueRecord, now: datetime) -> timedelta:
    """What came back within a day must stay away for longer, or its history would be all about coming and going."""
    came_back = record.occurrences > 1 and now - record.opened_at < DAY
    return RETURNING_ISSUE_OVER_AFTER if came_back else ISSUE_OVER_AFTER
