"""What is planned is sent, corrected, cancelled and moved, and planned again after a refusal."""

from dataclasses import replace

import pytest

from novex_shopify.adapters.memory.shopify.shopify_admin import MemoryShopifyAdmin
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
from tests.builders import LINE_ID, ORDER_ID, SHOP, a_fulfillment_order, a_shipment
from tests.domain.use_cases.fulfillment.push_fakes import TIMEOUT, PushFakes


def test_a_corrected_tracking_reaches_shopify(shipped: PushFakes) -> None:
    shipped.send_for_an_hour()
    shipped.request_again(tracking=Tracking("JD02", "dhl express"))
    done = shipped.send_for_an_hour()
    (created,) = shipped.shop.order_fulfillments[ORDER_ID].fulfillments
    assert (done.status, created.tracking_numbers) == (PushStatus.PUSHED, ("JD02",))
    assert done.plan is not None
    assert done.plan.fulfillments[0].request.tracking == Tracking("JD02", "DHL Express")
    assert (shipped.shop.call_counts["create_fulfillment"], shipped.shop.call_counts["update_tracking"]) == (1, 1)


def test_a_tracking_that_is_corrected_before_anything_is_sent_is_sent_corrected(shipped: PushFakes) -> None:
    shipped.request_again(tracking=Tracking("JD02"))
    shipped.send_for_an_hour()
    (created,) = shipped.shop.order_fulfillments[ORDER_ID].fulfillments
    assert created.tracking_numbers == ("JD02",)
    assert shipped.shop.call_counts["update_tracking"] == 0


def test_a_shipment_that_is_cancelled_before_it_is_sent_is_never_sent(shipped: PushFakes) -> None:
    shipped.request_again(cancelled=True)
    assert shipped.send_for_an_hour().status is PushStatus.CANCELLED
    assert shipped.shop.call_counts["fetch_order_fulfillments"] == 0


@pytest.mark.parametrize("after_the_work", [False, True])
def test_a_cancelled_shipment_is_cancelled_at_shopify_and_its_items_can_be_shipped_again(
    shipped: PushFakes, after_the_work: bool
) -> None:
    shipped.send_for_an_hour()
    shipped.request_again(cancelled=True)
    shipped.shop.fail_next_call("cancel_fulfillment", TIMEOUT, after_completion=after_the_work)
    assert shipped.send_for_an_hour().status is PushStatus.CANCELLED
    shipped.add_push(a_shipment("SHIP-2", tracking=Tracking("JD02")))
    shipped.send_for_an_hour()
    created = shipped.shop.order_fulfillments[ORDER_ID].fulfillments
    assert [(each.tracking_numbers, each.cancelled) for each in created] == [(("JD01",), True), (("JD02",), False)]
    assert shipped.get_push("SHIP-2").status is PushStatus.PUSHED


def test_items_shipped_from_another_location_are_moved_first_if_the_shop_allows_it(fakes: PushFakes) -> None:
    movable = a_fulfillment_order(2, actions=frozenset({"CREATE_FULFILLMENT", "MOVE"}))
    fakes.shop.add_unfulfilled_order(ORDER_ID, movable)
    fakes.add_push(a_shipment(location_id=5))
    assert fakes.send_for_an_hour().status is PushStatus.PARKED
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, ShopSettings(move_to_shipping_location=True))
        tx.commit()
    fakes.request_again()
    assert fakes.send_for_an_hour().status is PushStatus.PUSHED
    assert fakes.shop.call_counts["move_fulfillment_order"] == 1
    assert len(fakes.shop.order_fulfillments[ORDER_ID].fulfillments) == 1


def test_a_declined_push_is_planned_again_on_retry(shipped: PushFakes) -> None:
    shipped.shop.fail_next_call(
        "create_fulfillment", ShopifyRefused("fulfillmentCreate", ["The fulfillment order was moved."])
    )
    assert shipped.send_for_an_hour().status is PushStatus.REFUSED
    moved = a_fulfillment_order(2, "Hamburg")
    elsewhere = replace(moved, id="gid://shopify/FulfillmentOrder/2", lines=(replace(moved.lines[0], id="FOL-2"),))
    shipped.shop.add_unfulfilled_order(ORDER_ID, elsewhere)
    shipped.request_again()
    done = shipped.send_for_an_hour()
    assert done.status is PushStatus.PUSHED
    assert done.plan is not None
    assert [planned.request.lines[0].fulfillment_order_id for planned in done.plan.fulfillments] == [elsewhere.id]


def test_only_unsent_fulfillments_are_planned_again(shipped: PushFakes) -> None:
    berlin = a_fulfillment_order(1, "Berlin")
    hamburg = replace(a_fulfillment_order(1, "Hamburg"), id="FO-2", lines=(FulfillmentOrderLine("FOL-2", LINE_ID, 1),))
    shipped.shop.add_unfulfilled_order(ORDER_ID, berlin, hamburg)
    assert replace(shipped.send_fulfillments, admin=SecondCallDeclinedAdmin(shipped.shop)).run_next()
    assert shipped.get_push().status is PushStatus.REFUSED
    shipped.request_again()
    done = shipped.send_for_an_hour()
    assert (done.status, len(shipped.shop.order_fulfillments[ORDER_ID].fulfillments)) == (PushStatus.PUSHED, 2)
    assert sum(sum(quantities.values()) for quantities in shipped.shop.fulfillment_quantities.values()) == 2


class SecondCallDeclinedAdmin(MemoryShopifyAdmin):
    """A Shopify that accepts the first fulfillment and declines the next."""

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        if self.fake_shop.fulfillment_quantities:
            raise ShopifyRefused("fulfillmentCreate", ["Not today."])
        return MemoryShopifyAdmin.create_fulfillment(self, access, request)
