"""After an unknown outcome, what exists in Shopify is found, and nothing is sent twice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError, ShopifyThrottled
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentRequest,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess
from tests.builders import LINE_ID, ORDER_ID, a_fulfillment_order, a_link
from tests.domain.use_cases.fulfillment.push_steps import TIMEOUT, get_push, send_pushes


@pytest.mark.parametrize("after_the_work", [False, True], ids=["before the work", "after the work"])
@pytest.mark.parametrize("error", [TIMEOUT, ShopifyThrottled("slow down", timedelta(seconds=30))], ids=repr)
def test_after_a_failure_shopify_ends_with_exactly_one_fulfillment(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock, error: NovexError, after_the_work: bool
) -> None:
    fake_shop.fail_next_call("create_fulfillment", error, after_completion=after_the_work)
    done = send_pushes(shipped, clock)
    assert (done.status, done.attempts) == (PushStatus.PUSHED, 2)
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 1
    assert fake_shop.call_counts["create_fulfillment"] == (1 if after_the_work else 2)


def test_a_worker_that_dies_after_sending_leaves_one_fulfillment(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    class Killed(BaseException):
        """Kills the worker before it can store anything."""

    fake_shop.fail_next_call("create_fulfillment", Killed(), after_completion=True)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        shipped.send_fulfillments().run_next()
    assert get_push(shipped).status is PushStatus.SENDING
    done = send_pushes(shipped, clock)
    assert done.status is PushStatus.PUSHED
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_two_equal_shipments_without_tracking_are_two_fulfillments(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    for number in (1, 2):
        connected.push_fulfillment()(Shipment(f"SHIP-{number}", "1", (ShipmentLine(LINE_ID, 1),)))
    fake_shop.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    send_pushes(connected, clock)
    assert [get_push(connected, f"SHIP-{number}").status for number in (1, 2)] == [PushStatus.PUSHED] * 2
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 2


def test_a_fulfillment_created_by_hand_in_shopify_is_adopted(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    by_hand = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    fake_shop.add_fulfillment(ORDER_ID, by_hand, Counter({"gid://shopify/FulfillmentOrderLineItem/1": 2}), {LINE_ID: 2})
    done = send_pushes(shipped, clock)
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (by_hand.id,))
    assert fake_shop.call_counts["create_fulfillment"] == 0


def test_another_fulfillment_with_the_same_tracking_is_not_adopted(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    other = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    fake_shop.add_fulfillment(ORDER_ID, other, Counter(), {LINE_ID: 1})
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED
    assert fake_shop.call_counts["create_fulfillment"] == 1


def test_a_shipment_cancelled_while_its_outcome_is_unclear_is_cancelled_at_shopify(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    shipped.send_fulfillments().run_next()
    shipped.push_fulfillment().cancel("SHIP-1")
    clock.advance(timedelta(minutes=2))
    assert send_pushes(shipped, clock).status is PushStatus.CANCELLED
    assert [each.cancelled for each in fake_shop.order_fulfillments[ORDER_ID].fulfillments] == [True]


CHANGES = {
    "correct": lambda pushes: pushes.update_tracking("SHIP-1", Tracking("JD02")),
    "cancel": lambda pushes: pushes.cancel("SHIP-1"),
    "retry": lambda pushes: pushes.retry("SHIP-1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_fulfillment_that_shopify_completes_late_is_found_after_any_change(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(4))
    late = delay_first_response(monkeypatch)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=1))
    CHANGES[change](shipped.push_fulfillment())
    while shipped.send_fulfillments().run_next():
        pass
    late.pop()()
    done = send_pushes(shipped, clock)
    (created,) = fake_shop.order_fulfillments[ORDER_ID].fulfillments
    assert done.status is (PushStatus.CANCELLED if change == "cancel" else PushStatus.PUSHED)
    assert created.cancelled is (change == "cancel")


def delay_first_response(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """Have Shopify not answer the first fulfillmentCreate but still process it; returns what completes it."""
    create, late = MemoryShopifyAdmin.create_fulfillment, list[Callable[[], object]]()
    calls = count(1)

    def answer_late(self: MemoryShopifyAdmin, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        if next(calls) == 1:
            late.append(lambda: create(self, access, request))
            raise TIMEOUT
        return create(self, access, request)

    monkeypatch.setattr(MemoryShopifyAdmin, "create_fulfillment", answer_late)
    return late
