"""What the ERP ships is told to Shopify, once, whatever happens in between."""

from datetime import timedelta

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NovexError, ShopifyRefused, ShopifyThrottled, ShopifyUnavailable
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, ShipmentLine
from novex_shopify.domain.model.work import Work
from tests.builders import LINE_ID, ORDER_ID, SHOP, a_fulfillment_order, a_link, a_sales_order, a_shipment

TIMEOUT = ShopifyUnavailable("no answer")


@pytest.fixture
def shipped(connected: Container, store: MemoryStore) -> Container:
    """An order from Shopify, shipped by the ERP."""
    with connected.unit_of_work()() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.order_links.save([a_link(erp_id=order_id)])
        tx.commit()
    store.expect(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment()(a_shipment(order_id=order_id))
    return connected


def work(container: Container, clock: ManualClock, hours: int = 1) -> FulfillmentPush:
    """Until the push has come to its end, or so much time has passed."""
    until = clock.now() + timedelta(hours=hours)
    while clock.now() < until:
        while container.push_fulfillment().run_next():
            pass
        clock.advance(timedelta(minutes=1))
        container.rescue_claims()()
    return push(container)


def push(container: Container, shipment_id: str = "SHIP-1") -> FulfillmentPush:
    """The push as it stands."""
    with container.unit_of_work()() as tx:
        push = tx.pushes.get(shipment_id)
    assert push is not None
    return push


def test_a_shipment_becomes_one_fulfillment_with_tracking(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    assert Work.FULFILLMENTS in shipped.wakeups().woken
    done = work(shipped, clock)
    (made,) = store.orders[ORDER_ID].fulfillments
    assert (made.tracking_numbers, made.quantities) == (("JD01",), {LINE_ID: 2})
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (made.id,))
    with shipped.unit_of_work()() as tx:
        assert list(tx.erp.shipments.fulfillment_ids("SHIP-1")) == [made.id]
    assert (store.calls["order_fulfillments"], store.calls["create_fulfillment"]) == (1, 1)


def test_the_same_shipment_again_is_the_same_push(shipped: Container, store: MemoryStore, clock: ManualClock) -> None:
    shipped.push_fulfillment()(a_shipment(order_id="1"))
    work(shipped, clock)
    shipped.push_fulfillment()(a_shipment(order_id="1"))
    work(shipped, clock)
    assert len(store.orders[ORDER_ID].fulfillments) == 1


def test_an_order_from_elsewhere_is_told_to_nobody(connected: Container, store: MemoryStore) -> None:
    recorded = connected.push_fulfillment()(a_shipment(order_id="777"))
    assert recorded.status is PushStatus.NOT_SHOPIFY
    assert not connected.push_fulfillment().run_next()
    assert store.calls["order_fulfillments"] == 0


@pytest.mark.parametrize("after_the_work", [False, True], ids=["nothing was done", "all was done, the answer got lost"])
@pytest.mark.parametrize("error", [TIMEOUT, ShopifyThrottled("slow down", timedelta(seconds=30))], ids=repr)
def test_after_a_failure_shopify_ends_with_exactly_one_fulfillment(
    shipped: Container, store: MemoryStore, clock: ManualClock, error: NovexError, after_the_work: bool
) -> None:
    store.fail_next("create_fulfillment", error, after_the_work=after_the_work)
    done = work(shipped, clock)
    assert (done.status, done.attempts) == (PushStatus.PUSHED, 2)
    assert len(store.orders[ORDER_ID].fulfillments) == 1
    assert store.calls["create_fulfillment"] == (1 if after_the_work else 2)


def test_a_worker_that_dies_after_sending_leaves_one_fulfillment(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    class Killed(BaseException):
        """The process is gone before it could write anything down."""

    store.fail_next("create_fulfillment", Killed(), after_the_work=True)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        shipped.push_fulfillment().run_next()
    assert push(shipped).status is PushStatus.SENDING
    done = work(shipped, clock)
    assert done.status is PushStatus.PUSHED
    assert len(store.orders[ORDER_ID].fulfillments) == 1


def test_two_equal_parcels_without_tracking_are_two_fulfillments(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    store.expect(ORDER_ID, a_fulfillment_order(2))
    for number in (1, 2):
        connected.push_fulfillment()(Shipment(f"SHIP-{number}", "1", (ShipmentLine(LINE_ID, 1),)))
    store.fail_next("create_fulfillment", TIMEOUT, after_the_work=True)
    work(connected, clock)
    assert [push(connected, f"SHIP-{number}").status for number in (1, 2)] == [PushStatus.PUSHED] * 2
    assert len(store.orders[ORDER_ID].fulfillments) == 2


def test_what_shopify_declines_stops_with_its_words(shipped: Container, store: MemoryStore, clock: ManualClock) -> None:
    store.fail_next("create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The order is archived."]))
    done = work(shipped, clock)
    assert (done.status, done.attempts) == (PushStatus.REFUSED, 1)
    assert "The order is archived." in (done.last_error or "")


def test_more_than_shopify_expects_is_said_line_by_line(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    store.expect(ORDER_ID, a_fulfillment_order(1))
    connected.push_fulfillment()(a_shipment())
    done = work(connected, clock)
    assert done.status is PushStatus.PARKED
    assert f"line {LINE_ID}: 2 shipped, 1 still expected" in (done.last_error or "")
    assert store.orders[ORDER_ID].fulfillments == ()


def test_eight_outages_in_a_row_end_in_a_refusal_that_people_see(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    for _ in range(8):
        store.fail_next("order_fulfillments", TIMEOUT)
        assert shipped.push_fulfillment().run_next()
        clock.advance(timedelta(hours=1))
    done = push(shipped)
    assert not shipped.push_fulfillment().run_next()
    assert (done.status, done.attempts) == (PushStatus.REFUSED, 8)
    assert "no answer" in (done.last_error or "")


def test_a_store_that_left_is_not_asked(shipped: Container, store: MemoryStore, clock: ManualClock) -> None:
    shipped.disconnect_shop()(SHOP)
    done = work(shipped, clock)
    assert done.status is PushStatus.PARKED
    assert f"{SHOP} is not connected" in (done.last_error or "")
    assert store.calls["order_fulfillments"] == 0
