"""The contract of `ReportSchedules`."""

from dataclasses import replace
from datetime import timedelta

from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SHOP

EARLIER, LATER = NOON - HOUR, NOON + HOUR
ABANDONED = NOON - timedelta(minutes=10)
WEEKLY = ReportSchedule(
    0,
    Report.TAXES,
    Frequency.WEEKLY,
    ("anna@example.com", "ben@example.com"),
    SheetFormat.CSV,
    NOON,
    "Anna",
    ShopDomain(SHOP),
)


def test_schedules_are_stored_and_removed(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        first = tx.report_schedules.add(WEEKLY)
        second = tx.report_schedules.add(replace(WEEKLY, shop=None))
        tx.commit()
    with unit_of_work() as tx:
        assert first == replace(WEEKLY, id=first.id)
        assert list(tx.report_schedules.list_all()) == [first, second]
        tx.report_schedules.remove(first.id)
        assert tx.report_schedules.get(first.id) is None
        assert tx.report_schedules.get(second.id) == second


def test_what_is_due_longest_is_claimed_once_until_it_is_abandoned(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        second = tx.report_schedules.add(WEEKLY)
        first = tx.report_schedules.add(replace(WEEKLY, due_at=EARLIER))
        tx.report_schedules.add(replace(WEEKLY, due_at=LATER))
        assert tx.report_schedules.claim_next_due(NOON, ABANDONED) == replace(first, claimed_at=NOON)
        assert tx.report_schedules.claim_next_due(NOON, ABANDONED) == replace(second, claimed_at=NOON)
        assert tx.report_schedules.claim_next_due(NOON, ABANDONED) is None
        again = tx.report_schedules.claim_next_due(NOON + HOUR, NOON + HOUR - timedelta(minutes=10))
        assert again == replace(first, claimed_at=NOON + HOUR)


def test_only_who_holds_the_claim_changes_a_schedule(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.report_schedules.add(WEEKLY)
        claimed = tx.report_schedules.claim_next_due(NOON, ABANDONED)
        assert claimed
        sent = replace(
            claimed,
            due_at=LATER,
            attempts=2,
            claimed_at=None,
            sending_since=NOON,
            last_sent_at=NOON,
            last_day=NOON.date(),
            error="The mail server did not take it.",
        )
        assert not tx.report_schedules.update_claimed(sent, EARLIER)
        assert tx.report_schedules.get(claimed.id) == claimed
        assert tx.report_schedules.update_claimed(sent, NOON)
        assert tx.report_schedules.get(claimed.id) == sent
        assert not tx.report_schedules.update_claimed(claimed, NOON)
