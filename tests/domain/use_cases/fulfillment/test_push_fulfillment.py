"""What the ERP ships is told to Shopify, once, whatever happens in between."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import (
    InvalidShipment,
    NotFound,
    NovexError,
    ShopifyAccessDenied,
    ShopifyRefused,
    ShopifyThrottled,
    ShopifyUnavailable,
    ShopPaused,
)
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrderLine,
    FulfillmentPush,
    FulfillmentRequest,
    OrderFulfillments,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.work import Work
from tests.builders import LINE_ID, ORDER_ID, OTHER_SHOP, SHOP, a_fulfillment_order, a_link, a_sales_order, a_shipment

TIMEOUT = ShopifyUnavailable("no answer")


@pytest.fixture
def shipped(connected: Container, store: FakeShop) -> Container:
    """An order from Shopify, shipped by the ERP."""
    with connected.unit_of_work()() as tx:
        order_id = tx.erp.orders.apply([a_sales_order()])[0]
        tx.order_links.save([a_link(erp_id=order_id)])
        tx.commit()
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment()(a_shipment(order_id=order_id))
    return connected


def send_pushes(container: Container, clock: ManualClock, hours: int = 1) -> FulfillmentPush:
    """Until the push has come to its end, or so much time has passed."""
    until = clock.now() + timedelta(hours=hours)
    while clock.now() < until:
        while container.send_fulfillments().run_next():
            pass
        clock.advance(timedelta(minutes=1))
        container.rescue_claims()()
    return get_push(container)


def get_push(container: Container, shipment_id: str = "SHIP-1") -> FulfillmentPush:
    """The push as it stands."""
    with container.unit_of_work()() as tx:
        push = tx.pushes.get(shipment_id)
    assert push is not None
    return push


def test_a_shipment_becomes_one_fulfillment_with_tracking(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    assert Work.FULFILLMENTS in shipped.notifier().notifications
    done = send_pushes(shipped, clock)
    (made,) = store.order_fulfillments[ORDER_ID].fulfillments
    assert (made.tracking_numbers, store.fulfillment_quantities[made.id]) == (("JD01",), {LINE_ID: 2})
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (made.id,))
    with shipped.unit_of_work()() as tx:
        assert list(tx.erp.shipments.list_fulfillment_ids("SHIP-1")) == [made.id]
    assert (store.call_counts["fetch_order_fulfillments"], store.call_counts["create_fulfillment"]) == (1, 1)


def test_the_same_shipment_again_is_the_same_push(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    shipped.push_fulfillment()(a_shipment(order_id="1"))
    send_pushes(shipped, clock)
    shipped.push_fulfillment()(a_shipment(order_id="1"))
    send_pushes(shipped, clock)
    assert len(store.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_a_non_shopify_order_is_not_pushed(connected: Container, store: FakeShop) -> None:
    recorded = connected.push_fulfillment()(a_shipment(order_id="777"))
    assert recorded.status is PushStatus.NOT_SHOPIFY
    assert not connected.send_fulfillments().run_next()
    assert store.call_counts["fetch_order_fulfillments"] == 0


@pytest.mark.parametrize("after_the_work", [False, True], ids=["nothing was done", "all was done, the answer got lost"])
@pytest.mark.parametrize("error", [TIMEOUT, ShopifyThrottled("slow down", timedelta(seconds=30))], ids=repr)
def test_after_a_failure_shopify_ends_with_exactly_one_fulfillment(
    shipped: Container, store: FakeShop, clock: ManualClock, error: NovexError, after_the_work: bool
) -> None:
    store.fail_next_call("create_fulfillment", error, after_completion=after_the_work)
    done = send_pushes(shipped, clock)
    assert (done.status, done.attempts) == (PushStatus.PUSHED, 2)
    assert len(store.order_fulfillments[ORDER_ID].fulfillments) == 1
    assert store.call_counts["create_fulfillment"] == (1 if after_the_work else 2)


def test_a_worker_that_dies_after_sending_leaves_one_fulfillment(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    class Killed(BaseException):
        """The process is gone before it could write anything down."""

    store.fail_next_call("create_fulfillment", Killed(), after_completion=True)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        shipped.send_fulfillments().run_next()
    assert get_push(shipped).status is PushStatus.SENDING
    done = send_pushes(shipped, clock)
    assert done.status is PushStatus.PUSHED
    assert len(store.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_two_equal_shipments_without_tracking_are_two_fulfillments(
    connected: Container, store: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    for number in (1, 2):
        connected.push_fulfillment()(Shipment(f"SHIP-{number}", "1", (ShipmentLine(LINE_ID, 1),)))
    store.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    send_pushes(connected, clock)
    assert [get_push(connected, f"SHIP-{number}").status for number in (1, 2)] == [PushStatus.PUSHED] * 2
    assert len(store.order_fulfillments[ORDER_ID].fulfillments) == 2


def test_what_shopify_declines_stops_with_its_words(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    store.fail_next_call("create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The order is archived."]))
    done = send_pushes(shipped, clock)
    assert (done.status, done.attempts) == (PushStatus.REFUSED, 1)
    assert "The order is archived." in (done.last_error or "")


def test_more_than_shopify_expects_waits_and_goes_on_once_shopify_expects_it(
    connected: Container, store: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(1))
    connected.push_fulfillment()(a_shipment())
    waiting = send_pushes(connected, clock)
    assert waiting.status is PushStatus.PARKED
    assert f"line {LINE_ID}: 2 shipped, 1 expected from there" in (waiting.last_error or "")
    assert store.order_fulfillments[ORDER_ID].fulfillments == ()
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment().retry("SHIP-1")
    assert send_pushes(connected, clock).status is PushStatus.PUSHED


def test_after_an_outage_of_any_length_the_shipment_is_pushed(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    for _ in range(20):
        store.fail_next_call("fetch_order_fulfillments", TIMEOUT)
        assert shipped.send_fulfillments().run_next()
        clock.advance(timedelta(hours=1))
    waiting = get_push(shipped)
    assert (waiting.status, waiting.attempts) == (PushStatus.PENDING, 20)
    assert "no answer" in (waiting.last_error or "")
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED


def test_a_fault_of_our_own_is_not_repeated_for_ever(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    for _ in range(8):
        store.fail_next_call("fetch_order_fulfillments", ValueError("a bug"))  # type: ignore[arg-type]
        assert shipped.send_fulfillments().run_next()
        clock.advance(timedelta(hours=1))
    assert get_push(shipped).status is PushStatus.REFUSED


def test_after_an_unclear_response_the_retry_waits(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    store.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=59))
    assert not shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=1))
    assert shipped.send_fulfillments().run_next()


def test_every_attempt_is_kept_with_what_was_asked_and_what_came_back(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    done = send_pushes(shipped, clock)
    made = store.order_fulfillments[ORDER_ID].fulfillments[0].id
    assert [(attempt.number, attempt.steps, attempt.error) for attempt in done.history] == [
        (1, ("read the order: 1 fulfillment orders, 0 fulfillments",), "ShopifyUnavailable: no answer"),
        (2, ("read the order: 1 fulfillment orders, 1 fulfillments", f"found the existing fulfillment {made}"), None),
    ]


def test_a_fulfillment_created_by_hand_in_shopify_is_adopted(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    by_hand = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    store.add_fulfillment(ORDER_ID, by_hand, Counter({"gid://shopify/FulfillmentOrderLineItem/1": 2}), {LINE_ID: 2})
    done = send_pushes(shipped, clock)
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (by_hand.id,))
    assert store.call_counts["create_fulfillment"] == 0


def test_another_fulfillment_with_the_same_tracking_is_not_adopted(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    other = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    store.add_fulfillment(ORDER_ID, other, Counter(), {LINE_ID: 1})
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED
    assert store.call_counts["create_fulfillment"] == 1


def test_a_corrected_tracking_reaches_shopify(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    send_pushes(shipped, clock)
    shipped.push_fulfillment().update_tracking("SHIP-1", Tracking("JD02", "dhl express"))
    done = send_pushes(shipped, clock)
    (made,) = store.order_fulfillments[ORDER_ID].fulfillments
    assert (done.status, made.tracking_numbers) == (PushStatus.PUSHED, ("JD02",))
    assert done.plan is not None
    assert done.plan.fulfillments[0].request.tracking == Tracking("JD02", "DHL Express")
    assert (store.call_counts["create_fulfillment"], store.call_counts["update_tracking"]) == (1, 1)


def test_a_tracking_that_is_corrected_before_anything_is_sent_is_sent_corrected(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    shipped.push_fulfillment().update_tracking("SHIP-1", Tracking("JD02"))
    send_pushes(shipped, clock)
    (made,) = store.order_fulfillments[ORDER_ID].fulfillments
    assert made.tracking_numbers == ("JD02",)
    assert store.call_counts["update_tracking"] == 0


def test_a_shipment_that_is_cancelled_before_it_is_sent_is_never_sent(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    shipped.push_fulfillment().cancel("SHIP-1")
    assert send_pushes(shipped, clock).status is PushStatus.CANCELLED
    assert store.call_counts["fetch_order_fulfillments"] == 0


@pytest.mark.parametrize("after_the_work", [False, True])
def test_a_cancelled_shipment_is_cancelled_at_shopify_and_its_items_can_be_shipped_again(
    shipped: Container, store: FakeShop, clock: ManualClock, after_the_work: bool
) -> None:
    send_pushes(shipped, clock)
    shipped.push_fulfillment().cancel("SHIP-1")
    store.fail_next_call("cancel_fulfillment", TIMEOUT, after_completion=after_the_work)
    assert send_pushes(shipped, clock).status is PushStatus.CANCELLED
    shipped.push_fulfillment()(a_shipment("SHIP-2", "1", tracking=Tracking("JD02")))
    send_pushes(shipped, clock)
    made = store.order_fulfillments[ORDER_ID].fulfillments
    assert [(each.tracking_numbers, each.cancelled) for each in made] == [(("JD01",), True), (("JD02",), False)]
    assert get_push(shipped, "SHIP-2").status is PushStatus.PUSHED


def test_a_shipment_cancelled_while_its_outcome_is_unclear_is_cancelled_at_shopify(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.fail_next_call("create_fulfillment", TIMEOUT, after_completion=True)
    shipped.send_fulfillments().run_next()
    shipped.push_fulfillment().cancel("SHIP-1")
    clock.advance(timedelta(minutes=2))
    assert send_pushes(shipped, clock).status is PushStatus.CANCELLED
    assert [each.cancelled for each in store.order_fulfillments[ORDER_ID].fulfillments] == [True]


def test_items_shipped_from_another_location_are_moved_first_if_the_shop_allows_it(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2, actions=frozenset({"CREATE_FULFILLMENT", "MOVE"})))
    shipped.push_fulfillment()(a_shipment("SHIP-2", "1", location_id=5))
    shipped.push_fulfillment().abandon("SHIP-1", "typed by mistake")
    assert send_pushes(shipped, clock, hours=1).last_error == "given up: typed by mistake"
    assert get_push(shipped, "SHIP-2").status is PushStatus.PARKED
    with shipped.unit_of_work()() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(move_to_shipping_location=True))
        tx.commit()
    shipped.push_fulfillment().retry("SHIP-2")
    send_pushes(shipped, clock)
    assert get_push(shipped, "SHIP-2").status is PushStatus.PUSHED
    assert (store.call_counts["move_fulfillment_order"], len(store.order_fulfillments[ORDER_ID].fulfillments)) == (1, 1)


def test_what_is_under_way_or_done_cannot_be_given_up(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    send_pushes(shipped, clock)
    with pytest.raises(InvalidShipment, match="is pushed and cannot be given up"):
        shipped.push_fulfillment().abandon("SHIP-1", "no reason")
    with pytest.raises(NotFound):
        shipped.push_fulfillment().retry("SHIP-777")


def test_a_shipment_in_a_transaction_that_is_rolled_back_never_was(
    connected: Container, store: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    with connected.unit_of_work()() as tx:
        connected.push_fulfillment().push_in_transaction(tx, a_shipment())
    with connected.unit_of_work()() as tx:
        assert (tx.pushes.get("SHIP-1"), list(tx.erp.shipments.list_fulfillment_ids("SHIP-1"))) == (None, [])
        connected.push_fulfillment().push_in_transaction(tx, a_shipment())
        tx.commit()
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2))
    assert send_pushes(connected, clock).status is PushStatus.PUSHED


def test_a_slow_shop_does_not_take_all_the_workers(connected: Container, store: FakeShop, clock: ManualClock) -> None:
    with connected.unit_of_work()() as tx:
        for number in range(5):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), SHOP, number, PushStatus.PENDING, clock.now())
        tx.pushes.add(a_shipment("SHIP-9"), OTHER_SHOP, 9, PushStatus.PENDING, clock.now())
        claimed = [tx.pushes.claim(connected.worker_id(), clock.now()) for _ in range(5)]
    assert [each and each.shipment.id for each in claimed] == ["SHIP-0", "SHIP-1", "SHIP-2", "SHIP-9", None]


def test_a_declined_push_is_planned_again_on_retry(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    store.fail_next_call(
        "create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The fulfillment order was moved."])
    )
    assert send_pushes(shipped, clock).status is PushStatus.REFUSED
    moved = a_fulfillment_order(2, "Hamburg")
    elsewhere = replace(moved, id="gid://shopify/FulfillmentOrder/2", lines=(replace(moved.lines[0], id="FOL-2"),))
    store.add_unfulfilled_order(ORDER_ID, elsewhere)
    shipped.push_fulfillment().retry("SHIP-1")
    done = send_pushes(shipped, clock)
    assert done.status is PushStatus.PUSHED
    assert done.plan is not None
    assert [parcel.request.lines[0].fulfillment_order_id for parcel in done.plan.fulfillments] == [elsewhere.id]


def test_only_unsent_fulfillments_are_planned_again(connected: Container, store: FakeShop, clock: ManualClock) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    berlin = a_fulfillment_order(1, "Berlin")
    hamburg = replace(a_fulfillment_order(1, "Hamburg"), id="FO-2", lines=(FulfillmentOrderLine("FOL-2", LINE_ID, 1),))
    store.add_unfulfilled_order(ORDER_ID, berlin, hamburg)
    connected.push_fulfillment()(a_shipment())
    connected.send_fulfillments.add_kwargs(admin=providers.Object(SecondCallDeclinedAdmin(store)))
    assert send_pushes(connected, clock).status is PushStatus.REFUSED
    connected.send_fulfillments.add_kwargs(admin=connected.shopify_admin)
    connected.push_fulfillment().retry("SHIP-1")
    done = send_pushes(connected, clock)
    assert (done.status, len(store.order_fulfillments[ORDER_ID].fulfillments)) == (PushStatus.PUSHED, 2)
    assert sum(sum(pieces.values()) for pieces in store.fulfillment_quantities.values()) == 2


class SecondCallDeclinedAdmin(MemoryShopifyAdmin):
    """A Shopify that takes the first parcel and declines the next."""

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        """Ship once."""
        if self.fake_shop.fulfillment_quantities:
            raise ShopifyRefused("fulfillmentCreate", ["Not today."])
        return MemoryShopifyAdmin.create_fulfillment(self, access, request)


def test_a_shop_that_left_is_not_asked(shipped: Container, store: FakeShop, clock: ManualClock) -> None:
    shipped.disconnect_shop()(SHOP)
    done = send_pushes(shipped, clock)
    assert done.status is PushStatus.PARKED
    assert f"{SHOP} is not connected" in (done.last_error or "")
    assert store.call_counts["fetch_order_fulfillments"] == 0


CHANGES = {
    "correct": lambda pushes: pushes.update_tracking("SHIP-1", Tracking("JD02")),
    "cancel": lambda pushes: pushes.cancel("SHIP-1"),
    "retry": lambda pushes: pushes.retry("SHIP-1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_asked_meanwhile_a_late_fulfillment_is_found(
    shipped: Container, store: FakeShop, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(4))
    late = delay_first_response(monkeypatch)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=1))
    CHANGES[change](shipped.push_fulfillment())
    while shipped.send_fulfillments().run_next():
        pass
    late.pop()()
    done = send_pushes(shipped, clock)
    (made,) = store.order_fulfillments[ORDER_ID].fulfillments
    assert done.status is (PushStatus.CANCELLED if change == "cancel" else PushStatus.PUSHED)
    assert made.cancelled is (change == "cancel")


def delay_first_response(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """Shopify does not answer the first fulfillmentCreate, and is still at it; gives what brings it to its end."""
    create, late = MemoryShopifyAdmin.create_fulfillment, list[Callable[[], object]]()
    calls = count(1)

    def slow(self: MemoryShopifyAdmin, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        if next(calls) == 1:
            late.append(lambda: create(self, access, request))
            raise TIMEOUT
        return create(self, access, request)

    monkeypatch.setattr(MemoryShopifyAdmin, "create_fulfillment", slow)
    return late


def test_a_worker_that_lost_its_claim_does_not_send(
    shipped: Container, store: FakeShop, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(4))
    store.fail_next_call("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(hours=1))
    read = MemoryShopifyAdmin.fetch_order_fulfillments

    def suspended(self: MemoryShopifyAdmin, access: ShopAccess, order_id: int) -> OrderFulfillments:
        state = read(self, access, order_id)
        monkeypatch.setattr(MemoryShopifyAdmin, "fetch_order_fulfillments", read)
        with shipped.unit_of_work()() as tx:
            tx.claims.reclaim(shipped.worker_id(), clock.now() + timedelta(hours=1), clock.now(), clock.now())
            tx.commit()
        shipped.send_fulfillments().run_next()
        return state

    monkeypatch.setattr(MemoryShopifyAdmin, "fetch_order_fulfillments", suspended)
    shipped.send_fulfillments().run_next()
    assert len(store.order_fulfillments[ORDER_ID].fulfillments) == 1
    assert get_push(shipped).status is PushStatus.PUSHED


def test_a_shop_that_is_paused_gets_its_shipments_once_it_is_not(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.fail_next_call("fetch_order_fulfillments", ShopPaused(SHOP, 402))
    shipped.send_fulfillments().run_next()
    waiting = get_push(shipped)
    assert waiting.status is PushStatus.PENDING
    assert waiting.last_error is not None
    assert "frozen until its owner pays" in waiting.last_error
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED


def test_a_shop_whose_token_is_refused_gets_its_shipments_once_it_is_connected_again(
    shipped: Container, store: FakeShop, clock: ManualClock
) -> None:
    store.fail_next_call("fetch_order_fulfillments", ShopifyAccessDenied("401"))
    assert send_pushes(shipped, clock).status is PushStatus.PARKED
    shipped.connect_shop().connect_with_token(SHOP, store.access_token)
    assert send_pushes(shipped, clock).status is PushStatus.PUSHED
