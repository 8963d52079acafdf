"""A record that cannot be read, or a half of a resync that fails, holds up nothing else and is shown at its store."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import NovexError, ShopifyAccessDenied, ShopifyUnavailable, UnreadablePayload
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import DailyAudit, DifferenceKind
from novex_shopify.domain.model.resync import ALL_RECORDS, UNIDENTIFIED, ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import Credentials, Scopes, ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.shopify_admin import UnreadableRecord
from novex_shopify.domain.use_cases.console.get_overview import GetOverview
from novex_shopify.domain.use_cases.orders.delete_order import DeleteOrder
from novex_shopify.domain.use_cases.reconciliation import (
    AuditOrders,
    ReconcileCustomers,
    ReconcileOrders,
    ResyncShopsHourly,
)
from tests.builders import HOUR, NOON, ORDER_ID, OTHER_SHOP, SHOP, a_customer, a_sales_order, a_shop, an_order_body
from tests.domain.use_cases.event_steps import apply_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import MARK_DUE, PAYLOADS

WORKER = WorkerId("ann", 1)
MINUTE = timedelta(minutes=1)


class ResyncFakes(Fakes):
    @property
    def reconcile_orders(self) -> ReconcileOrders:
        return ReconcileOrders(self.unit_of_work, self.admin, self.access, PAYLOADS, self.notifier, self.clock)

    @property
    def audit_orders(self) -> AuditOrders:
        return AuditOrders(self.unit_of_work, self.access, self.reconcile_orders, self.clock, WORKER)

    def resync(self) -> None:
        """Resync after another hour."""
        self.clock.advance(HOUR)
        reconcile_customers = ReconcileCustomers(self.unit_of_work, self.admin, self.access, self.clock)
        ResyncShopsHourly(
            self.unit_of_work, self.reconcile_orders, reconcile_customers, self.notifier, self.clock, WORKER
        )()

    def place_order(self, order_id: int = ORDER_ID) -> None:
        """Place an order of which no webhook arrives."""
        self.shop.orders[order_id] = build_order(order_id, self)

    def list_queued(self) -> set[str]:
        """The resources of the events in the inbox."""
        with self.unit_of_work() as tx:
            return {event.resource_key for event in tx.events.list_latest(99)}

    def list_problems(self, shop: ShopDomain = SHOP) -> list[ResyncProblem]:
        with self.unit_of_work() as tx:
            return list(tx.reconciliations.list_problems(shop))

    def list_issues(self) -> dict[str, str]:
        """What the console shows at the store, by title."""
        _, (overview, *_) = GetOverview(self.unit_of_work, self.clock, (), Scopes.parse("read_orders"))()
        return {issue.title: issue.detail for issue in overview.connection_issues}

    def count_customers(self) -> int:
        with self.unit_of_work() as tx:
            return len(list(tx.customer_links.list_for_shop(SHOP)))


def build_order(order_id: int, fakes: Fakes) -> Order:
    order = PAYLOADS.parse_order(an_order_body())
    return replace(order, id=order_id, created_at=fakes.clock.now(), updated_at=fakes.clock.now())


@pytest.fixture
def fakes() -> ResyncFakes:
    fakes = ResyncFakes()
    fakes.connect_shop()
    fakes.resync()
    return fakes


@pytest.mark.parametrize(
    "error",
    [
        ShopifyAccessDenied("changedCustomers: the scope read_customers is missing"),
        ShopifyUnavailable("the page is malformed"),
        ValueError("a bug"),
    ],
    ids=repr,
)
def test_orders_are_read_although_customers_fail(fakes: ResyncFakes, error: Exception) -> None:
    fakes.place_order()
    fail(fakes, "fetch_changed_customers", error)
    fakes.resync()
    assert fakes.list_queued() == {f"order:{ORDER_ID}"}
    with fakes.unit_of_work() as tx:
        assert tx.reconciliations.get_watermark(SHOP) == fakes.clock.now()


def test_customers_are_read_although_orders_fail(fakes: ResyncFakes) -> None:
    fakes.shop.customers = [a_customer(updated_at=fakes.clock.now())]
    fail(fakes, "fetch_order_summaries", ShopifyUnavailable("no answer"))
    fakes.resync()
    assert fakes.count_customers() == 1


def test_a_failure_is_shown_until_the_next_resync_succeeds(fakes: ResyncFakes) -> None:
    last_read = fakes.clock.now()
    fail(fakes, "fetch_changed_customers", ShopifyAccessDenied("the scope read_customers is missing"))
    fakes.resync()
    (problem,) = fakes.list_problems()
    assert (problem.subject, problem.record, problem.since) == (ResyncSubject.CUSTOMERS, ALL_RECORDS, last_read)
    assert "read_customers" in fakes.list_issues()["Customers could not be read"]
    fakes.resync()
    assert fakes.list_problems() == []
    assert "Customers could not be read" not in fakes.list_issues()


def test_customers_that_failed_are_read_from_where_they_were_left(fakes: ResyncFakes) -> None:
    fakes.shop.customers = [a_customer(updated_at=fakes.clock.now() + MINUTE)]
    for _ in range(3):
        fail(fakes, "fetch_changed_customers", ShopifyUnavailable("no answer"))
        fakes.resync()
    fakes.resync()
    assert fakes.count_customers() == 1


def test_customers_of_a_missed_window_are_read_although_its_orders_closed_it(fakes: ResyncFakes) -> None:
    fakes.shop.customers = [a_customer(updated_at=NOON - HOUR)]
    with fakes.unit_of_work() as tx:
        tx.missed_windows.record(MissedWindow(SHOP, NOON - 2 * HOUR, "unusually silent", fakes.clock.now()))
        tx.commit()
    fail(fakes, "fetch_changed_customers", ShopifyUnavailable("no answer"))
    fakes.resync()
    with fakes.unit_of_work() as tx:
        assert list(tx.missed_windows.list_open()) == []
    fakes.resync()
    assert fakes.count_customers() == 1


def test_an_unreadable_customer_is_set_aside_and_the_watermark_moves(fakes: ResyncFakes) -> None:
    fakes.shop.customers = [a_customer(id=1, updated_at=fakes.clock.now())]
    fakes.shop.unreadable_customers = (UnreadableRecord(8, "no time"), UnreadableRecord(None, "no id"))
    fakes.resync()
    assert fakes.count_customers() == 1
    assert [(each.record, each.reason) for each in fakes.list_problems()] == [("8", "no time"), (UNIDENTIFIED, "no id")]
    assert "8: no time" in fakes.list_issues()["2 customers could not be read"]
    with fakes.unit_of_work() as tx:
        assert tx.reconciliations.get_watermark(SHOP, ResyncSubject.CUSTOMERS) == fakes.clock.now()


def test_a_customer_that_can_be_read_again_is_no_problem_any_more(fakes: ResyncFakes) -> None:
    fakes.shop.unreadable_customers = (UnreadableRecord(8, "no time"),)
    fakes.resync()
    fakes.shop.unreadable_customers = ()
    fakes.shop.customers = [a_customer(id=8, updated_at=fakes.clock.now())]
    fakes.resync()
    assert fakes.list_problems() == []


def test_a_customer_that_was_deleted_is_no_problem_any_more(fakes: ResyncFakes) -> None:
    fakes.shop.unreadable_customers = (UnreadableRecord(8, "no time"), UnreadableRecord(9, "no time"))
    fakes.resync()
    fakes.resync()
    assert [each.record for each in fakes.list_problems()] == ["8", "9"]
    fakes.shop.unreadable_customers = (UnreadableRecord(9, "no time"),)
    fakes.resync()
    assert [each.record for each in fakes.list_problems()] == ["9"]


def test_a_customer_that_cannot_be_stored_does_not_keep_the_others_out(fakes: ResyncFakes) -> None:
    fakes.shop.page_size = 5
    fakes.shop.customers = [
        a_customer(id=number, email=f"{number}@example.com", phone=None, updated_at=fakes.clock.now())
        for number in range(1, 6)
    ]
    refuse_customer(fakes, 2)
    fakes.resync()
    assert fakes.count_customers() == 4
    assert [each.record for each in fakes.list_problems()] == ["2"]


def test_an_order_that_cannot_be_read_is_set_aside_and_the_others_are_queued(fakes: ResyncFakes) -> None:
    fakes.place_order(1)
    fakes.place_order(2)
    fail(fakes, "fetch_order", UnreadablePayload("order.lineItems.nodes[0].quantity is not a number"))
    fakes.resync()
    assert fakes.list_queued() == {"order:2"}
    assert [each.record for each in fakes.list_problems()] == ["1"]
    assert "quantity" in fakes.list_issues()["1 order could not be read"]


def test_an_order_whose_summary_is_unreadable_is_read_in_full(fakes: ResyncFakes) -> None:
    fakes.shop.orders[ORDER_ID] = replace(build_order(ORDER_ID, fakes), updated_at=NOON - 99 * HOUR)
    fakes.shop.unreadable_summaries = (UnreadableRecord(ORDER_ID, "no total"),)
    fakes.resync()
    assert fakes.list_queued() == {f"order:{ORDER_ID}"}
    assert fakes.list_problems() == []


def test_an_order_that_was_deleted_is_no_problem_any_more(fakes: ResyncFakes) -> None:
    fakes.place_order()
    fail(fakes, "fetch_order", UnreadablePayload("no quantity"))
    fakes.resync()
    assert [each.record for each in fakes.list_problems()] == [str(ORDER_ID)]
    apply_event(fakes, DeleteOrder(PAYLOADS, fakes.clock, MARK_DUE), json.dumps({"id": ORDER_ID}).encode())
    assert fakes.list_problems() == []


def test_a_bug_at_one_store_does_not_keep_the_next_one_waiting(fakes: ResyncFakes) -> None:
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP))
        tx.shops.save_credentials(OTHER_SHOP, Credentials(fakes.shop.access_token))
        tx.commit()
    fail(fakes, "fetch_order_summaries", ValueError("a bug"))
    fakes.resync()
    with fakes.unit_of_work() as tx:
        watermarks = {tx.reconciliations.get_watermark(shop) for shop in (SHOP, OTHER_SHOP)}
    assert fakes.clock.now() in watermarks
    assert len(fakes.list_problems()) + len(fakes.list_problems(OTHER_SHOP)) == 1


@pytest.mark.parametrize("unreadable_id", [ORDER_ID, None])
def test_the_data_check_lists_an_unreadable_order_and_does_not_call_it_deleted(
    fakes: ResyncFakes, unreadable_id: int | None
) -> None:
    with fakes.unit_of_work() as tx:
        tx.erp.orders.apply([a_sales_order()])
        tx.commit()
    fakes.shop.unreadable_summaries = (UnreadableRecord(unreadable_id, "no total"),)
    audit = audit_day(fakes)
    assert [(each.kind, each.reason) for each in audit.differences] == [(DifferenceKind.UNREADABLE, "no total")]
    assert not audit.matches


def test_a_repair_queues_what_can_be_read(fakes: ResyncFakes) -> None:
    fakes.shop.orders = {number: replace(build_order(number, fakes), created_at=NOON) for number in (1, 2)}
    fakes.shop.unreadable_summaries = (UnreadableRecord(None, "no id"),)
    audit = audit_day(fakes)
    fail(fakes, "fetch_order", UnreadablePayload("no total"))
    fakes.audit_orders.repair(audit)
    assert fakes.list_queued() == {"order:2"}


def audit_day(fakes: ResyncFakes) -> DailyAudit:
    (audit,) = fakes.audit_orders(SHOP, to_day(NOON), to_day(NOON))
    return audit


def fail(fakes: Fakes, call: str, error: Exception) -> None:
    """Fail the next call of this name, with an error of the product or any other."""

    def raise_error() -> None:
        raise error

    if isinstance(error, NovexError):
        fakes.shop.fail_next_call(call, error)
    else:
        fakes.shop.run_on_call(call, fakes.shop.call_counts[call] + 1, raise_error)


def refuse_customer(fakes: Fakes, customer_id: int) -> None:
    """Make the customer one that the ERP refuses: its address is not a text."""
    fakes.shop.customers = [
        replace(each, email=["not a text"]) if each.id == customer_id else each  # type: ignore[arg-type]
        for each in fakes.shop.customers
    ]
