"""An issue keeps its state while its cause comes, grows, goes and comes back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.issue_record import IssueChange, IssueChangeKind, IssueRecord, IssueState
from novex_shopify.domain.policies.issue_causes import digest_error, normalize_error
from novex_shopify.domain.policies.issue_comparison import FoundIssues, compare_issues
from novex_shopify.domain.policies.issue_states import (
    acknowledge_issue,
    assign_issue,
    ignore_issue,
    open_issue,
    reopen_by_hand,
    resolve_issue,
)
from novex_shopify.domain.timing import DAY
from tests.builders import HOUR, NOON, SECOND, SHOP

ANN, WORKER = Actor(ActorKind.USER, "Ann", "7"), Actor(ActorKind.WORKER, "compare issues")
FAILED = Issue(IssueKind.EVENTS_FAILED, "Events failed", SHOP, "a bug", 3, NOON - HOUR, cause="bug", latest=NOON - HOUR)
LOOK, MINUTE = 15 * SECOND, 60 * SECOND


class Story:
    """One issue, looked at again and again."""

    def __init__(self, issue: Issue = FAILED) -> None:
        self.now, self.issue, self.changes = NOON, issue, list[IssueChange]()
        self.record = replace(open_issue(issue, NOON, WORKER), id=1)

    def look(
        self, after: timedelta = LOOK, *, orders: int = 3, gone: bool = False, latest: datetime | None = None
    ) -> None:
        self.now += after
        found = () if gone else (replace(self.issue, orders=orders, latest=latest),)
        [compared] = compare_issues(FoundIssues(found), [self.record], self.now, WORKER)
        self.take(compared.record, compared.changes)

    def take(self, record: IssueRecord, changes: Sequence[IssueChange]) -> None:
        self.record = record
        self.changes += changes

    def end(self) -> None:
        """The cause stays away for long enough."""
        self.look(gone=True)
        self.look(30 * MINUTE, gone=True)

    @property
    def kinds(self) -> list[str]:
        return [str(change.kind) for change in self.changes]


def test_an_issue_is_over_only_after_its_cause_stayed_away_for_a_while() -> None:
    story = Story()
    story.look(gone=True)
    story.look(MINUTE)  # a retry failed again
    assert (story.kinds, story.record.missing_since) == ([], None)
    story.look(gone=True)
    story.look(2 * MINUTE, gone=True)
    assert story.kinds == ["ended"]
    assert (story.record.state, story.record.resolved_at) == (IssueState.RESOLVED, story.now)


def test_what_comes_back_is_the_same_record_opened_again_and_must_then_stay_away_for_longer() -> None:
    story = Story()
    story.take(*assign_issue(story.record, NOON, ANN, ANN))
    story.end()
    story.look(HOUR)
    assert story.kinds == ["assigned", "ended", "reopened"]
    assert (story.record.occurrences, story.record.owner, story.record.opened_at) == (2, ANN, story.now)
    story.look(gone=True)
    story.look(29 * MINUTE, gone=True)
    assert story.kinds[3:] == []
    story.look(MINUTE, gone=True)
    assert story.kinds[3:] == ["ended"]


def test_it_has_grown_when_its_orders_reach_a_step_for_the_first_time() -> None:
    story = Story()
    for orders in (4, 12, 9, 12, 19, 20):
        story.look(orders=orders)
    assert [(change.kind, change.orders_before, change.orders) for change in story.changes] == [
        (IssueChangeKind.GREW, 4, 12),
        (IssueChangeKind.GREW, 19, 20),
    ]


def test_what_was_resolved_by_hand_is_opened_only_by_what_happens_after_that() -> None:
    story = Story()
    story.take(*resolve_issue(story.record, story.now, ANN))
    story.look()
    story.look(orders=2)
    assert story.kinds == ["resolved"]
    story.look(orders=3)  # one more than there were left
    assert story.kinds == ["resolved", "reopened"]
    story.take(*resolve_issue(story.record, story.now, ANN))
    story.look(latest=story.now + LOOK)
    assert story.kinds[2:] == ["resolved", "reopened"]
    story.take(*resolve_issue(story.record, story.now, ANN))
    story.look(gone=True)
    story.look()
    assert story.kinds[4:] == ["resolved", "reopened"]


@pytest.mark.parametrize(
    ("until", "more_orders", "text"),
    [
        (NOON + HOUR, False, "until 2026-11-23 13:00 UTC"),
        (None, True, "until more than 3 orders"),
        (NOON + DAY, True, "until 2026-11-24 12:00 UTC or more than 3 orders"),
    ],
)
def test_an_ignored_issue_is_quiet_until_its_time_or_until_it_has_more_orders(
    until: datetime | None, more_orders: bool, text: str
) -> None:
    story = Story()
    story.take(*ignore_issue(story.record, NOON, ANN, until, until_more_orders=more_orders))
    assert story.changes[0].text == text
    story.look(MINUTE)
    assert story.record.state is IssueState.IGNORED
    story.look(HOUR, orders=50 if more_orders else 3)
    assert story.kinds == ["ignored", "ignore_ended"]
    assert (story.record.state, story.record.ignored_until) == (IssueState.OPEN, None)
    assert story.changes[-1].orders_before == 0  # so that a threshold counts again


def test_what_is_ignored_until_a_time_does_not_end_before_it() -> None:
    story = Story()
    story.take(*ignore_issue(story.record, NOON, ANN, NOON + DAY, until_more_orders=False))
    story.end()
    assert story.record.state is IssueState.IGNORED
    story.look(DAY, gone=True)
    assert story.kinds == ["ignored", "ended"]


def test_a_person_changes_nothing_that_is_over_except_by_opening_it() -> None:
    story = Story()
    story.take(*acknowledge_issue(story.record, story.now, ANN))
    assert acknowledge_issue(story.record, story.now, ANN) == (story.record, ())
    story.take(*resolve_issue(story.record, story.now, ANN))
    for change in (acknowledge_issue, resolve_issue):
        assert change(story.record, story.now, ANN) == (story.record, ())
    assert ignore_issue(story.record, story.now, ANN, NOON + DAY, until_more_orders=True) == (story.record, ())
    story.take(*reopen_by_hand(story.record, story.now, ANN))
    assert story.kinds == ["acknowledged", "resolved", "reopened"]
    assert story.record.occurrences == 1


def test_products_that_another_issue_sums_up_are_not_over_and_stores_that_wait_are_not_judged() -> None:
    product = Issue(IssueKind.PRODUCT_UNMAPPED, "Tea is not mapped", SHOP, subject="11")
    record = replace(open_issue(product, NOON, WORKER), id=1)
    rest = Issue(IssueKind.MORE_PRODUCTS_UNMAPPED, "2 more products", SHOP, summed_up=frozenset({"11", "12"}))
    more, kept = compare_issues(FoundIssues([rest]), [record], NOON + DAY, WORKER)
    assert (more.stored, kept.record) == (None, replace(record, summed_up=True))
    assert (record.is_listed, kept.record.is_listed) == (True, False)
    assert list(compare_issues(FoundIssues([], frozenset({SHOP})), [record], NOON + DAY, WORKER)) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 25), st.booleans()), max_size=30))
def test_an_issue_opens_and_ends_in_turns_and_reports_each_step_once(looks: list[tuple[int, int, bool]]) -> None:
    story = Story()
    for minutes, orders, gone in looks:
        story.look(minutes * MINUTE, orders=orders, gone=gone)
    turns = [kind for kind in story.kinds if kind != "grew"]
    assert turns == ["ended", "reopened"] * (len(turns) // 2) + ["ended"] * (len(turns) % 2)
    assert (story.record.state is IssueState.RESOLVED) == (len(turns) % 2 == 1)
    reached = 0
    for change in story.changes:
        if change.kind is IssueChangeKind.GREW:
            assert reached <= change.orders_before < change.orders
        reached = change.orders


@pytest.mark.parametrize(
    "errors",
    [
        ("order 1 has no lines", "order 27 has no lines"),
        ("Line 3 of #1001 costs 9.50 EUR", "Line 12 of #1002 costs 1,250.00 EUR"),
        ("No item 'Tea' (SKU \"T-A\")", "No item 'Jar' (SKU \"J-B\")"),
        ("Order 3f2a9c10-0d0d-4c1f-9a9a-0123456789ab failed", "Order 8badf00d failed"),
        ("The ERP declined ann@example.com.", "The ERP declined bob@example.org"),
    ],
)
def test_errors_that_differ_only_in_what_they_name_are_one_cause(errors: tuple[str, str]) -> None:
    assert digest_error(errors[0]) == digest_error(errors[1])


def test_errors_that_say_something_else_are_two_causes() -> None:
    assert normalize_error("The order's total wasn't 'x'") == "The order's total wasn't …"
    assert digest_error("The order has no lines") != digest_error("The order has no address")
