"""Settling finds what shipping did, and does none of it again."""

from dataclasses import replace

import pytest

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import (
    AllocatedLine,
    FulfillmentPlan,
    FulfillmentRequest,
    PlannedFulfillment,
    PushStatus,
    ShipmentLine,
)
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder
from tests.builders import LINE_ID, PUSH_ATTEMPT, a_shipment
from tests.domain.use_cases.assignment.assignment_steps import NEW, OLD, an_order_line, get_state
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.fulfillment.push_fakes import WORKER
from tests.domain.use_cases.fulfillment.shipping_steps import (
    correct_shipment,
    list_units,
    list_untraced,
    open_order,
    push_fulfillment,
    ship,
)
from tests.domain.use_cases.settling.settling_steps import ShopifyOrder, Store
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, list_parts, open_warehouse, receive

FULFILLMENT = 77
ALL_SHIPPED = [("NEW", 2, "S-1"), ("OLD", 5, "S-1")]


@pytest.fixture
def warehouse() -> Fakes:
    fakes = Fakes()
    open_warehouse(fakes.unit_of_work)
    return fakes


@pytest.fixture
def order_id(warehouse: Fakes) -> str:
    """An order for 7 units, to which 5 of OLD and 2 of NEW are assigned."""
    return open_order(warehouse, an_order_line(7))


def settle(warehouse: Fakes) -> None:
    worker = SettleOrder(warehouse.unit_of_work, RetryPolicy(lambda: 0.5), warehouse.clock, warehouse.metrics)
    while worker.run_next():
        pass


def confirm(warehouse: Fakes) -> None:
    """Shopify has made the fulfillment of the shipment, and the ERP knows its id."""
    line = AllocatedLine("FO", "FOL", LINE_ID, 7)
    planned = PlannedFulfillment(FulfillmentRequest((line,), None, True), f"gid://shopify/Fulfillment/{FULFILLMENT}")
    with warehouse.unit_of_work() as tx:
        push = tx.pushes.claim(WORKER, warehouse.clock.now())
        assert push
        tx.pushes.save_plan(push, FulfillmentPlan((planned,), frozenset()))
        tx.pushes.settle(push, PushStatus.PUSHED, PUSH_ATTEMPT)
        tx.commit()


def show_fulfillment(warehouse: Fakes, order_id: str, status: str = "success", wanted: int = 7) -> None:
    """Shopify's webhook about it has arrived."""
    made = OrderFulfillment(FULFILLMENT, status=status, lines=((LINE_ID, 7),), created_at=warehouse.clock.now())
    with warehouse.unit_of_work() as tx:
        order = tx.erp.orders.get(order_id)
        assert order
        tx.erp.orders.apply([replace(order, fulfillments=(made,), lines=(an_order_line(wanted),))])
        assert tx.erp.stock
        tx.erp.stock.warehouse_states.mark_due([order_id], warehouse.clock.now())
        tx.commit()


def test_a_shipment_is_settled_as_it_was_recorded(warehouse: Fakes, order_id: str) -> None:
    ship(warehouse, order_id)
    settle(warehouse)
    confirm(warehouse)
    show_fulfillment(warehouse, order_id)
    settle(warehouse)
    assert list_units(warehouse.unit_of_work, order_id) == ALL_SHIPPED
    assert (list_parts(warehouse, OLD), list_parts(warehouse, NEW)) == ({}, {RACK: (3, 0, 0)})


def test_untraced_units_stay_untraced_although_lots_are_free_later(warehouse: Fakes) -> None:
    order_id = open_order(warehouse, an_order_line(12))
    shipment = a_shipment("S-1", order_id, lines=(ShipmentLine(LINE_ID, 12),))
    push_fulfillment(warehouse)(shipment, untraced_reason="the label was gone")
    receive(warehouse, 9, KIMCHI)
    for _ in range(2):
        settle(warehouse)
        assert list_untraced(warehouse.unit_of_work, order_id) == {LINE_ID: 2}
        assert list_units(warehouse.unit_of_work, order_id) == [("NEW", 5, "S-1"), ("OLD", 5, "S-1")]
    push_fulfillment(warehouse).cancel("S-1")
    settle(warehouse)
    assert list_untraced(warehouse.unit_of_work, order_id) == {}


def test_a_cancelled_shipment_keeps_its_lots_before_and_after_shopify_cancels_it(
    warehouse: Fakes, order_id: str
) -> None:
    ship(warehouse, order_id)
    confirm(warehouse)
    show_fulfillment(warehouse, order_id)
    push_fulfillment(warehouse).cancel("S-1")
    for status in ("success", "cancelled"):
        show_fulfillment(warehouse, order_id, status)
        settle(warehouse)
        units = list_units(warehouse.unit_of_work, order_id, AssignmentState.ASSIGNED)
        assert units == [("NEW", 2, None), ("OLD", 5, None)]
    assert get_state(warehouse.unit_of_work, order_id).to_ship == 7


