"""Lists of orders are filtered by what is true, whichever event changed it, also of a store that settles nothing."""

from dataclasses import replace

from novex_shopify.domain.model.fulfillment import ShipmentLine
from novex_shopify.domain.model.order_overview import ALL_OVERVIEWS, DeliveryState, OrderOverview
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus
from novex_shopify.domain.use_cases.fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_deliveries, describe_orders
from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker
from tests.builders import NOON, SHOP, a_shipment, an_order_body
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import map_product, process_events, receive_webhook


def read(fakes: Fakes) -> OrderOverview:
    """The only overview; writing it again from the records changes nothing."""
    with fakes.unit_of_work() as tx:
        (before,) = tx.order_overviews.list_page(ALL_OVERVIEWS, 9)
        if before.erp_id:
            describe_orders(tx, [before.erp_id], fakes.clock.now())
            describe_deliveries(tx, SHOP, [before.order_id])
        assert list(tx.order_overviews.list_page(ALL_OVERVIEWS, 9)) == [before]
    return before


def receive(fakes: Fakes, topic: str, **changes: object) -> OrderOverview:
    receive_webhook(fakes, topic, an_order_body(**changes), topic)
    process_events(fakes)
    return read(fakes)


def test_given_no_stock_when_anything_happens_to_an_order_then_its_overview_says_so(fakes: Fakes) -> None:
    fakes.connect_shop()
    blocked = receive(fakes, "orders/create", tags="VIP, gift")
    assert (blocked.erp_id, blocked.tags, blocked.ready) == (None, ("VIP", "gift"), False)
    map_product(fakes)
    booked = receive(fakes, "orders/updated", tags="gift", updated_at="2026-11-23T13:00:00Z")
    assert booked.erp_id
    assert (booked.tags, booked.status, booked.ready) == (("gift",), OrderStatus.OPEN, True)
    with fakes.unit_of_work() as tx:
        order = tx.erp.orders.get(booked.erp_id)
    assert order
    lines = tuple(ShipmentLine(each.line_item_id, each.quantity) for each in order.lines if each.requires_shipping)
    shipment = a_shipment("SHIP-1", booked.erp_id, lines=lines)
    PushFulfillment(fakes.unit_of_work, fakes.notifier, fakes.clock)(shipment)
    assert read(fakes) == replace(
        booked, fulfillment=FulfillmentStatus.FULFILLED, status=OrderStatus.COMPLETED, ready=False
    )
    assert receive(fakes, "orders/paid", tags="", updated_at="2026-11-23T14:00:00Z").fulfillment == "fulfilled"
    with fakes.unit_of_work() as tx:
        moving = Tracker("trk_1", "JD01", "DHL", TrackerStatus.IN_TRANSIT, NOON)
        ApplyTracker(fakes.clock)(tx, "SHIP-1", moving)
        tx.commit()
    assert read(fakes).delivery is DeliveryState.IN_TRANSIT
    cancelled = receive(
        fakes, "orders/cancelled", cancelled_at="2026-11-23T15:00:00Z", updated_at="2026-11-23T15:00:00Z"
    )
    assert (cancelled.status, cancelled.cancelled, cancelled.shop) == (OrderStatus.CANCELLED, True, ShopDomain(SHOP))
