"""Shipments are recorded once, and only those that Shopify must know of are pushed."""

from dataclasses import replace

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Tracking
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.fulfillment import PushFulfillment
from tests.builders import HOUR, NOON, ORDER_ID, PUSH_ATTEMPT, SHOP, a_sales_order, a_shipment
from tests.domain.use_cases.fulfillment.push_fakes import WORKER, PushFakes


@pytest.fixture
def push_fulfillment(fakes: PushFakes) -> PushFulfillment:
    return PushFulfillment(fakes.unit_of_work, fakes.notifier, fakes.clock)


def settle_push(fakes: PushFakes, status: PushStatus) -> None:
    """A worker makes an attempt at the only push."""
    with fakes.unit_of_work() as tx:
        push = tx.pushes.claim(WORKER, fakes.clock.now())
        assert push
        tx.pushes.settle(push, status, PUSH_ATTEMPT)
        tx.commit()


def list_pushes(fakes: PushFakes) -> list[FulfillmentPush]:
    with fakes.unit_of_work() as tx:
        return list(tx.pushes.list_latest(9))


def test_a_shipment_is_recorded_and_due_at_once(fakes: PushFakes, push_fulfillment: PushFulfillment) -> None:
    push = push_fulfillment(a_shipment())
    assert (push.status, push.shop_domain, push.order_id, push.next_attempt_at) == (
        PushStatus.PENDING,
        SHOP,
        ORDER_ID,
        NOON,
    )
    assert list_pushes(fakes) == [push]
    assert fakes.unit_of_work.state.shipments == {"SHIP-1": a_shipment()}
    assert fakes.notifier.notifications == [Work.FULFILLMENTS]


def test_the_same_shipment_again_is_the_same_push(fakes: PushFakes, push_fulfillment: PushFulfillment) -> None:
    first = push_fulfillment(a_shipment())
    assert push_fulfillment(a_shipment()) == first
    settle_push(fakes, PushStatus.PUSHED)
    assert push_fulfillment(a_shipment()).status is PushStatus.PUSHED
    assert [push.status for push in list_pushes(fakes)] == [PushStatus.PUSHED]


def test_a_non_shopify_order_is_not_pushed(push_fulfillment: PushFulfillment) -> None:
    assert push_fulfillment(a_shipment(order_id="777")).status is PushStatus.NOT_SHOPIFY


def test_a_test_order_is_not_pushed_unless_the_shop_allows_it(
    fakes: PushFakes, push_fulfillment: PushFulfillment
) -> None:
    with fakes.unit_of_work() as tx:
        assert tx.erp.orders.apply([a_sales_order(test=True)]) == ["1"]
        tx.commit()
    assert push_fulfillment(a_shipment("SHIP-1")).status is PushStatus.TEST_ORDER
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(ship_test_orders=True))
        tx.commit()
    assert push_fulfillment(a_shipment("SHIP-2")).status is PushStatus.PENDING


def test_a_corrected_tracking_is_due_at_once(fakes: PushFakes, push_fulfillment: PushFulfillment) -> None:
    push_fulfillment(a_shipment())
    settle_push(fakes, PushStatus.PUSHED)
    fakes.clock.advance(HOUR)
    fakes.notifier.notifications.clear()
    push = push_fulfillment.update_tracking("SHIP-1", Tracking("JD02"))
    assert (push.shipment, push.status) == (replace(a_shipment(), tracking=Tracking("JD02")), PushStatus.PENDING)
    assert push.next_attempt_at == NOON + HOUR
    assert (list_pushes(fakes), fakes.notifier.notifications) == ([push], [Work.FULFILLMENTS])


def test_a_cancellation_is_due_at_once(fakes: PushFakes, push_fulfillment: PushFulfillment) -> None:
    push_fulfillment(a_shipment())
    settle_push(fakes, PushStatus.PUSHED)
    push = push_fulfillment.cancel("SHIP-1")
    assert (push.shipment.cancelled, push.status) == (True, PushStatus.PENDING)
    assert list_pushes(fakes) == [push]


@pytest.mark.parametrize("status", [PushStatus.PARKED, PushStatus.REFUSED])
def test_a_failed_push_that_is_retried_is_due_with_all_its_attempts(
    fakes: PushFakes, push_fulfillment: PushFulfillment, status: PushStatus
) -> None:
    push_fulfillment(a_shipment())
    settle_push(fakes, status)
    push = push_fulfillment.retry("SHIP-1")
    assert (push.shipment, push.status, push.attempts) == (a_shipment(), PushStatus.PENDING, 0)
    assert list_pushes(fakes) == [push]


def test_an_unknown_shipment_cannot_be_retried(push_fulfillment: PushFulfillment) -> None:
    with pytest.raises(NotFound):
        push_fulfillment.retry("SHIP-777")


def test_a_shipment_in_a_transaction_that_is_rolled_back_is_not_recorded(
    fakes: PushFakes, push_fulfillment: PushFulfillment
) -> None:
    with fakes.unit_of_work() as tx:
        push_fulfillment.push_in_transaction(tx, a_shipment())
    assert (list_pushes(fakes), fakes.unit_of_work.state.shipments) == ([], {})
    with fakes.unit_of_work() as tx:
        push = push_fulfillment.push_in_transaction(tx, a_shipment())
        tx.commit()
    assert (list_pushes(fakes), push.status) == ([push], PushStatus.PENDING)
