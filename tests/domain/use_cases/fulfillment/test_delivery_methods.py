"""An order that is shipped in part, picked up in part and delivered locally in part, as one shipment after another."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import NovexError, ShopifyUnavailable
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentPush,
    PushStatus,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.work import ActiveClaims, WorkerId
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.fulfillment import PushFulfillment, SendFulfillments
from tests.builders import LINE_ID, ORDER_ID, a_delivery_group, a_link, a_shipment
from tests.domain.use_cases.fakes import Fakes

TIMEOUT = ShopifyUnavailable("no answer")
SHIPPING, PICK_UP, LOCAL = DeliveryMethod.SHIPPING, DeliveryMethod.PICK_UP, DeliveryMethod.LOCAL


@dataclass
class Warehouse:
    """Pushes shipments of one order, and sends them until nothing is due."""

    fakes: Fakes = field(default_factory=Fakes)

    def __post_init__(self) -> None:
        self.fakes.connect_shop()
        with self.fakes.unit_of_work() as tx:
            tx.order_links.save([a_link(erp_id="1")])
            tx.commit()

    def expect(self, *methods: DeliveryMethod) -> None:
        """Shopify expects one unit of the order's line by each method, at Berlin."""
        self.fakes.shop.add_unfulfilled_order(ORDER_ID, *map(a_delivery_group, methods))

    @property
    def push(self) -> PushFulfillment:
        return PushFulfillment(self.fakes.unit_of_work, self.fakes.notifier, self.fakes.clock)

    @property
    def send(self) -> SendFulfillments:
        return SendFulfillments(
            self.fakes.unit_of_work,
            self.fakes.admin,
            self.fakes.access,
            RetryPolicy(lambda: 0.5),
            self.fakes.notifier,
            self.fakes.clock,
            WorkerId("ann", 1),
            ActiveClaims(),
            self.fakes.metrics,
        )

    def send_all(self) -> FulfillmentPush:
        """Send for an hour; returns the push `SHIP-1`."""
        for _ in range(60):
            while self.send.run_next():
                pass
            self.fakes.clock.advance(timedelta(minutes=1))
        with self.fakes.unit_of_work() as tx:
            push = tx.pushes.get("SHIP-1")
        assert push is not None
        return push

    @property
    def fulfilled(self) -> list[tuple[set[str], tuple[str, ...]]]:
        """The fulfillment orders and tracking numbers of each fulfillment that is not cancelled."""
        made = self.fakes.shop.order_fulfillments[ORDER_ID].fulfillments
        ids = self.fakes.shop.fulfillment_order_ids
        return [(set(ids[each.id]), each.tracking_numbers) for each in made if not each.cancelled]


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse()


def of_units(quantity: int, tracking: Tracking | None = None) -> Shipment:
    return a_shipment(lines=(ShipmentLine(LINE_ID, quantity),), tracking=tracking)


def test_a_tracked_shipment_fills_what_is_shipped_and_leaves_the_pick_up(warehouse: Warehouse) -> None:
    warehouse.expect(PICK_UP, LOCAL, SHIPPING)
    warehouse.push(of_units(1, Tracking("JD01")))
    assert warehouse.send_all().status is PushStatus.PUSHED
    assert warehouse.fulfilled == [({"FO-SHIPPING-Berlin"}, ("JD01",))]


def test_a_tracked_shipment_of_more_than_is_shipped_waits_and_says_what_to_do(warehouse: Warehouse) -> None:
    warehouse.expect(PICK_UP, SHIPPING)
    warehouse.push(of_units(2, Tracking("JD01")))
    waiting = warehouse.send_all()
    assert (waiting.status, warehouse.fulfilled) == (PushStatus.PARKED, [])
    assert "'Earl Grey': 2 shipped, 1 expected from there; 1 for pick-up at Berlin" in (waiting.last_error or "")


