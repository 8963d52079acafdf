"""What a person does with issues: acknowledge, assign, ignore, resolve, open again, comment."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import InvalidIssueChange, NotFound
from novex_shopify.domain.model.actor import Actor, get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.issue_record import IssueChange, IssueChangeKind, IssueRecord
from novex_shopify.domain.policies.audit_changes import keep_differences
from novex_shopify.domain.policies.issue_states import (
    Outcome,
    acknowledge_issue,
    assign_issue,
    ignore_issue,
    reopen_by_hand,
    resolve_issue,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

MAX_COMMENT = 1000

_ACTIONS = {
    IssueChangeKind.ACKNOWLEDGED: AuditAction.ISSUE_ACKNOWLEDGED,
    IssueChangeKind.ASSIGNED: AuditAction.ISSUE_ASSIGNED,
    IssueChangeKind.IGNORED: AuditAction.ISSUE_IGNORED,
    IssueChangeKind.RESOLVED: AuditAction.ISSUE_RESOLVED,
    IssueChangeKind.REOPENED: AuditAction.ISSUE_REOPENED,
}


@dataclass(frozen=True, slots=True)
class ChangeIssues:
    """Changes several issues in one transaction; each that exists is returned by id, also if nothing changes for it.

    Raises `NotFound` if one does not exist.
    """

    unit_of_work: UnitOfWork
    clock: Clock

    def acknowledge(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Say that a person knows of them. What is resolved stays so."""
        return self._change(issue_ids, acknowledge_issue)

    def assign(self, issue_ids: Collection[int], owner: Actor | None) -> Sequence[IssueRecord]:
        """Give them an owner (`find_owner`), or none."""
        return self._change(issue_ids, lambda record, now, actor: assign_issue(record, now, actor, owner))

    def ignore(
        self, issue_ids: Collection[int], until: datetime | None = None, *, until_more_orders: bool = False
    ) -> Sequence[IssueRecord]:
        """Ignore them until a time, or until one has more orders than now, whichever comes first.

        Raises `InvalidIssueChange` if neither is given, or the time has passed. What is resolved stays so.
        """
        if until is None and not until_more_orders:
            raise InvalidIssueChange("Say until when the issue is ignored: a time, or until more orders than now.")
        if until is not None and until <= self.clock.now():
            raise InvalidIssueChange("The time until which an issue is ignored must be in the future.")
        return self._change(
            issue_ids,
            lambda record, now, actor: ignore_issue(record, now, actor, until, until_more_orders=until_more_orders),
        )

    def resolve(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Resolve them: each is opened again only by what happens from now on."""
        return self._change(issue_ids, resolve_issue)

    def reopen(self, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
        """Open what is resolved, ignored or acknowledged."""
        return self._change(issue_ids, reopen_by_hand)

    def comment(self, issue_id: int, text: str) -> None:
        """Add to the history of an issue. Raises `InvalidIssueChange` for a text that is empty or too long."""
        text = text.strip()
        if not text or len(text) > MAX_COMMENT:
            raise InvalidIssueChange(f"A comment has 1 to {MAX_COMMENT} characters.")
        with self.unit_of_work() as tx:
            [record] = _lock(tx, [issue_id])
            kind, now, actor = IssueChangeKind.COMMENTED, self.clock.now(), get_current_actor()
            tx.issues.record_change(IssueChange(0, record.id, kind, now, actor, record.orders, record.orders, text))
            tx.audit_log.record(AuditAction.ISSUE_COMMENTED, _build_subject(record), after={"length": len(text)})
            tx.commit()

    def find_owner(self, reference: str) -> Actor:
        """The user with this e-mail address, name or id. Raises `NotFound` for one who cannot sign in."""
        with self.unit_of_work.read() as tx:
            for user in tx.users.list_all():
                if user.active and reference.strip().casefold() in (user.email, user.name.casefold(), str(user.id)):
                    return user.to_actor()
        raise NotFound(f"There is no active user {reference}. `users list` names them.")

    def _change(
        self, issue_ids: Collection[int], change: Callable[[IssueRecord, datetime, Actor], Outcome]
    ) -> Sequence[IssueRecord]:
        changed = []
        with self.unit_of_work() as tx:
            for record in _lock(tx, issue_ids):
                outcome, changes = change(record, self.clock.now(), get_current_actor())
                for each in changes:
                    tx.issues.save(outcome)
                    tx.issues.record_change(each)
                    values = keep_differences(_describe(record), _describe(outcome))
                    tx.audit_log.record(_ACTIONS[each.kind], _build_subject(record), *values)
                changed.append(outcome)
            tx.commit()
        return changed


def _lock(tx: Transaction, issue_ids: Collection[int]) -> Sequence[IssueRecord]:
    records = tx.issues.lock(issue_ids)
    if missing := sorted(set(issue_ids) - {record.id for record in records}):
        raise NotFound(f"There is no issue {missing[0]}.")
    return records


def _build_subject(record: IssueRecord) -> AuditSubject:
    return AuditSubject(AuditedKind.ISSUE, str(record.id), record.shop)


def _describe(record: IssueRecord) -> AuditValues:
    return {
        "state": record.state,
        "owner": record.owner.name if record.owner else None,
        "ignored_until": record.ignored_until.isoformat() if record.ignored_until else None,
        "ignored_above": record.ignored_above,
    }
