"""What is planned is sent, corrected, cancelled and moved, and planned again after a refusal."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
from novex_shopify.config.container import Container
from novex_shopify.domain.errors import ShopifyRefused
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrderLine,
    FulfillmentRequest,
    PushStatus,
    Tracking,
)
from novex_shopify.domain.model.shop import ShopAccess
from novex_shopify.domain.model.shop_settings import ShopSettings
from tests.builders import LINE_ID, ORDER_ID, SHOP, a_fulfillment_order, a_link, a_shipment
from tests.domain.use_cases.fulfillment.push_steps import TIMEOUT, get_push, send_pushes


def test_a_corrected_tracking_reaches_shopify(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    send_pushes(shipped, clock)
    shipped.push_fulfillment().update_tracking("SHIP-1", Tracking("JD02", "dhl express"))
    done = send_pushes(shipped, clock)
    (created,) = fake_shop.order_fulfillments[ORDER_ID].fulfillments
    assert (done.status, created.tracking_numbers) == (PushStatus.PUSHED, ("JD02",))
    assert done.plan is not None
    assert done.plan.fulfillments[0].request.tracking == Tracking("JD02", "DHL Express")
    assert (fake_shop.call_counts["create_fulfillment"], fake_shop.call_counts["update_tracking"]) == (1, 1)


def test_a_tracking_that_is_corrected_before_anything_is_sent_is_sent_corrected(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    shipped.push_fulfillment().update_tracking("SHIP-1", Tracking("JD02"))
    send_pushes(shipped, clock)
    (created,) = fake_shop.order_fulfillments[ORDER_ID].fulfillments
    assert created.tracking_numbers == ("JD02",)
    assert fake_shop.call_counts["update_tracking"] == 0


def test_a_shipment_that_is_cancelled_before_it_is_sent_is_never_sent(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    shipped.push_fulfillment().cancel("SHIP-1")
    assert send_pushes(shipped, clock).status is PushStatus.CANCELLED
    assert fake_shop.call_counts["fetch_order_fulfillments"] == 0


@pytest.mark.parametrize("after_the_work", [False, True])
def test_a_cancelled_shipment_is_cancelled_at_shopify_and_its_items_can_be_shipped_again(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock, after_the_work: bool
) -> None:
    send_pushes(shipped, clock)
    shipped.push_fulfillment().cancel("SHIP-1")
    fake_shop.fail_next_call("cancel_fulfillment", TIMEOUT, after_completion=after_the_work)
    assert send_pushes(shipped, clock).status is PushStatus.CANCELLED
    shipped.push_fulfillment()(a_shipment("SHIP-2", "1", tracking=Tracking("JD02")))
    send_pushes(shipped, clock)
    created = fake_shop.order_fulfillments[ORDER_ID].fulfillments
    assert [(each.tracking_numbers, each.cancelled) for each in created] == [(("JD01",), True), (("JD02",), False)]
    assert get_push(shipped, "SHIP-2").status is PushStatus.PUSHED


def test_items_shipped_from_another_location_are_moved_first_if_the_shop_allows_it(
    shipped: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    fake_shop.add_unfulfilled_order(ORDER_ID, a_fulfillment_order(2, actions=frozenset({"CREATE_FULFILLMENT", "MOVE"})))
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
    assert (
        fake_shop.call_counts["move_fulfillment_order"],
        len(fake_shop.order_fulfillments[ORDER_ID].fulfillments),
    ) == (1, 1)


def test_a_declined_push_is_planned_again_on_retry(shipped: Container, fake_shop: FakeShop, clock: ManualClock) -> None:
    fake_shop.fail_next_call(
        "create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The fulfillment order was moved."])
    )
    assert send_pushes(shipped, clock).status is PushStatus.REFUSED
    moved = a_fulfillment_order(2, "Hamburg")
    elsewhere = replace(moved, id="gid://shopify/FulfillmentOrder/2", lines=(replace(moved.lines[0], id="FOL-2"),))
    fake_shop.add_unfulfilled_order(ORDER_ID, elsewhere)
    shipped.push_fulfillment().retry("SHIP-1")
    done = send_pushes(shipped, clock)
    assert done.status is PushStatus.PUSHED
    assert done.plan is not None
    assert [planned.request.lines[0].fulfillment_order_id for planned in done.plan.fulfillments] == [elsewhere.id]


def test_only_unsent_fulfillments_are_planned_again(
    connected: Container, fake_shop: FakeShop, clock: ManualClock
) -> None:
    with connected.unit_of_work()() as tx:
        tx.order_links.save([a_link(erp_id="1")])
        tx.commit()
    berlin = a_fulfillment_order(1, "Berlin")
    hamburg = replace(a_fulfillment_order(1, "Hamburg"), id="FO-2", lines=(FulfillmentOrderLine("FOL-2", LINE_ID, 1),))
    fake_shop.add_unfulfilled_order(ORDER_ID, berlin, hamburg)
    connected.push_fulfillment()(a_shipment())
    send_fulfillments = replace(connected.send_fulfillments(), admin=SecondCallDeclinedAdmin(fake_shop))
    assert send_fulfillments.run_next()
    assert get_push(connected).status is PushStatus.REFUSED
    connected.push_fulfillment().retry("SHIP-1")
    done = send_pushes(connected, clock)
    assert (done.status, len(fake_shop.order_fulfillments[ORDER_ID].fulfillments)) == (PushStatus.PUSHED, 2)
    assert sum(sum(quantities.values()) for quantities in fake_shop.fulfillment_quantities.values()) == 2


class SecondCallDeclinedAdmin(MemoryShopifyAdmin):
    """A Shopify that accepts the first fulfillment and declines the next."""

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        if self.fake_shop.fulfillment_quantities:
            raise ShopifyRefused("fulfillmentCreate", ["Not today."])
        return MemoryShopifyAdmin.create_fulfillment(self, access, request)