def test_a_tracked_shipment_that_waits_is_sent_when_shopify_expects_it_to_be_shipped(warehouse: Warehouse) -> None:
    warehouse.expect(PICK_UP)
    warehouse.push(of_units(1, Tracking("JD01")))
    warehouse.send_all()
    warehouse.expect(SHIPPING)
    warehouse.push.retry("SHIP-1")
    assert warehouse.send_all().status is PushStatus.PUSHED


def test_a_shipment_without_tracking_becomes_a_fulfillment_for_each_method(warehouse: Warehouse) -> None:
    warehouse.expect(PICK_UP, LOCAL, SHIPPING)
    warehouse.push(of_units(3))
    done = warehouse.send_all()
    assert done.status is PushStatus.PUSHED
    assert done.plan is not None
    assert len(done.plan.fulfillment_ids) == 3
    assert warehouse.fulfilled == [
        ({"FO-SHIPPING-Berlin"}, ()),
        ({"FO-LOCAL-Berlin"}, ()),
        ({"FO-PICK_UP-Berlin"}, ()),
    ]


@pytest.mark.parametrize("after_completion", [False, True], ids=["before the work", "after the work"])
@pytest.mark.parametrize("call", [1, 2, 3], ids="call {}".format)
@pytest.mark.parametrize("tracking", [None, Tracking("JD01")], ids=["without tracking", "with tracking"])
def test_each_fulfillment_of_a_split_shipment_is_created_once_whichever_response_is_lost(
    warehouse: Warehouse, tracking: Tracking | None, call: int, after_completion: bool
) -> None:
    methods = (SHIPPING, DeliveryMethod.PICKUP_POINT, DeliveryMethod.NONE)
    warehouse.expect(*methods)
    warehouse.push(of_units(3, tracking))
    lose_response(warehouse, call, TIMEOUT, after_completion=after_completion)
    done = warehouse.send_all()
    assert (done.status, done.attempts) == (PushStatus.PUSHED, 2)
    assert done.plan is not None
    assert [planned.request.delivery_method for planned in done.plan.fulfillments] == list(methods)
    numbers = tracking.all_numbers if tracking else ()
    assert warehouse.fulfilled == [({f"FO-{method}-Berlin"}, numbers) for method in methods]
    ids = warehouse.fakes.shop.fulfillment_order_ids
    for planned in done.plan.fulfillments:
        assert ids[planned.fulfillment_id or ""] == planned.request.fulfillment_order_ids


def lose_response(warehouse: Warehouse, call: int, error: NovexError, *, after_completion: bool) -> None:
    shop = warehouse.fakes.shop
    shop.run_on_call(
        "create_fulfillment",
        call,
        lambda: shop.fail_next_call("create_fulfillment", error, after_completion=after_completion),
    )


def test_a_pick_up_in_the_minute_of_an_unknown_outcome_is_not_taken_for_the_shipment(warehouse: Warehouse) -> None:
    warehouse.expect(SHIPPING, PICK_UP)
    warehouse.push(of_units(1))
    warehouse.fakes.shop.fail_next_call("create_fulfillment", TIMEOUT)
    assert warehouse.send.run_next()
    picked_up = Fulfillment("gid://shopify/Fulfillment/900")
    warehouse.fakes.shop.add_fulfillment(ORDER_ID, picked_up, Counter({"FOL-PICK_UP-Berlin": 1}), {LINE_ID: 1})
    done = warehouse.send_all()
    assert done.status is PushStatus.PUSHED
    assert done.plan is not None
    assert picked_up.id not in done.plan.fulfillment_ids
    assert warehouse.fulfilled == [({"FO-PICK_UP-Berlin"}, ()), ({"FO-SHIPPING-Berlin"}, ())]


def test_a_tracking_number_that_comes_later_goes_to_what_is_shipped(warehouse: Warehouse) -> None:
    warehouse.expect(SHIPPING)
    warehouse.push(of_units(1))
    warehouse.send_all()
    warehouse.push.update_tracking("SHIP-1", Tracking("JD01"))
    assert warehouse.send_all().status is PushStatus.PUSHED
    assert warehouse.fulfilled == [({"FO-SHIPPING-Berlin"}, ("JD01",))]


