"""The contract of `Reconciliations`."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from novex_shopify.domain.model.reconciliation import AuditRequest, DailyAudit, Difference, DifferenceKind, OrderCounts
from novex_shopify.domain.model.resync import ALL_RECORDS, ResyncProblem, ResyncSubject
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, OTHER_SHOP, SHOP

DAY = date(2026, 11, 23)
MISSING = Difference(2**60, "#1001", DAY, DifferenceKind.MISSING, "12.50 EUR", "", "no webhook received")
DAILY_AUDIT = DailyAudit(
    SHOP, DAY, NOON, "EUR", OrderCounts(2, Decimal("25.00"), 1, Decimal("3.10"), 4), OrderCounts(), (MISSING,)
)


def test_a_watermark_only_moves_forward(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.reconciliations.get_watermark(SHOP) is None
        for moment in (NOON, NOON + HOUR, NOON):
            tx.reconciliations.move_watermark(SHOP, moment)
        assert tx.reconciliations.get_watermark(SHOP) == NOON + HOUR
        assert tx.reconciliations.get_watermark(OTHER_SHOP) is None


def test_each_subject_has_a_watermark_of_its_own(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.reconciliations.move_watermark(SHOP, NOON, ResyncSubject.CUSTOMERS)
        tx.reconciliations.move_watermark(SHOP, NOON + HOUR, ResyncSubject.ORDERS)
        assert tx.reconciliations.get_watermark(SHOP, ResyncSubject.CUSTOMERS) == NOON
        assert tx.reconciliations.get_watermark(SHOP) == NOON + HOUR


def test_a_problem_keeps_its_first_time_until_it_is_cleared(unit_of_work: UnitOfWork) -> None:
    problem = ResyncProblem(SHOP, ResyncSubject.CUSTOMERS, "7", "no date", NOON)
    with unit_of_work() as tx:
        tx.reconciliations.record_problem(problem)
        tx.reconciliations.record_problem(replace(problem, reason="no name", since=NOON + HOUR))
        assert list(tx.reconciliations.list_problems(SHOP)) == [replace(problem, reason="no name")]
        tx.reconciliations.record_problem(replace(problem, since=NOON - HOUR))
        assert list(tx.reconciliations.list_problems(SHOP)) == [replace(problem, since=NOON - HOUR)]
        for other in (ResyncSubject.ORDERS, ResyncSubject.CUSTOMERS):
            tx.reconciliations.clear_problems(SHOP, other, ["8"])
        assert len(tx.reconciliations.list_problems(SHOP)) == 1
        tx.reconciliations.clear_problems(SHOP, ResyncSubject.CUSTOMERS, ["7", "8"])
        tx.reconciliations.clear_problems(SHOP, ResyncSubject.CUSTOMERS, [])
        assert list(tx.reconciliations.list_problems(SHOP)) == []


def test_problems_are_listed_by_subject_with_those_of_all_records_first(unit_of_work: UnitOfWork) -> None:
    first = ResyncProblem(SHOP, ResyncSubject.CUSTOMERS, ALL_RECORDS, "denied", NOON)
    second = replace(first, record="7")
    third = replace(first, subject=ResyncSubject.ORDERS, record="5")
    with unit_of_work() as tx:
        for problem in (third, replace(first, shop=OTHER_SHOP), second, first):
            tx.reconciliations.record_problem(problem)
        assert list(tx.reconciliations.list_problems(SHOP)) == [first, second, third]


def test_a_daily_audit_is_stored_completely_and_replaced_by_a_later_one(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.reconciliations.save_audit(DAILY_AUDIT)
        assert list(tx.reconciliations.list_audits(SHOP)) == [DAILY_AUDIT]
        repaired = replace(DAILY_AUDIT, audited_at=NOON + HOUR, erp_counts=DAILY_AUDIT.shopify_counts, differences=())
        tx.reconciliations.save_audit(repaired)
        assert list(tx.reconciliations.list_audits(SHOP)) == [repaired]
        assert tx.reconciliations.get_audit(SHOP, DAY) == repaired
        assert tx.reconciliations.get_audit(OTHER_SHOP, DAY) is None
        assert repaired.matches


def test_the_newest_days_come_first(unit_of_work: UnitOfWork) -> None:
    days = [replace(DAILY_AUDIT, day=DAY - timedelta(days=number)) for number in (1, 0, 2)]
    with unit_of_work() as tx:
        for audit in (*days, replace(DAILY_AUDIT, shop=OTHER_SHOP)):
            tx.reconciliations.save_audit(audit)
        assert [audit.day for audit in tx.reconciliations.list_audits(SHOP, limit=2)] == [DAY, DAY - timedelta(days=1)]
        assert len(tx.reconciliations.list_audits()) == 4
        earlier = tx.reconciliations.list_audits(SHOP, until=DAY - timedelta(days=1))
        assert [audit.day for audit in earlier] == [DAY - timedelta(days=1), DAY - timedelta(days=2)]


def test_the_request_that_is_due_for_the_longest_time_is_found_until_it_is_deleted(unit_of_work: UnitOfWork) -> None:
    request = AuditRequest(SHOP, DAY, DAY, repairs=True, due_at=NOON, error="no answer", order_id=2**60)
    other = replace(request, shop=OTHER_SHOP, due_at=NOON - HOUR, repairs=False, error="")
    with unit_of_work() as tx:
        assert tx.reconciliations.find_due_audit_request(NOON) is None
        tx.reconciliations.save_audit_request(replace(request, error=""))
        tx.reconciliations.save_audit_request(request)
        tx.reconciliations.save_audit_request(other)
        assert tx.reconciliations.get_audit_request(SHOP) == request
        assert tx.reconciliations.find_due_audit_request(NOON) == other
        tx.reconciliations.delete_audit_request(OTHER_SHOP)
        assert tx.reconciliations.find_due_audit_request(NOON) == request
        assert tx.reconciliations.find_due_audit_request(NOON - HOUR) is None
