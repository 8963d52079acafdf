"""The orders of both sides are compared day by day."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import OrdersNotAccessible, ShopifyUnavailable
from novex_shopify.domain.model.reconciliation import DifferenceKind
from tests.builders import NOON, ORDER_ID, SHOP
from tests.domain.use_cases.reconciliation_steps import make_order, reconcile_last_hour
from tests.domain.use_cases.webhook_steps import process_events

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_an_order_that_no_longer_exists_at_shopify_is_marked_as_deleted(mapped: Container, fake_shop: FakeShop) -> None:
    fake_shop.orders = {ORDER_ID: make_order(mapped)}
    reconcile_last_hour(mapped)
    process_events(mapped)
    fake_shop.orders.clear()
    (audit,) = mapped.audit_orders()(SHOP, make_order(mapped).created_at.date(), make_order(mapped).created_at.date())
    mapped.audit_orders().repair(audit)
    process_events(mapped)
    with mapped.unit_of_work()() as tx:
        (document,) = tx.erp.orders.list_latest(9)
    assert document.deleted_at is not None
    (again,) = mapped.audit_orders()(SHOP, audit.day, audit.day)
    assert again.matches


def test_days_are_audited_once_a_day(mapped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    mapped.audit_orders().run_due()
    mapped.audit_orders().run_due()
    assert fake_shop.call_counts["fetch_order_summaries"] == 7
    with mapped.unit_of_work()() as tx:
        assert len(tx.reconciliations.list_audits(SHOP)) == 7


def test_a_difference_is_stored_with_its_reason_and_the_counts_of_both_sides(
    mapped: Container, fake_shop: FakeShop
) -> None:
    fake_shop.orders = {ORDER_ID: make_order(mapped, created_at=NOON - DAY)}
    day = (NOON - DAY).date()
    (audit,) = mapped.audit_orders()(SHOP, day, day)
    assert (audit.currency, audit.shopify_counts.orders, audit.erp_counts.orders) == ("EUR", 1, 0)
    (difference,) = audit.differences
    assert (difference.kind, difference.reason) == (DifferenceKind.MISSING, "no webhook received")
    with mapped.unit_of_work()() as tx:
        assert list(tx.reconciliations.list_audits(SHOP)) == [audit]
        assert tx.erp.orders.list_latest(9) == []


def test_days_whose_orders_shopify_hides_are_refused(mapped: Container) -> None:
    day = (NOON - 61 * DAY).date()
    with pytest.raises(OrdersNotAccessible, match="read_all_orders"):
        mapped.audit_orders()(SHOP, day, day)


def test_a_shop_that_cannot_be_audited_does_not_stop_the_worker(
    mapped: Container, fake_shop: FakeShop, caplog: pytest.LogCaptureFixture
) -> None:
    fake_shop.fail_next_call("fetch_order_summaries", ShopifyUnavailable("no answer"))
    mapped.audit_orders().run_due()
    assert "order_audit.failed" in caplog.messages
    with mapped.unit_of_work()() as tx:
        assert list(tx.reconciliations.list_audits(SHOP)) == []
