"""After an unknown outcome, what exists in Shopify is found, and nothing is sent twice."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.domain.errors import NovexError, ShopifyThrottled
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.timing import OUTCOME_UNKNOWN_FOR
from tests.builders import LINE_ID, ORDER_ID, SECOND, SHOP, a_fulfillment_order
from tests.domain.use_cases.fulfillment.push_fakes import TIMEOUT, WORKER, PushFakes


@pytest.mark.parametrize("after_the_work", [False, True], ids=["before the work", "after the work"])
@pytest.mark.parametrize("error", [TIMEOUT, ShopifyThrottled("slow down", timedelta(seconds=30))], ids=repr)
def test_after_a_failure_shopify_ends_with_exactly_one_fulfillment(
    shipped: PushFakes, error: NovexError, after_the_work: bool
) -> None:
    shipped.shop.fail_next_call("create_fulfillment", error, after_completion=after_the_work)
    done = shipped.send_for_an_hour()
    assert (done.status, done.attempts) == (PushStatus.PUSHED, 2)
    assert len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments) == 1
    assert shipped.shop.call_counts["create_fulfillment"] == (1 if after_the_work else 2)


def test_a_worker_that_dies_after_sending_leaves_one_fulfillment(shipped: PushFakes) -> None:
    class Killed(BaseException):
        """Kills the worker before it can store anything."""

    shipped.shop.fail_next_call("create_fulfillment", Killed(), after_completion=True)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        shipped.send_fulfillments.run_next()
    assert shipped.get_push().status is PushStatus.SENDING
    now = shipped.clock.now()
    with shipped.unit_of_work() as tx:
        tx.claims.reclaim(WORKER, now + SECOND, now, now + OUTCOME_UNKNOWN_FOR)
        tx.commit()
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED
    assert len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments) == 1


@pytest.mark.parametrize("tracking", [None, Tracking("JD01")])
def test_two_equal_shipments_are_two_fulfillments(fakes: PushFakes, tracking: Tracking | None) -> None:
    for number in (1, 2):
        fakes.add_push(Shipment(f"SHIP-{number}", "1", (ShipmentLine(LINE_ID, 1),), tracking))
    fakes.shop.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    fakes.send_for_an_hour()
    assert [fakes.get_push(f"SHIP-{number}").status for number in (1, 2)] == [PushStatus.PUSHED] * 2
    assert len(fakes.shop.order_fulfillments[ORDER_ID].fulfillments) == 2


def test_a_fulfillment_created_by_hand_in_shopify_is_adopted(shipped: PushFakes) -> None:
    by_hand = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    shipped.shop.add_fulfillment(
        ORDER_ID, by_hand, Counter({"gid://shopify/FulfillmentOrderLineItem/1": 2}), {LINE_ID: 2}
    )
    done = shipped.send_for_an_hour()
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (by_hand.id,))
    assert shipped.shop.call_counts["create_fulfillment"] == 0


def test_another_fulfillment_with_the_same_tracking_is_not_adopted(shipped: PushFakes) -> None:
    other = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    shipped.shop.add_fulfillment(ORDER_ID, other, Counter(), {LINE_ID: 1})
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED
    assert shipped.shop.call_counts["create_fulfillment"] == 1


def test_a_shipment_cancelled_while_its_outcome_is_unclear_is_cancelled_at_shopify(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    shipped.send_fulfillments.run_next()
    shipped.request_again(cancelled=True)
    shipped.clock.advance(timedelta(minutes=2))
    assert shipped.send_for_an_hour().status is PushStatus.CANCELLED
    assert [each.cancelled for each in shipped.shop.order_fulfillments[ORDER_ID].fulfillments] == [True]


@pytest.mark.parametrize("change", [{"tracking": Tracking("JD02")}, {"cancelled": True}, {}], ids=repr)
def test_a_fulfillment_that_shopify_completes_late_is_found_after_any_change(
    shipped: PushFakes, change: dict[str, Any]
) -> None:
    shipped.shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(4))
    shipped.shop.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments.run_next()
    sent = shipped.get_push().plan
    assert sent is not None
    shipped.clock.advance(SECOND)
    shipped.request_again(**change)
    while shipped.send_fulfillments.run_next():
        pass
    shipped.admin.create_fulfillment(shipped.access(SHOP), sent.fulfillments[0].request)
    done = shipped.send_for_an_hour()
    (created,) = shipped.shop.order_fulfillments[ORDER_ID].fulfillments
    cancelled = "cancelled" in change
    assert done.status is (PushStatus.CANCELLED if cancelled else PushStatus.PUSHED)
    assert created.cancelled is cancelled
