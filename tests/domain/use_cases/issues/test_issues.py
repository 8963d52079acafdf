"""What needs attention is kept, owned and answered for by people, and reported once."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import InvalidIssueChange, NotFound
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.issue import IssueKind
from novex_shopify.domain.model.issue_record import IssueChangeKind, IssueRecord, IssueState
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.timing import DAY, STORED_ISSUES_MAX_AGE
from novex_shopify.domain.use_cases.issues.list_issues import IssueView
from tests.builders import HOUR, NOON, SECOND, SHOP, a_new_event, a_shop
from tests.domain.use_cases.event_steps import WORKER

ANN = Actor(ActorKind.USER, "Ann", "1")


@pytest.fixture
def container() -> Container:
    """A store that lacks its subscriptions, and knows it for long enough."""
    container = build_in_memory_container()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop(installed_at=NOON - DAY, scopes=container.settings().scopes))
        tx.users.add("ann@example.com", "Ann", Role.OPERATOR, NOON)
        tx.commit()
    return container


def fail_event(container: Container, number: int = 1) -> None:
    with container.unit_of_work()() as tx:
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}")])
        events = tx.events.claim(WORKER, NOON, 9)
        tx.events.settle([(each, Settlement(EventStatus.DEAD, f"order {number} is odd")) for each in events], NOON)
        tx.commit()


def compare(container: Container) -> None:
    with acting_as(Actor(ActorKind.WORKER, "compare issues")):
        container.compare_issues().compare()


def find_failed(container: Container) -> IssueRecord:
    with container.unit_of_work().read() as tx:
        [record] = [each for each in tx.issues.list_watched() if each.kind is IssueKind.EVENTS_FAILED]
        return record


def list_kinds(container: Container) -> list[tuple[IssueKind, IssueChangeKind]]:
    """Of all changes, the oldest first."""
    with container.unit_of_work().read() as tx:
        changes = [
            (change, issue.kind)
            for issue in tx.issues.list_watched()
            for change in tx.issues.list_changes(issue.id, 99)
        ]
    return [(kind, change.kind) for change, kind in sorted(changes, key=lambda each: each[0].id)]


def test_each_comparison_stores_what_is_new_once(container: Container) -> None:
    clock = container.clock()
    assert isinstance(clock, ManualClock)
    compare(container)
    changes = [(IssueKind.SUBSCRIPTIONS_MISSING, IssueChangeKind.OPENED)]
    assert list_kinds(container) == changes
    fail_event(container)
    listed = {each.issue.kind: each.record for each in container.list_issues()()}
    assert listed[IssueKind.EVENTS_FAILED] is None
    assert listed[IssueKind.SUBSCRIPTIONS_MISSING] is not None
    container.compare_issues()()
    container.compare_issues()()
    fail_event(container, 2)
    container.compare_issues()()  # not due
    changes += [(IssueKind.EVENTS_FAILED, IssueChangeKind.OPENED)]
    assert list_kinds(container) == changes
    clock.advance(HOUR)
    container.compare_issues()()
    assert list_kinds(container) == [*changes, (IssueKind.EVENTS_FAILED, IssueChangeKind.GREW)]
    record = find_failed(container)
    assert (record.orders, record.title, record.last_seen_at) == (2, "2 events failed", clock.now())
    assert container.list_issues().show(record.id)[1][0].orders_before == 1


def test_what_the_last_comparison_found_is_known_without_looking_again(container: Container) -> None:
    clock, list_issues = container.clock(), container.list_issues()
    assert isinstance(clock, ManualClock)
    assert list_issues.find_stored(NOON) is None
    fail_event(container)
    compare(container)
    fail_event(container, 2)
    stored = list_issues.find_stored(NOON)
    assert stored
    assert [(each.kind, each.orders) for each in stored[0]] == [(IssueKind.EVENTS_FAILED, 1)]
    assert stored[1] == NOON
    assert list_issues.find_stored(NOON + SECOND) is None  # the comparison may not know what was done since
    clock.advance(STORED_ISSUES_MAX_AGE + SECOND)
    assert list_issues.find_stored(NOON) is None  # no worker compares
    compare(container)
    stored = list_issues.find_stored(NOON)
    assert stored
    assert [each.orders for each in stored[0]] == [2]


def test_what_a_person_does_is_in_the_history_the_audit_log_and_the_views(container: Container) -> None:
    fail_event(container)
    compare(container)
    issue_id, change, views = find_failed(container).id, container.change_issues(), container.list_issues()
    with acting_as(ANN):
        assert change.find_owner("ANN@example.com") == change.find_owner("ann") == ANN
        change.assign([issue_id], ANN)
        change.acknowledge([issue_id])
        change.acknowledge([issue_id])
        change.comment(issue_id, " asked the ERP's vendor ")
    with acting_as(replace(ANN, name="Ann Lee")):  # after she was renamed
        assert [each.record and each.record.id for each in views(IssueView.MINE)] == [issue_id]
    with acting_as(ANN):
        assert [each.state for each in views(IssueView.ACKNOWLEDGED)] == [IssueState.ACKNOWLEDGED]
        change.ignore([issue_id], NOON + 30 * DAY)
        assert [each.issue.kind for each in views()] == [IssueKind.SUBSCRIPTIONS_MISSING]
        change.reopen([issue_id])
        change.resolve([issue_id])
    assert [each.issue.title for each in views(IssueView.RESOLVED)] == ["1 event failed"]
    assert len(views()) == len(views(IssueView.OPEN)) == 1
    record, history = views.show(issue_id)
    assert (record.state, record.changed_by) == (IssueState.RESOLVED, ANN)
    kinds = [str(each.kind) for each in reversed(history)]
    assert kinds == ["opened", "assigned", "acknowledged", "commented", "ignored", "reopened", "resolved"]
    with container.unit_of_work().read() as tx:
        entries = tx.audit_log.search(AuditFilter(subject_id=str(issue_id)), 9)
    assert [entry.action for entry in reversed(entries)] == [
        AuditAction.ISSUE_ASSIGNED,
        AuditAction.ISSUE_ACKNOWLEDGED,
        AuditAction.ISSUE_COMMENTED,
        AuditAction.ISSUE_IGNORED,
        AuditAction.ISSUE_REOPENED,
        AuditAction.ISSUE_RESOLVED,
    ]


def test_what_cannot_be_done_is_refused(container: Container) -> None:
    compare(container)
    change = container.change_issues()
    with pytest.raises(NotFound, match="no issue 99"):
        change.acknowledge([1, 99])
    with pytest.raises(NotFound, match="no active user bob"):
        change.find_owner("bob")
    for attempt in (
        lambda: change.ignore([1]),
        lambda: change.ignore([1], NOON - DAY),
        lambda: change.comment(1, " "),
    ):
        with pytest.raises(InvalidIssueChange):
            attempt()


def test_an_erasure_empties_what_errors_say(container: Container) -> None:
    fail_event(container)
    compare(container)
    with container.unit_of_work()() as tx:
        tx.issues.erase_details(SHOP)
        tx.commit()
    assert find_failed(container).detail == ""
    compare(container)
    assert find_failed(container).detail == "order 1 is odd"
