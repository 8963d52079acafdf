"""The contract of `Issues`."""

from dataclasses import replace

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.issue import Issue, IssueKey, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueChangeKind, IssueRecord, IssueState
from novex_shopify.domain.policies.issue_states import build_change, open_issue
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import DAY
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP

ANN, WORKER = Actor(ActorKind.USER, "Ann", "7"), Actor(ActorKind.WORKER, "compare issues")
FAILED = Issue(IssueKind.EVENTS_FAILED, "2 events failed", SHOP, "a bug", 2, NOON, "a bug", "digest")
DISK = Issue(IssueKind.INSTALLATION, "Disk", subject="disk")


def add(tx: Transaction, issue: Issue = FAILED) -> IssueRecord:
    added = tx.issues.add(open_issue(issue, NOON, WORKER))
    assert added
    return added


def resolve(tx: Transaction, record: IssueRecord) -> IssueRecord:
    resolved = replace(record, state=IssueState.RESOLVED, resolved_at=NOON + HOUR)
    tx.issues.save(resolved)
    return resolved


def test_a_cause_has_one_record_that_keeps_all_it_is_given(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        record, disk = add(tx), add(tx, DISK)
        assert record == replace(open_issue(FAILED, NOON, WORKER), id=record.id)
        assert tx.issues.add(open_issue(FAILED, NOON, WORKER)) is None
        assert tx.issues.add(open_issue(DISK, NOON, WORKER)) is None
        changed = replace(
            record,
            state=IssueState.IGNORED,
            title="9 events failed",
            orders=9,
            most_orders=12,
            last_seen_at=NOON + HOUR,
            missing_since=NOON + HOUR,
            occurrences=3,
            summed_up=True,
            owner=ANN,
            ignored_until=NOON + DAY,
            ignored_above=9,
            changed_at=NOON + HOUR,
            changed_by=ANN,
        )
        tx.issues.save(changed)
        assert list(tx.issues.get_many([record.id, 99])) == [changed]
        tx.issues.mark_seen([record.id], NOON + DAY)
        assert list(tx.issues.lock([record.id])) == [replace(changed, last_seen_at=NOON + DAY)]
        assert list(tx.issues.find([disk.key, IssueKey(IssueKind.NO_ITEMS, None, "disk")])) == [disk]
        assert list(tx.issues.find([])) == []


def test_issues_are_watched_until_they_are_resolved_and_their_cause_is_gone(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        record, other = add(tx), add(tx, replace(FAILED, shop=OTHER_SHOP))
        assert tx.issues.count_open() == {IssueKind.EVENTS_FAILED: 2}
        by_hand = resolve(tx, record)
        assert list(tx.issues.list_watched()) == [by_hand, other]
        assert tx.issues.count_open() == {IssueKind.EVENTS_FAILED: 1}
        gone = replace(by_hand, missing_since=NOON)
        tx.issues.save(gone)
        assert list(tx.issues.list_watched()) == [other]
        assert list(tx.issues.list_resolved(NOON, 9)) == [gone]
        assert list(tx.issues.list_resolved(NOON, 9, OTHER_SHOP)) == list(tx.issues.list_resolved(NOON + DAY, 9)) == []


def test_the_changes_of_an_issue_are_its_history(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        record = add(tx)
        opened = build_change(record, IssueChangeKind.OPENED)
        comment = IssueChange(0, record.id, IssueChangeKind.COMMENTED, NOON + HOUR, ANN, 9, 2, "asked the carrier")
        for change in (opened, comment, comment):
            tx.issues.record_change(change)
        tx.commit()
    with unit_of_work() as tx:
        newest_first = tx.issues.list_changes(record.id, 9)
        assert [replace(each, id=0) for each in newest_first] == [comment, comment, opened]
        assert list(tx.issues.list_changes(record.id, 1)) == [newest_first[0]]


def test_what_was_resolved_long_ago_is_deleted_and_details_are_erased(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        record, other = add(tx), add(tx, replace(FAILED, shop=OTHER_SHOP))
        for each in (record, other):
            tx.issues.record_change(build_change(each, IssueChangeKind.OPENED))
        by_hand = resolve(tx, record)
        tx.issues.delete_old(NOON + DAY)  # the cause is still there, so it would be opened again
        assert len(tx.issues.get_many([record.id, other.id])) == 2
        tx.issues.save(replace(by_hand, missing_since=NOON + HOUR))
        tx.issues.delete_old(NOON)
        assert len(tx.issues.get_many([record.id, other.id])) == 2
        tx.issues.erase_details(OTHER_SHOP)
        tx.issues.delete_old(NOON + DAY)
        erased = replace(other, detail="", subject="")
        assert list(tx.issues.get_many([record.id, other.id])) == [erased]
        assert list(tx.issues.list_changes(record.id, 9)) == list(tx.issues.list_changes(other.id, 9)) == []
