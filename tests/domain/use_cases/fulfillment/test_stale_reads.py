"""The order changes in Shopify between the read and the request: what a fresh read would not ask for is not refused."""

from collections.abc import Callable
from dataclasses import replace

from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.fulfillment import Fulfillment, FulfillmentOrder, PushStatus, Tracking
from tests.builders import LINE_ID, ORDER_ID, a_fulfillment_order
from tests.domain.use_cases.fulfillment.push_fakes import PushFakes

FULFILLMENT_ORDER = "gid://shopify/FulfillmentOrder/2"


def replace_orders(fakes: PushFakes, *orders: FulfillmentOrder) -> None:
    """Route the order again; its fulfillments stay."""
    state = fakes.shop.order_fulfillments[ORDER_ID]
    fakes.shop.order_fulfillments[ORDER_ID] = replace(state, fulfillment_orders=orders)


def get_only_order(fakes: PushFakes) -> FulfillmentOrder:
    (order,) = fakes.shop.order_fulfillments[ORDER_ID].fulfillment_orders
    return order


def move(fakes: PushFakes) -> None:
    """The lines get other ids at another location."""
    moved = replace(get_only_order(fakes), id=f"{get_only_order(fakes).id}0", location_id="Paris")
    lines = tuple(replace(line, id=f"{line.id}0") for line in moved.lines)
    replace_orders(fakes, replace(moved, lines=lines))


def hold(fakes: PushFakes) -> None:
    replace_orders(fakes, replace(get_only_order(fakes), actions=frozenset({"RELEASE_HOLD"}), holds=("fraud risk",)))


def ship_by_hand(fakes: PushFakes) -> None:
    """A person enters the same shipment in the Shopify admin."""
    order = get_only_order(fakes)
    replace_orders(fakes, replace(order, lines=tuple(replace(line, remaining_quantity=0) for line in order.lines)))
    fulfillment = Fulfillment("gid://shopify/Fulfillment/777", ("JD01",))
    state = fakes.shop.order_fulfillments[ORDER_ID]
    fakes.shop.order_fulfillments[ORDER_ID] = replace(state, fulfillments=(fulfillment,))
    fakes.shop.fulfillment_quantities[fulfillment.id] = {LINE_ID: 2}
    fakes.shop.fulfillment_order_ids[fulfillment.id] = frozenset({order.id})


def send_while(fakes: PushFakes, change: Callable[[PushFakes], object]) -> None:
    """Make one attempt; the order changes after it was read."""
    fakes.shop.run_on_call("create_fulfillment", 1, lambda: change(fakes))
    assert fakes.send_fulfillments.run_next()


def test_what_was_moved_meanwhile_is_planned_again_in_the_same_attempt(shipped: PushFakes) -> None:
    send_while(shipped, move)
    done = shipped.get_push()
    assert (done.status, done.attempts) == (PushStatus.PUSHED, 1)
    assert len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments) == 1
    read, declined, read_again, created = done.history[0].steps
    assert (read, read_again) == ("Read the order from Shopify (no fulfillments so far)",) * 2
    assert declined.startswith("Shopify declined fulfillmentCreate: ")
    assert created == "Created a fulfillment in Shopify (2 items, tracking JD01)"


def test_what_was_put_on_hold_meanwhile_waits_for_its_release(shipped: PushFakes) -> None:
    send_while(shipped, hold)
    waiting = shipped.get_push()
    assert waiting.status is PushStatus.PARKED
    assert "on hold (fraud risk)" in (waiting.last_error or "")


def test_what_a_person_shipped_meanwhile_is_adopted(shipped: PushFakes) -> None:
    send_while(shipped, ship_by_hand)
    done = shipped.get_push()
    assert (done.status, done.plan and done.plan.fulfillment_ids) == (
        PushStatus.PUSHED,
        ("gid://shopify/Fulfillment/777",),
    )
    assert shipped.shop.call_counts["create_fulfillment"] == 1


def a_half(location: str) -> FulfillmentOrder:
    """One of the two units, at its own location."""
    order = a_fulfillment_order(1, location, id=f"{FULFILLMENT_ORDER}-{location}")
    return replace(order, lines=tuple(replace(line, id=f"{line.id}-{location}") for line in order.lines))


def test_what_was_split_meanwhile_is_sent_by_location(shipped: PushFakes) -> None:
    send_while(shipped, lambda fakes: replace_orders(fakes, a_half("Berlin"), a_half("Paris")))
    assert shipped.get_push().status is PushStatus.PUSHED
    assert len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments) == 2


def test_what_was_sent_before_the_refusal_is_not_sent_again(shipped: PushFakes) -> None:
    replace_orders(shipped, a_half("Berlin"), a_half("Paris"))

    def move_rest_to_rome() -> None:
        berlin, _ = shipped.shop.order_fulfillments[ORDER_ID].fulfillment_orders
        replace_orders(shipped, berlin, a_half("Rome"))

    shipped.shop.run_on_call("create_fulfillment", 2, move_rest_to_rome)
    assert shipped.send_fulfillments.run_next()
    done = shipped.get_push()
    made = [fulfillment.id for fulfillment in shipped.shop.order_fulfillments[ORDER_ID].fulfillments]
    assert (done.status, list(done.plan.fulfillment_ids) if done.plan else []) == (PushStatus.PUSHED, made)
    assert len(made) == 2


def test_a_request_that_a_fresh_read_leads_to_again_is_refused_and_not_sent_twice(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call("create_fulfillment", ShopifyRefused("fulfillmentCreate", ["Archived."]))
    assert shipped.send_fulfillments.run_next()
    assert shipped.get_push().status is PushStatus.REFUSED
    assert shipped.shop.call_counts["create_fulfillment"] == 1
    assert shipped.shop.call_counts["fetch_order_fulfillments"] == 2


def test_an_order_that_keeps_changing_is_tried_again_later(shipped: PushFakes) -> None:
    shipped.shop.run_on_call("create_fulfillment", 2, lambda: move(shipped))
    send_while(shipped, move)
    waiting = shipped.get_push()
    assert waiting.status is PushStatus.PENDING
    assert "it is read and planned again" in (waiting.last_error or "")
    assert shipped.send_for_an_hour().status is PushStatus.PUSHED
    assert len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_a_fulfillment_that_was_cancelled_meanwhile_needs_no_cancellation(shipped: PushFakes) -> None:
    shipped.send_for_an_hour()
    (created,) = shipped.shop.order_fulfillments[ORDER_ID].fulfillments
    shipped.request_again(cancelled=True)

    def cancel_by_hand() -> None:
        shipped.shop.cancel_fulfillment(created.id)
        shipped.shop.fail_next_call("cancel_fulfillment", ShopifyRefused("fulfillmentCancel", ["Cancelled already."]))

    shipped.shop.run_on_call("cancel_fulfillment", 1, cancel_by_hand)
    assert shipped.send_for_an_hour().status is PushStatus.CANCELLED


def test_a_declined_correction_of_the_tracking_is_refused(shipped: PushFakes) -> None:
    shipped.send_for_an_hour()
    shipped.request_again(tracking=Tracking("JD02", "DHL"))
    shipped.shop.fail_next_call("update_tracking", ShopifyRefused("fulfillmentTrackingInfoUpdate", ["Not now."]))
    assert shipped.send_for_an_hour().status is PushStatus.REFUSED
    assert shipped.shop.call_counts["update_tracking"] == 1
