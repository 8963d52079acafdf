"""The orders of both sides are compared day by day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import DaysNotAudited, OrdersNotAccessible, ShopifyUnavailable
from novex_shopify.domain.model.reconciliation import AuditRequest, DifferenceKind
from novex_shopify.domain.model.shop import ShopProfile
from novex_shopify.domain.model.webhook_event import EventFilter
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.timing import AUDIT_RETRY_INTERVAL, FAILED_CHECK_RETRY_DELAY, REPAIRED_AFTER
from novex_shopify.domain.use_cases.orders.delete_order import DeleteOrder
from novex_shopify.domain.use_cases.reconciliation.audit_orders import AuditOrders
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.reconciliation.request_audit import RequestAudit
from tests.builders import NOON, ORDER_ID, SHOP, a_return
from tests.domain.use_cases.event_steps import DONE, WORKER, apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS, list_sales_orders
from tests.domain.use_cases.order_steps import book_order, list_queued_orders, make_order

DAY = timedelta(days=1)


@pytest.fixture
def audit_orders(fakes: Fakes, reconcile_orders: ReconcileOrders) -> AuditOrders:
    return AuditOrders(fakes.unit_of_work, fakes.access, reconcile_orders, fakes.clock, WORKER)


def test_an_order_that_no_longer_exists_at_shopify_is_marked_as_deleted(
    fakes: Fakes, audit_orders: AuditOrders
) -> None:
    day = book_order(fakes).ordered_at.date()
    (audit,) = audit_orders(SHOP, day, day)
    assert [each.kind for each in audit.differences] == [DifferenceKind.DELETED]
    audit_orders.repair(audit)
    with fakes.unit_of_work() as tx:
        (deletion,) = tx.events.list_latest(9, EventFilter(topic="orders/delete"))
    assert apply_event(fakes, DeleteOrder(PAYLOADS, fakes.clock, MARK_DUE), deletion.body) == DONE
    (again,) = audit_orders(SHOP, day, day)
    assert again.matches


def test_an_order_that_is_missing_in_the_erp_is_queued(fakes: Fakes, audit_orders: AuditOrders) -> None:
    fakes.shop.orders = {ORDER_ID: make_order()}
    day = make_order().created_at.date()
    (audit,) = audit_orders(SHOP, day, day)
    assert list_queued_orders(fakes) == []
    audit_orders.repair(audit)
    assert list_queued_orders(fakes) == [make_order()]


def test_a_day_is_one_of_the_stores_time_zone(fakes: Fakes, audit_orders: AuditOrders) -> None:
    fakes.connect_shop(profile=ShopProfile(time_zone="Asia/Tokyo"))
    fakes.shop.orders = {ORDER_ID: replace(make_order(), created_at=NOON.replace(hour=16))}  # 01:00 in Tokyo
    day = NOON.date()
    before, after = audit_orders(SHOP, day, day + DAY)
    assert (before.shopify_counts.orders, after.shopify_counts.orders) == (0, 1)
    assert before.is_empty
    assert (after.time_zone, [each.day for each in after.differences]) == ("Asia/Tokyo", [day + DAY])


def test_days_are_audited_once_a_day(fakes: Fakes, audit_orders: AuditOrders) -> None:
    audit_orders.run_due()
    audit_orders.run_due()
    assert fakes.shop.call_counts["fetch_order_summaries"] == 7 + 4  # and one for each status of pending returns
    with fakes.unit_of_work() as tx:
        assert len(tx.reconciliations.list_audits(SHOP)) == 7


def test_the_last_days_are_audited_each_night_soon_after_the_stores_midnight(
    fakes: Fakes, audit_orders: AuditOrders
) -> None:
    fakes.connect_shop(profile=ShopProfile(time_zone="Asia/Tokyo"))
    audit_orders.run_due()
    first = NOON.date()  # it is the evening of this day in Tokyo
    for hours_after_noon, last_day in ((3, first - DAY), (4, first), (27, first), (28, first + DAY)):
        fakes.clock.advance(NOON + timedelta(hours=hours_after_noon) - fakes.clock.now())
        audit_orders.run_due()
        with fakes.unit_of_work() as tx:
            assert tx.reconciliations.list_audits(SHOP)[0].day == last_day


def test_an_audit_that_failed_is_repeated_within_the_night(fakes: Fakes, audit_orders: AuditOrders) -> None:
    fakes.shop.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer"))
    audit_orders.run_due()
    audit_orders.run_due()
    with fakes.unit_of_work() as tx:
        assert list(tx.reconciliations.list_audits(SHOP)) == []
    fakes.clock.advance(AUDIT_RETRY_INTERVAL)
    audit_orders.run_due()
    with fakes.unit_of_work() as tx:
        assert len(tx.reconciliations.list_audits(SHOP)) == 7


def test_a_return_that_no_webhook_brought_is_found_and_queued_by_the_daily_audit(
    fakes: Fakes, audit_orders: AuditOrders
) -> None:
    book_order(fakes)
    fakes.clock.advance(2 * DAY)
    fakes.shop.orders[ORDER_ID] = replace(make_order(), returns=(a_return(),))
    audit_orders.run_due()
    assert list_queued_orders(fakes) == [fakes.shop.orders[ORDER_ID]]
    with fakes.unit_of_work() as tx:
        (audit,) = (each for each in tx.reconciliations.list_audits(SHOP) if not each.matches)
    assert [each.kind for each in audit.differences] == [DifferenceKind.RETURNS]
    assert (audit.shopify_counts.returns, audit.erp_counts.returns) == (1, 0)


def test_a_person_has_days_audited_and_repaired_and_then_audited_again(fakes: Fakes, audit_orders: AuditOrders) -> None:
    fakes.shop.orders = {ORDER_ID: make_order()}
    day = make_order().created_at.date()
    request_audit = RequestAudit(fakes.unit_of_work, fakes.notifier, fakes.clock)
    assert not audit_orders.run_next()
    request_audit(SHOP, day, day)
    request_audit(SHOP, day - DAY, day - DAY, repairs=True)
    assert fakes.notifier.notifications == [Work.AUDITS, Work.AUDITS]
    fakes.shop.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer"))
    assert audit_orders.run_next()
    waiting = get_request(fakes)
    assert waiting
    assert (waiting.first, waiting.last, waiting.error) == (day - DAY, day, "no answer")
    fakes.clock.advance(FAILED_CHECK_RETRY_DELAY)
    assert audit_orders.run_next()
    assert list_queued_orders(fakes) == [make_order()]
    again = get_request(fakes)
    assert again
    assert (again.repairs, again.error) == (False, "")
    fakes.clock.advance(REPAIRED_AFTER)
    assert audit_orders.run_next()
    assert get_request(fakes) is None
    assert not audit_orders.run_next()


def test_a_person_has_one_order_repaired(fakes: Fakes, audit_orders: AuditOrders) -> None:
    other = replace(make_order(), id=ORDER_ID + 1)
    fakes.shop.orders = {ORDER_ID: make_order(), other.id: other}
    day = make_order().created_at.date()
    request_audit = RequestAudit(fakes.unit_of_work, fakes.notifier, fakes.clock)
    request_audit(SHOP, day - DAY, day - DAY)
    request_audit(SHOP, day, day, repairs=True, order_id=other.id)
    waiting = get_request(fakes)
    assert waiting
    assert (waiting.first, waiting.order_id) == (day - DAY, other.id)
    assert audit_orders.run_next()
    assert list_queued_orders(fakes) == [other]
    request_audit(SHOP, day, day, repairs=True, order_id=ORDER_ID)
    request_audit(SHOP, day, day, repairs=True, order_id=other.id)
    waiting = get_request(fakes)
    assert waiting
    assert waiting.order_id is None


@pytest.mark.parametrize(("first", "last"), [(0, 1), (-366, 0), (1, 1)])
def test_days_to_come_and_more_than_a_year_are_not_audited(fakes: Fakes, first: int, last: int) -> None:
    today = fakes.clock.now().date()
    with pytest.raises(DaysNotAudited, match=f"none after today, {today}"):
        RequestAudit(fakes.unit_of_work, fakes.notifier, fakes.clock)(SHOP, today + first * DAY, today + last * DAY)
    assert get_request(fakes) is None


def get_request(fakes: Fakes) -> AuditRequest | None:
    with fakes.unit_of_work() as tx:
        return tx.reconciliations.get_audit_request(SHOP)


@pytest.mark.parametrize(
    ("at_shopify", "in_erp", "repaired"),
    [("open", None, True), ("open", "requested", True), ("closed", "open", True), ("open", "open", False)],
)
def test_a_lost_return_of_an_older_order_is_found_and_queued(
    fakes: Fakes, audit_orders: AuditOrders, at_shopify: str, in_erp: str | None, repaired: bool
) -> None:
    document = book_order(fakes)
    fakes.clock.advance(30 * DAY)
    fakes.shop.orders[ORDER_ID] = replace(make_order(), returns=(a_return(status=at_shopify),))
    if in_erp:
        with fakes.unit_of_work() as tx:
            tx.erp.orders.add_returns([(document.id or "", a_return(status=in_erp))])
            tx.commit()
    audit_orders.run_due()
    assert list_queued_orders(fakes) == ([fakes.shop.orders[ORDER_ID]] if repaired else [])


def test_pending_returns_of_orders_that_shopify_hides_are_left_alone(fakes: Fakes, audit_orders: AuditOrders) -> None:
    """They would seem deleted."""
    document = book_order(fakes)
    with fakes.unit_of_work() as tx:
        tx.erp.orders.add_returns([(document.id or "", a_return(status="open"))])
        tx.commit()
    fakes.clock.advance(61 * DAY)
    audit_orders.run_due()
    with fakes.unit_of_work() as tx:
        assert list(tx.events.list_latest(9, EventFilter(topic="orders/delete"))) == []


def test_a_difference_is_stored_with_its_reason_and_the_counts_of_both_sides(
    fakes: Fakes, audit_orders: AuditOrders
) -> None:
    fakes.shop.orders = {ORDER_ID: make_order(created_at=NOON - DAY)}
    day = (NOON - DAY).date()
    (audit,) = audit_orders(SHOP, day, day)
    assert (audit.currency, audit.shopify_counts.orders, audit.erp_counts.orders) == ("EUR", 1, 0)
    (difference,) = audit.differences
    assert (difference.kind, difference.reason) == (DifferenceKind.MISSING, "no webhook received")
    with fakes.unit_of_work() as tx:
        assert list(tx.reconciliations.list_audits(SHOP)) == [audit]
    assert list_sales_orders(fakes) == []


def test_days_whose_orders_shopify_hides_are_refused(audit_orders: AuditOrders) -> None:
    day = (NOON - 61 * DAY).date()
    with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
        audit_orders(SHOP, day, day)


def test_a_shop_that_cannot_be_audited_does_not_stop_the_worker(
    fakes: Fakes, audit_orders: AuditOrders, caplog: pytest.LogCaptureFixture
) -> None:
    fakes.shop.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer"))
    audit_orders.run_due()
    assert "order_audit.failed" in caplog.messages
    with fakes.unit_of_work() as tx:
        assert list(tx.reconciliations.list_audits(SHOP)) == []
