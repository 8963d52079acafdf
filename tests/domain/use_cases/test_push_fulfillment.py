"""What the ERP ships is told to Shopify, once, whatever happens in between."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify_admin import MemoryShopifyAdmin
from novex_shopify.adapters.memory.store import MemoryStore
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
        while container.send_fulfillments().run_next():
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
    assert (made.tracking_numbers, store.quantities[made.id]) == (("JD01",), {LINE_ID: 2})
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
    assert not connected.send_fulfillments().run_next()
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
        shipped.send_fulfillments().run_next()
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


def test_more_than_shopify_expects_waits_and_goes_on_once_shopify_expects_it(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    store.expect(ORDER_ID, a_fulfillment_order(1))
    connected.push_fulfillment()(a_shipment())
    waiting = work(connected, clock)
    assert waiting.status is PushStatus.PARKED
    assert f"line {LINE_ID}: 2 shipped, 1 expected from there" in (waiting.last_error or "")
    assert store.orders[ORDER_ID].fulfillments == ()
    store.expect(ORDER_ID, a_fulfillment_order(2))
    connected.push_fulfillment().retry("SHIP-1")
    assert work(connected, clock).status is PushStatus.PUSHED


def test_however_long_an_outage_lasts_the_customer_is_told_at_its_end(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    for _ in range(20):
        store.fail_next("order_fulfillments", TIMEOUT)
        assert shipped.send_fulfillments().run_next()
        clock.advance(timedelta(hours=1))
    waiting = push(shipped)
    assert (waiting.status, waiting.attempts) == (PushStatus.PENDING, 20)
    assert "no answer" in (waiting.last_error or "")
    assert work(shipped, clock).status is PushStatus.PUSHED


def test_a_fault_of_our_own_is_not_repeated_for_ever(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    for _ in range(8):
        store.fail_next("order_fulfillments", ValueError("a bug"))  # type: ignore[arg-type]
        assert shipped.send_fulfillments().run_next()
        clock.advance(timedelta(hours=1))
    assert push(shipped).status is PushStatus.REFUSED


def test_after_an_unclear_answer_nobody_looks_too_early(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.fail_next("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=59))
    assert not shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=1))
    assert shipped.send_fulfillments().run_next()


def test_every_attempt_is_kept_with_what_was_asked_and_what_came_back(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.fail_next("create_fulfillment", TIMEOUT, after_the_work=True)
    done = work(shipped, clock)
    made = store.orders[ORDER_ID].fulfillments[0].id
    assert [(attempt.number, attempt.steps, attempt.error) for attempt in done.history] == [
        (1, ("read the order: 1 fulfillment orders, 0 fulfillments",), "ShopifyUnavailable: no answer"),
        (2, ("read the order: 1 fulfillment orders, 1 fulfillments", f"found that it is there already: {made}"), None),
    ]


def test_a_parcel_that_a_person_typed_into_shopify_is_taken_over(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    by_hand = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    store.add_fulfillment(ORDER_ID, by_hand, Counter({"gid://shopify/FulfillmentOrderLineItem/1": 2}), {LINE_ID: 2})
    done = work(shipped, clock)
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (PushStatus.PUSHED, (by_hand.id,))
    assert store.calls["create_fulfillment"] == 0


def test_another_parcel_of_the_same_tracking_is_not_taken_over(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    other = Fulfillment("gid://shopify/Fulfillment/900", ("JD01",))
    store.add_fulfillment(ORDER_ID, other, Counter(), {LINE_ID: 1})
    assert work(shipped, clock).status is PushStatus.PUSHED
    assert store.calls["create_fulfillment"] == 1


def test_a_corrected_tracking_reaches_shopify(shipped: Container, store: MemoryStore, clock: ManualClock) -> None:
    work(shipped, clock)
    shipped.push_fulfillment().correct_tracking("SHIP-1", Tracking("JD02", "dhl express"))
    done = work(shipped, clock)
    (made,) = store.orders[ORDER_ID].fulfillments
    assert (done.status, made.tracking_numbers) == (PushStatus.PUSHED, ("JD02",))
    assert done.plan is not None
    assert done.plan.parcels[0].request.tracking == Tracking("JD02", "DHL Express")
    assert (store.calls["create_fulfillment"], store.calls["update_tracking"]) == (1, 1)


def test_a_tracking_that_is_corrected_before_anything_is_sent_is_sent_corrected(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    shipped.push_fulfillment().correct_tracking("SHIP-1", Tracking("JD02"))
    work(shipped, clock)
    (made,) = store.orders[ORDER_ID].fulfillments
    assert made.tracking_numbers == ("JD02",)
    assert store.calls["update_tracking"] == 0


def test_a_shipment_that_is_cancelled_before_it_is_sent_is_never_sent(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    shipped.push_fulfillment().cancel("SHIP-1")
    assert work(shipped, clock).status is PushStatus.CANCELLED
    assert store.calls["order_fulfillments"] == 0


@pytest.mark.parametrize("after_the_work", [False, True])
def test_a_cancelled_shipment_is_taken_back_and_its_goods_can_be_shipped_again(
    shipped: Container, store: MemoryStore, clock: ManualClock, after_the_work: bool
) -> None:
    work(shipped, clock)
    shipped.push_fulfillment().cancel("SHIP-1")
    store.fail_next("cancel_fulfillment", TIMEOUT, after_the_work=after_the_work)
    assert work(shipped, clock).status is PushStatus.CANCELLED
    shipped.push_fulfillment()(a_shipment("SHIP-2", "1", tracking=Tracking("JD02")))
    work(shipped, clock)
    made = store.orders[ORDER_ID].fulfillments
    assert [(each.tracking_numbers, each.cancelled) for each in made] == [(("JD01",), True), (("JD02",), False)]
    assert push(shipped, "SHIP-2").status is PushStatus.PUSHED


def test_a_shipment_that_is_cancelled_while_its_outcome_is_unclear_is_taken_back_too(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.fail_next("create_fulfillment", TIMEOUT, after_the_work=True)
    shipped.send_fulfillments().run_next()
    shipped.push_fulfillment().cancel("SHIP-1")
    clock.advance(timedelta(minutes=2))
    assert work(shipped, clock).status is PushStatus.CANCELLED
    assert [each.cancelled for each in store.orders[ORDER_ID].fulfillments] == [True]


def test_goods_shipped_from_elsewhere_are_moved_first_where_the_store_allows_it(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.expect(ORDER_ID, a_fulfillment_order(2, actions=frozenset({"CREATE_FULFILLMENT", "MOVE"})))
    shipped.push_fulfillment()(a_shipment("SHIP-2", "1", location_id=5))
    shipped.push_fulfillment().give_up("SHIP-1", "typed by mistake")
    assert work(shipped, clock, hours=1).last_error == "given up: typed by mistake"
    assert push(shipped, "SHIP-2").status is PushStatus.PARKED
    with shipped.unit_of_work()() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(move_to_shipping_location=True))
        tx.commit()
    shipped.push_fulfillment().retry("SHIP-2")
    work(shipped, clock)
    assert push(shipped, "SHIP-2").status is PushStatus.PUSHED
    assert (store.calls["move_fulfillment_order"], len(store.orders[ORDER_ID].fulfillments)) == (1, 1)


def test_what_is_under_way_or_done_cannot_be_given_up(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    work(shipped, clock)
    with pytest.raises(InvalidShipment, match="is pushed and cannot be given up"):
        shipped.push_fulfillment().give_up("SHIP-1", "no reason")
    with pytest.raises(NotFound):
        shipped.push_fulfillment().retry("SHIP-777")


def test_a_shipment_in_a_transaction_that_is_rolled_back_never_was(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    with connected.unit_of_work()() as tx:
        connected.push_fulfillment().within(tx, a_shipment())
    with connected.unit_of_work()() as tx:
        assert (tx.pushes.get("SHIP-1"), list(tx.erp.shipments.fulfillment_ids("SHIP-1"))) == (None, [])
        connected.push_fulfillment().within(tx, a_shipment())
        tx.commit()
    store.expect(ORDER_ID, a_fulfillment_order(2))
    assert work(connected, clock).status is PushStatus.PUSHED


def test_a_slow_store_does_not_take_all_the_workers(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        for number in range(5):
            tx.pushes.add(a_shipment(f"SHIP-{number}"), SHOP, number, PushStatus.PENDING, clock.now())
        tx.pushes.add(a_shipment("SHIP-9"), OTHER_SHOP, 9, PushStatus.PENDING, clock.now())
        claimed = [tx.pushes.claim(connected.worker_id(), clock.now()) for _ in range(5)]
    assert [each and each.shipment.id for each in claimed] == ["SHIP-0", "SHIP-1", "SHIP-2", "SHIP-9", None]


def test_what_was_declined_is_planned_anew_when_a_person_tries_it_again(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.fail_next("create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The fulfillment order was moved."]))
    assert work(shipped, clock).status is PushStatus.REFUSED
    moved = a_fulfillment_order(2, "Hamburg")
    elsewhere = replace(moved, id="gid://shopify/FulfillmentOrder/2", lines=(replace(moved.lines[0], id="FOL-2"),))
    store.expect(ORDER_ID, elsewhere)
    shipped.push_fulfillment().retry("SHIP-1")
    done = work(shipped, clock)
    assert done.status is PushStatus.PUSHED
    assert done.plan is not None
    assert [parcel.request.lines[0].fulfillment_order_id for parcel in done.plan.parcels] == [elsewhere.id]


def test_of_several_parcels_only_those_that_were_not_sent_are_planned_anew(
    connected: Container, store: MemoryStore, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    berlin = a_fulfillment_order(1, "Berlin")
    hamburg = replace(a_fulfillment_order(1, "Hamburg"), id="FO-2", lines=(FulfillmentOrderLine("FOL-2", LINE_ID, 1),))
    store.expect(ORDER_ID, berlin, hamburg)
    connected.push_fulfillment()(a_shipment())
    connected.send_fulfillments.add_kwargs(admin=providers.Object(DecliningTheSecond(store)))
    assert work(connected, clock).status is PushStatus.REFUSED
    connected.send_fulfillments.add_kwargs(admin=connected.admin)
    connected.push_fulfillment().retry("SHIP-1")
    done = work(connected, clock)
    assert (done.status, len(store.orders[ORDER_ID].fulfillments)) == (PushStatus.PUSHED, 2)
    assert sum(sum(pieces.values()) for pieces in store.quantities.values()) == 2


class DecliningTheSecond(MemoryShopifyAdmin):
    """A Shopify that takes the first parcel and declines the next."""

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        """Ship once."""
        if self.store.quantities:
            raise ShopifyRefused("fulfillmentCreate", ["Not today."])
        return MemoryShopifyAdmin.create_fulfillment(self, access, request)


def test_a_store_that_left_is_not_asked(shipped: Container, store: MemoryStore, clock: ManualClock) -> None:
    shipped.disconnect_shop()(SHOP)
    done = work(shipped, clock)
    assert done.status is PushStatus.PARKED
    assert f"{SHOP} is not connected" in (done.last_error or "")
    assert store.calls["order_fulfillments"] == 0


CHANGES = {
    "correct": lambda pushes: pushes.correct_tracking("SHIP-1", Tracking("JD02")),
    "cancel": lambda pushes: pushes.cancel("SHIP-1"),
    "retry": lambda pushes: pushes.retry("SHIP-1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_asked_meanwhile_a_late_fulfillment_is_found(
    shipped: Container, store: MemoryStore, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    store.expect(ORDER_ID, a_fulfillment_order(4))
    late = have_the_first_one_late(monkeypatch)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(seconds=1))
    CHANGES[change](shipped.push_fulfillment())
    while shipped.send_fulfillments().run_next():
        pass
    late.pop()()
    done = work(shipped, clock)
    (made,) = store.orders[ORDER_ID].fulfillments
    assert done.status is (PushStatus.CANCELLED if change == "cancel" else PushStatus.PUSHED)
    assert made.cancelled is (change == "cancel")


def have_the_first_one_late(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
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
    shipped: Container, store: MemoryStore, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.expect(ORDER_ID, a_fulfillment_order(4))
    store.fail_next("create_fulfillment", TIMEOUT)
    shipped.send_fulfillments().run_next()
    clock.advance(timedelta(hours=1))
    read = MemoryShopifyAdmin.order_fulfillments

    def suspended(self: MemoryShopifyAdmin, access: ShopAccess, order_id: int) -> OrderFulfillments:
        state = read(self, access, order_id)
        monkeypatch.setattr(MemoryShopifyAdmin, "order_fulfillments", read)
        with shipped.unit_of_work()() as tx:
            tx.claims.take_back(shipped.worker_id(), clock.now() + timedelta(hours=1), clock.now(), clock.now())
            tx.commit()
        shipped.send_fulfillments().run_next()
        return state

    monkeypatch.setattr(MemoryShopifyAdmin, "order_fulfillments", suspended)
    shipped.send_fulfillments().run_next()
    assert len(store.orders[ORDER_ID].fulfillments) == 1
    assert push(shipped).status is PushStatus.PUSHED


def test_a_store_that_is_paused_gets_its_shipments_once_it_is_not(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.fail_next("order_fulfillments", ShopPaused(SHOP, 402))
    shipped.send_fulfillments().run_next()
    waiting = push(shipped)
    assert waiting.status is PushStatus.PENDING
    assert waiting.last_error is not None
    assert "frozen until its owner pays" in waiting.last_error
    assert work(shipped, clock).status is PushStatus.PUSHED


def test_a_store_whose_token_is_refused_gets_its_shipments_once_it_is_connected_again(
    shipped: Container, store: MemoryStore, clock: ManualClock
) -> None:
    store.fail_next("order_fulfillments", ShopifyAccessDenied("401"))
    assert work(shipped, clock).status is PushStatus.PARKED
    shipped.connect_shop().with_token(SHOP, store.access_token)
    assert work(shipped, clock).status is PushStatus.PUSHED
