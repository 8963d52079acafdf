"""Each shipment reaches Shopify, and a failure is retried, parked or refused."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyAccessDenied, ShopifyRefused, ShopPaused
from novex_shopify.domain.model.fulfillment import OrderFulfillments, PushStatus
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.work import Work
from tests.builders import LINE_ID, ORDER_ID, OTHER_SHOP, SHOP, a_fulfillment_order, a_link, a_shipment
from tests.domain.use_cases.fulfillment.push_steps import TIMEOUT, get_push, get_state, send_pushes


def test_a_shipment_becomes_one_fulfillment_with_tracking(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    assert Work.FULFILLMENTS in shipped.notifier().notifications
    done = send_pushes(shipped, clock)
    (created,) = fake_shop.order_fulfillments[ORDER_ID].fulfillments
    assert (created.tracking_numbers, fake_shop.fulfillment_quantities[created.id]) == (("JD01",), {LINE_ID: 2})
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (created.id,))
    assert get_state(shipped).confirmed_fulfillment_ids == {"SHIP-1": (created.id,)}
    assert (fake_shop.call_counts["fetch_order_fulfillments"], fake_shop.call_counts["create_fulfillment"]) == (1, 1)


def test_a_refusal_ends_the_push_with_shopifys_message(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.fail_next_call("create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The order is archived."]))
    done = send_pushes(shipped, clock)
    assert (done.status, done.attempts) == (PushStatus.REFUSED, 1)
    assert "The order is archived." in (done.last_error or "")


def test_a_shipment_of_more_than_shopify_expects_waits_until_shopify_expects_it(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(1))
    connected.push_fulfillment()(a_shipment())
    waiting = send_pushes(connected, clock)
    assert waiting.status is PushStatus.PARKED
    assert f"line {LINE_ID}: 2 shipped, 1 expected from there" in (waiting.last_error or "")
    assert fake_shop.order_fulfillments[ORDER_ID].fulfillments == ()
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment().retry("SHIP-1")
    assert send_pushes(connected, clock).status is PushStatus.PUSHED


def test_after_an_outage_of_any_length_the_shipment_is_pushed(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    for _ in range(20):
        fake_shop.fail_next_call("fetch_order_fulfillments", TIMEOUT)
        assert shipped.send_fulfillments().run_next()
        clock.advance(timedelta(hours=1))
    waiting = get_push(shipped)
    assert (waiting.status, waiting.attempts) == (PushStatus.PENDING, 20)
    assert "no answer" in (waiting.last_error or "")
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED


def test_an_unexpected_error_is_not_retried_for_ever(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    for _ in range(8):
        fake_shop.fail_next_call("fetch_order_fulfillments", ValueError("a bug"))  # type: ignore[arg-type]
        assert shipped.send_fulfillments().run_next()
        clock.advance(timedelta(hours=1))
    assert get_push(shipped).status is PushStatus.REFUSED


def test_after_an_unclear_response_the_retry_waits(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    fake_shop.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=59))
    assert not shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=1))
    assert shipped.send_fulfillments().run_next()


def test_every_attempt_is_stored_with_its_steps_and_its_error(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    first, second = send_pushes(shipped, clock).history
    created = fake_shop.order_fulfillments[ORDER_ID].fulfillments[0].id
    assert (first.number, first.error) == (1, "no answer")
    assert first.steps == ("read the order (fulfillment orders: 1, fulfillments: 0)",)
    assert (second.number, second.error) == (2, None)
    assert second.steps == (
        "read the order (fulfillment orders: 1, fulfillments: 1)",
        f"found the existing fulfillment {created}",
    )


def test_a_slow_shop_does_not_occupy_all_workers(connected: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    with connected.unit_of_work()() as tx:
        for number in range(5):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), SHOP, number, PushStatus.PENDING, clock.now())
        tx.pushes.add(a_shipment("SHIP-9"), OTHER_SHOP, 9, PushStatus.PENDING, clock.now())
        claimed = [tx.pushes.claim(connected.worker_id(), clock.now()) for _ in range(5)]
    assert [each and each.shipment.id for each in claimed] == ["SHIP-0", "SHIP-1", "SHIP-2", "SHIP-9", None]


def test_a_disconnected_shop_is_not_called(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    shipped.disconnect_shop()(SHOP)
    done = send_pushes(shipped, clock)
    assert done.status is PushStatus.PARKED
    assert f"{SHOP} is not connected" in (done.last_error or "")
    assert fake_shop.call_counts["fetch_order_fulfillments"] == 0


def test_a_shop_that_is_paused_gets_its_shipments_once_it_is_not(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", ShopPaused(SHOP, 402))
    shipped.send_fulfillments().run_next()
    waiting = get_push(shipped)
    assert waiting.status is PushStatus.PENDING
    assert waiting.last_error is not None
    assert "frozen until its owner pays" in waiting.last_error
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED


def test_a_shop_whose_token_is_refused_gets_its_shipments_once_it_is_connected_again(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.fail_next_call("fetch_order_fulfillments", ShopifyAccessDenied("401"))
    assert send_pushes(shipped, clock).status is PushStatus.PARKED
    shipped.connect_shop().connect_with_token(SHOP, fake_shop.access_token)
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED


def test_a_worker_that_lost_its_claim_does_not_send(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(4))
    fake_shop.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(hours=1))
    read = MemoryShopifyAdmin.fetch_order_fulfillments

    def read_and_lose_claim(self: MemoryShopifyAdmin, access: ShopAccess, order_id: int) -> OrderFulfillments:
        state = read(self, access, order_id)
        monkeypatch.setattr(MemoryShopifyAdmin, "fetch_order_fulfillments", read)
        with shipped.unit_of_work()() as tx:
            tx.claims.reclaim(shipped.worker_id(), clock.now() + timedelta(hours=1), clock.now(), clock.now())
            tx.commit()
        shipped.send_fulfillments().run_next()
        return state

    monkeypatch.setattr(MemoryShopifyAdmin, "fetch_order_fulfillments", read_and_lose_claim)
    shipped.send_fulfillments().run_next()
    assert len(fake_shop.order_fulfillments[ORDER_ID].fulfillments) == 1
    assert get_push(shipped).status is PushStatus.PUSHED