def test_what_the_order_does_not_want_any_more_is_free_after_the_cancellation(warehouse: Fakes, order_id: str) -> None:
    ship(warehouse, order_id)
    confirm(warehouse)
    show_fulfillment(warehouse, order_id, "cancelled", wanted=4)
    push_fulfillment(warehouse).cancel("S-1")
    settle(warehouse)
    assert sum(each[1] for each in list_units(warehouse.unit_of_work, order_id, AssignmentState.ASSIGNED)) == 4


def test_a_shipment_that_was_entered_in_shopify_by_hand_takes_its_lots_once(warehouse: Fakes, order_id: str) -> None:
    ship(warehouse, order_id)
    correct_shipment(warehouse).mark_shipped_elsewhere("S-1", "entered by hand")
    show_fulfillment(warehouse, order_id)
    settle(warehouse)
    assert list_units(warehouse.unit_of_work, order_id) == ALL_SHIPPED
    assert (list_parts(warehouse, OLD), list_parts(warehouse, NEW)) == ({}, {RACK: (3, 0, 0)})
    assert list_untraced(warehouse.unit_of_work, order_id) == {}


@pytest.fixture
def store() -> Store:
    """An order for 6 units, assigned and shipped as S-1; 14 are free."""
    store = Store(Fakes(), ShopifyOrder(6))
    store.set_up()
    store.send("orders/create")
    store.settle()
    store.ship(6)
    return store


def store_plan(store: Store, status: PushStatus, *fulfillments: int | None) -> None:
    """Shopify was asked for fulfillments of 3 units each, and made those that have a number."""
    line = AllocatedLine("FO", "FOL", LINE_ID, 3)
    request = FulfillmentRequest((line,), None, notify_customer=True)
    gids = [f"gid://shopify/Fulfillment/{number}" if number else None for number in fulfillments]
    planned = tuple(PlannedFulfillment(request, gid) for gid in gids)
    with store.unit_of_work() as tx:
        push = tx.pushes.claim(WORKER, store.fakes.clock.now())
        assert push
        tx.pushes.save_plan(push, push.plan or FulfillmentPlan(planned, frozenset()))
        tx.pushes.settle(push, status, PUSH_ATTEMPT)
        tx.commit()
    for number in fulfillments:
        if number and number not in store.order.fulfillments:
            store.order.fulfill(3, number)
    store.send("orders/updated")
    store.settle()


def test_the_rest_of_a_shipment_is_cancelled_after_a_part_was_cancelled_in_shopify(store: Store) -> None:
    store_plan(store, PushStatus.PUSHED, 501, 502)
    store.order.cancel_fulfillment(501)
    store.send("orders/updated")
    store.settle()
    assert store.count_units() == {"free": 14, "assigned": 3, "shipped": 3}
    push_fulfillment(store.fakes).cancel("S-1")
    store.settle()
    assert store.count_units() == {"free": 14, "assigned": 6}


def test_what_a_corrected_shipment_leaves_out_has_not_left_whatever_was_planned_before(store: Store) -> None:
    store_plan(store, PushStatus.REFUSED, None, None)
    correct_shipment(store.fakes).change_quantities("S-1", {LINE_ID: 2}, "four were broken")
    store.settle()
    assert store.count_units() == {"free": 14, "assigned": 4, "shipped": 2}
    assert store.get_state().to_ship == 4


def test_what_left_beside_a_shipment_that_was_finished_by_hand_takes_lots_of_its_own(store: Store) -> None:
    store.order.edit(quantity=9)
    store_plan(store, PushStatus.REFUSED, 501, None)
    correct_shipment(store.fakes).mark_shipped_elsewhere("S-1", "the rest is entered by hand")
    store.order.fulfill(3, 601)
    store.order.fulfill(3, 602)
    store.send("orders/updated")
    store.settle()
    assert store.count_units() == {"free": 11, "shipped": 9}


def test_a_cancellation_that_shopify_refuses_ships_nothing_again_until_a_person_says_what_left(store: Store) -> None:
    store_plan(store, PushStatus.PUSHED, 501, 502)
    push_fulfillment(store.fakes).cancel("S-1")
    store.settle()
    assert store.count_units() == {"free": 14, "assigned": 6}
    store_plan(store, PushStatus.REFUSED, 501, 502)
    assert (store.count_units(), store.get_state().to_ship) == ({"free": 20}, 0)
    correct_shipment(store.fakes).mark_shipped_elsewhere("S-1", "the customer has it")
    store.settle()
    assert (store.count_units(), store.get_state().to_ship) == ({"free": 14, "shipped": 6}, 0)
    assert store.list_exceptions() == {OrderExceptionKind.INFERRED: 6}
