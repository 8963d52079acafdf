"""Each shipment reaches Shopify, and a failure is retried, parked or refused."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.domain.errors import (
    NovexError,
    ShopClosed,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopPaused,
    TokenRefused,
)
from novex_shopify.domain.model.fulfillment import OrderFulfillments, PushStatus
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.timing import OUTCOME_UNKNOWN_FOR
from tests.builders import HOUR, LINE_ID, ORDER_ID, SECOND, SHOP, a_fulfillment_order, a_shipment
from tests.domain.use_cases.fulfillment.push_fakes import TIMEOUT, WORKER, PushFakes


def test_a_shipment_becomes_one_fulfillment_with_tracking(shipped: PushFakes) -> None:
    done = shipped.send_for_an_hour()
    (created,) = shipped.shop.order_fulfillments[ORDER_ID].fulfillments
    assert (created.tracking_numbers, shipped.shop.fulfillment_quantities[created.id]) == (("JD01",), {LINE_ID: 2})
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (created.id,))
    assert shipped.unit_of_work.state.confirmed_fulfillment_ids == {"SHIP-1": (created.id,)}
    assert (shipped.shop.call_counts["fetch_order_fulfillments"], shipped.shop.call_counts["create_fulfillment"]) == (
        1,
        1,
    )


def test_a_refusal_ends_the_push_with_shopifys_message(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The order is archived."]))
    done = shipped.send_for_an_hour()
    assert (done.status, done.attempts) == (PushStatus.REFUSED, 1)
    assert "The order is archived." in (done.last_error or "")


def test_a_shipment_of_more_than_shopify_expects_waits_until_shopify_expects_it(shipped: PushFakes) -> None:
    shipped.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(1))
    waiting = shipped.send_for_an_hour()
    assert waiting.status is PushStatus.PARKED
    assert f"line {LINE_ID}: 2 shipped, 1 expected from there" in (waiting.last_error or "")
    assert shipped.shop.order_fulfillments[ORDER_ID].fulfillments == ()
    shipped.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    shipped.request_again()
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED


def test_after_an_outage_of_any_length_the_shipment_is_pushed(shipped: PushFakes) -> None:
    for _ in range(20):
        shipped.shop.fail_next_call("fetch_order_fulfillments", TIMEOUT)
        assert shipped.send_fulfillments.run_next()
        shipped.clock.advance(HOUR)
    waiting = shipped.get_push()
    assert (waiting.status, waiting.attempts) == (PushStatus.PENDING, 20)
    assert "no answer" in (waiting.last_error or "")
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED
    assert shipped.metrics.pushes == {PushStatus.PENDING: 20, PushStatus.PUSHED: 1}


def test_an_unexpected_error_is_not_retried_for_ever(shipped: PushFakes) -> None:
    for _ in range(8):
        shipped.shop.fail_next_call("fetch_order_fulfillments", ValueError("a bug"))  # type: ignore[arg-type]
        assert shipped.send_fulfillments.run_next()
        shipped.clock.advance(HOUR)
    assert shipped.get_push().status is PushStatus.REFUSED


def test_after_an_unclear_response_the_retry_waits(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments.run_next()
    shipped.clock.advance(OUTCOME_UNKNOWN_FOR - SECOND)
    assert not shipped.send_fulfillments.run_next()
    shipped.clock.advance(SECOND)
    assert shipped.send_fulfillments.run_next()


def test_every_attempt_is_stored_with_its_steps_and_its_error(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    first, second = shipped.send_for_an_hour().history
    assert (first.number, first.error, first.title) == (1, "no answer", "Shopify didn't respond")
    assert first.steps == ("Read the order from Shopify (no fulfillments so far)",)
    assert (second.number, second.error, second.title) == (2, None, None)
    assert second.steps == (
        "Read the order from Shopify (1 fulfillment so far)",
        "Found the fulfillment in Shopify; it was not created again",
    )


@pytest.mark.parametrize("status", [PushStatus.NOT_SHOPIFY, PushStatus.TEST_ORDER])
def test_a_shipment_that_shopify_need_not_know_of_is_not_sent(fakes: PushFakes, status: PushStatus) -> None:
    fakes.add_push(a_shipment(), status)
    assert not fakes.send_fulfillments.run_next()
    assert fakes.shop.call_counts["fetch_order_fulfillments"] == 0


def test_a_disconnected_shop_is_not_called(shipped: PushFakes) -> None:
    with shipped.unit_of_work() as tx:
        tx.shops.save_credentials(SHOP, None)
        tx.commit()
    done = shipped.send_for_an_hour()
    assert done.status is PushStatus.PARKED
    assert f"{SHOP} is not connected" in (done.last_error or "")
    assert shipped.shop.call_counts["fetch_order_fulfillments"] == 0


@pytest.mark.parametrize(
    "error",
    [TokenRefused(SHOP, "order"), ShopPaused(SHOP, 402), ShopPaused(SHOP, 423), ShopClosed(SHOP, "order")],
    ids=repr,
)
def test_a_connection_problem_is_recorded_and_the_shipment_waits(shipped: PushFakes, error: NovexError) -> None:
    shipped.shop.fail_next_call("fetch_order_fulfillments", error)
    shipped.send_fulfillments.run_next()
    assert shipped.get_push().status in (PushStatus.PENDING, PushStatus.PARKED)
    with shipped.unit_of_work() as tx:
        shop = tx.shops.get(SHOP)
    assert shop is not None
    assert not shop.reachable


def test_a_shop_that_is_paused_gets_its_shipments_once_it_is_not(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("fetch_order_fulfillments", ShopPaused(SHOP, 402))
    shipped.send_fulfillments.run_next()
    waiting = shipped.get_push()
    assert waiting.status is PushStatus.PENDING
    assert waiting.last_error is not None
    assert "frozen until its owner pays" in waiting.last_error
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED


def test_a_shop_that_refuses_access_gets_its_shipments_once_they_are_released(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("fetch_order_fulfillments", ShopifyAccessDenied("401"))
    assert shipped.send_for_an_hour().status is PushStatus.PARKED
    with shipped.unit_of_work() as tx:
        tx.pushes.release(SHOP, shipped.clock.now())
        tx.commit()
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED


@dataclass(frozen=True)
class SlowAdmin(MemoryShopifyAdmin):
    """Something happens between Shopify's answer and the next request."""

    run_after_read: Callable[[], object]

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        state = MemoryShopifyAdmin.fetch_order_fulfillments(self, access, order_id)
        self.run_after_read()
        return state


def test_a_worker_that_lost_its_claim_does_not_send(shipped: PushFakes) -> None:
    shipped.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(4))
    shipped.shop.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments.run_next()
    shipped.clock.advance(HOUR)

    def send_by_another_worker() -> None:
        now = shipped.clock.now()
        with shipped.unit_of_work() as tx:
            tx.claims.reclaim(WORKER, now + SECOND, now, now)
            tx.commit()
        assert shipped.send_fulfillments.run_next()

    replace(shipped.send_fulfillments, admin=SlowAdmin(shipped.shop, send_by_another_worker)).run_next()
    assert len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments) == 1
    assert shipped.get_push().status is PushStatus.PUSHED