@pytest.mark.parametrize("method", [PICK_UP, LOCAL])
def test_a_tracking_number_that_comes_later_never_goes_to_a_hand_over(
    warehouse: Warehouse, method: DeliveryMethod
) -> None:
    warehouse.expect(method, SHIPPING)
    warehouse.push(of_units(2))
    warehouse.send_all()
    warehouse.push.update_tracking("SHIP-1", Tracking("JD01"))
    waiting = warehouse.send_all()
    assert waiting.status is PushStatus.PARKED
    assert "If a carrier has them, cancel this shipment" in (waiting.last_error or "")
    assert warehouse.fulfilled == [({"FO-SHIPPING-Berlin"}, ("JD01",)), ({f"FO-{method}-Berlin"}, ())]
    warehouse.push.cancel("SHIP-1")
    assert warehouse.send_all().status is PushStatus.CANCELLED
    assert warehouse.fulfilled == []


def test_a_tracking_number_that_comes_after_a_hand_over_does_not_keep_the_rest_from_being_sent(
    warehouse: Warehouse,
) -> None:
    warehouse.fakes.shop.add_unfulfilled_order(
        ORDER_ID, a_delivery_group(PICK_UP, 1, "Berlin"), a_delivery_group(SHIPPING, 1, "Hamburg")
    )
    warehouse.push(of_units(2))
    lose_response(warehouse, 2, TIMEOUT, after_completion=False)
    assert warehouse.send.run_next()
    warehouse.push.update_tracking("SHIP-1", Tracking("JD01"))
    assert warehouse.send_all().status is PushStatus.PARKED
    assert warehouse.fulfilled == [({"FO-PICK_UP-Berlin"}, ()), ({"FO-SHIPPING-Hamburg"}, ("JD01",))]


def test_a_corrected_tracking_number_does_not_wait_for_the_rest_of_the_shipment(warehouse: Warehouse) -> None:
    berlin, hamburg = (a_delivery_group(SHIPPING, 1, location) for location in ("Berlin", "Hamburg"))
    shop = warehouse.fakes.shop
    shop.add_unfulfilled_order(ORDER_ID, berlin, hamburg)
    warehouse.push(of_units(2, Tracking("JD01")))
    lose_response(warehouse, 2, TIMEOUT, after_completion=False)
    assert warehouse.send.run_next()
    state = shop.order_fulfillments[ORDER_ID]
    on_hold = replace(hamburg, actions=frozenset(), holds=("OTHER",))
    orders = tuple(on_hold if each.id == hamburg.id else each for each in state.fulfillment_orders)
    shop.order_fulfillments[ORDER_ID] = replace(state, fulfillment_orders=orders)
    warehouse.push.update_tracking("SHIP-1", Tracking("JD02"))
    assert warehouse.send_all().status is PushStatus.PARKED
    assert warehouse.fulfilled == [({"FO-SHIPPING-Berlin"}, ("JD02",))]


def test_a_tracking_number_that_comes_before_anything_is_sent_keeps_the_pick_up_out(warehouse: Warehouse) -> None:
    warehouse.expect(PICK_UP)
    warehouse.push(of_units(1))
    warehouse.push.update_tracking("SHIP-1", Tracking("JD01"))
    assert (warehouse.send_all().status, warehouse.fulfilled) == (PushStatus.PARKED, [])


def test_cancelled_items_are_expected_by_the_same_method_again(warehouse: Warehouse) -> None:
    warehouse.expect(PICK_UP)
    warehouse.push(of_units(1))
    warehouse.send_all()
    warehouse.push.cancel("SHIP-1")
    warehouse.send_all()
    warehouse.push(replace(of_units(1, Tracking("JD01")), id="SHIP-2"))
    warehouse.send_all()
    with warehouse.fakes.unit_of_work() as tx:
        push = tx.pushes.get("SHIP-2")
    assert push is not None
    assert push.status is PushStatus.PARKED
