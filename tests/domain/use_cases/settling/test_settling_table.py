"""What each event of Shopify does to the lots of an order: the table of docs/settling.md, one row each."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.fulfillment.correct_shipment import CorrectShipment
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.orders.rebook_line import RebookLine
from tests.builders import LINE_ID, NOON, ORDER_ID, an_item
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.settling.settling_steps import STOCK_SINCE, ShopifyOrder, Store

Step = Callable[[Store], None]
LONG_AGO = STOCK_SINCE - timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """An order of six units, of twenty in two lots. `units` and `exceptions` are what there is after it is settled."""

    when: Step
    units: Mapping[str, int]
    exceptions: Mapping[OrderExceptionKind, int] = field(default_factory=dict)
    given: Step = lambda store: None
    settings: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)
    returns: tuple[int, ...] = ()


def order_is_placed(store: Store) -> None:
    store.send("orders/create")
    store.settle()


def fulfilled(quantity: int, **details: Any) -> Step:
    def act(store: Store) -> None:
        store.order.fulfill(quantity, **details)
        store.send_fulfillment()
        store.send("orders/updated")

    return act


def refunded(quantity: int, restock_type: str, **details: Any) -> Step:
    def act(store: Store) -> None:
        store.order.refund(quantity, restock_type, **details)
        store.send_refund()
        store.send("orders/updated")

    return act


def edited(**changes: Any) -> Step:
    def act(store: Store) -> None:
        store.order.edit(**changes)
        store.send("orders/updated")

    return act


def shipped(quantity: int) -> Step:
    return lambda store: store.ship(quantity)


def one_after_the_other(*steps: Step) -> Step:
    def act(store: Store) -> None:
        for step in steps:
            step(store)
            store.settle()

    return act


def cancelled(store: Store) -> None:
    store.order.edit(cancelled_at=NOON)
    store.send("orders/cancelled")


def deleted(store: Store) -> None:
    store.send("orders/delete", json.dumps({"id": ORDER_ID}).encode())


def fulfillment_cancelled(store: Store) -> None:
    store.order.cancel_fulfillment()
    store.send_fulfillment()
    store.send("orders/updated")


def line_booked_to_another_item(store: Store) -> None:
    with store.unit_of_work() as tx:
        tx.erp.catalog.put([an_item("ART-2")])
        tx.commit()
    RebookLine(store.unit_of_work, store.fakes.notifier, store.fakes.clock)(
        store.order_id, LINE_ID, "ART-2", reason="a mistake", rebooked_by="Ann"
    )


def shipment_cancelled(store: Store) -> None:
    PushFulfillment(store.unit_of_work, store.fakes.notifier, store.fakes.clock).cancel("S-1")


def fulfilled_before_the_response(store: Store) -> None:
    with store.unit_of_work() as tx:
        assert tx.pushes.claim(WORKER, NOON)
        tx.commit()
    fulfilled(6)(store)


def shipped_elsewhere(store: Store) -> None:
    CorrectShipment(store.unit_of_work, store.fakes.notifier, store.fakes.clock).mark_shipped_elsewhere(
        "S-1", "by hand"
    )


BY_HAND = {"auto_assign": AutoAssign.BY_HAND}
ON_PAYMENT = {"auto_assign": AutoAssign.ON_PAYMENT}
ALL_ASSIGNED = {"free": 14, "assigned": 6}
NOTHING_TAKEN = {"free": 20}
ALL_SHIPPED = {"free": 14, "shipped": 6}

TABLE: dict[str, Row] = {
    # orders/create, orders/paid
    "orders/create: lots are assigned, if the store says on order": Row(order_is_placed, ALL_ASSIGNED),
    "orders/create: a person assigns, if the store says by hand": Row(order_is_placed, NOTHING_TAKEN, settings=BY_HAND),
    "orders/create: an order that is not paid waits, if the store says on payment": Row(
        order_is_placed, NOTHING_TAKEN, settings=ON_PAYMENT, order={"financial_status": "pending"}
    ),
    "orders/create: an authorized payment is not paid yet": Row(
        order_is_placed, NOTHING_TAKEN, settings=ON_PAYMENT, order={"financial_status": "authorized"}
    ),
    "orders/paid: lots are assigned, if the store says on payment": Row(
        given=order_is_placed,
        when=edited(financial_status="paid"),
        units=ALL_ASSIGNED,
        settings=ON_PAYMENT,
        order={"financial_status": "pending"},
    ),
    "orders/create: a test order gets no lots": Row(order_is_placed, NOTHING_TAKEN, order={"test": True}),
    "orders/create: what no lot can fill is an exception": Row(
        order_is_placed, {"assigned": 20}, {OrderExceptionKind.SHORT: 5}, order={"quantity": 25}
    ),
    "orders/create: what a fulfillment service ships is not ours": Row(
        order_is_placed, NOTHING_TAKEN, order={"third_party": True}
    ),
    # orders/updated
    "edited up: more is assigned": Row(edited(quantity=9), {"free": 11, "assigned": 9}, given=order_is_placed),
    "edited up: what was short is found": Row(
        edited(removed=10), {"free": 5, "assigned": 15}, given=order_is_placed, order={"quantity": 25}
    ),
    "edited down: the rest is free again": Row(edited(removed=2), {"free": 16, "assigned": 4}, given=order_is_placed),
    "line removed: all of it is free again": Row(edited(removed=6), NOTHING_TAKEN, given=order_is_placed),
    "edited down: shipped units stay shipped": Row(
        given=one_after_the_other(order_is_placed, shipped(4)),
        when=edited(removed=5),
        units={"free": 16, "shipped": 4},
        exceptions={OrderExceptionKind.OVER_SHIPPED: 3},
    ),
    "line moved to a fulfillment service: all of it is free again": Row(
        edited(third_party=True), NOTHING_TAKEN, given=order_is_placed
    ),
    # the line's item
    "line booked to another item: its lots stay until a person decides": Row(
        line_booked_to_another_item, ALL_ASSIGNED, {OrderExceptionKind.WRONG_ITEM: 6}, given=order_is_placed
    ),
    # orders/cancelled, orders/delete
    "orders/cancelled: all that has not left is free again": Row(cancelled, NOTHING_TAKEN, given=order_is_placed),
    "orders/cancelled: a recorded shipment is an exception": Row(
        given=one_after_the_other(order_is_placed, shipped(2)),
        when=cancelled,
        units={"free": 18, "shipped": 2},
        exceptions={OrderExceptionKind.CANCELLED_AFTER_PACKING: 2},
    ),
    "orders/cancelled: a shipment that is cancelled is free again, and no exception": Row(
        given=one_after_the_other(order_is_placed, shipped(2), cancelled), when=shipment_cancelled, units=NOTHING_TAKEN
    ),
    "orders/delete: as cancelled": Row(deleted, NOTHING_TAKEN, given=order_is_placed),
    # refunds/create
    "refund cancel: that much is free again": Row(
        refunded(2, "cancel"), {"free": 16, "assigned": 4}, given=order_is_placed
    ),
    "refund cancel: also before the order's newer state arrives": Row(
        given=order_is_placed, when=lambda store: refund_only(store, 2, "cancel"), units={"free": 16, "assigned": 4}
    ),
    "refund no_restock of what has not left: that much is free again": Row(
        given=order_is_placed,
        when=one_after_the_other(refunded(2, "no_restock"), edited(removed=2)),
        units={"free": 16, "assigned": 4},
    ),
    "refund return: the units are expected back": Row(
        refunded(2, "return"), ALL_SHIPPED, given=one_after_the_other(order_is_placed, fulfilled(6)), returns=(2,)
    ),
    "refund legacy_restock: the units are expected back": Row(
        refunded(2, "legacy_restock"),
        ALL_SHIPPED,
        given=one_after_the_other(order_is_placed, fulfilled(6)),
        returns=(2,),
    ),
    "refund return: never more than has left": Row(
        refunded(5, "return"),
        {"free": 14, "assigned": 2, "shipped": 4},
        {OrderExceptionKind.RETURNED_TOO_MUCH: 1},
        given=one_after_the_other(order_is_placed, fulfilled(4)),
        returns=(4,),
    ),
    "refund no_restock of what has left: no stock": Row(
        refunded(2, "no_restock"), ALL_SHIPPED, given=one_after_the_other(order_is_placed, fulfilled(6))
    ),
    # fulfillments/*
    "fulfillment of the ERP's shipment: the shipment did it": Row(
        given=one_after_the_other(order_is_placed, shipped(6)),
        when=lambda store: store.confirm("S-1"),
        units=ALL_SHIPPED,
    ),
    "fulfillment that is faster than Shopify's response: the shipment did it": Row(
        given=one_after_the_other(order_is_placed, shipped(6)), when=fulfilled_before_the_response, units=ALL_SHIPPED
    ),
    "fulfillment made in Shopify for a shipment that is marked as shipped elsewhere: the shipment did it": Row(
        given=one_after_the_other(order_is_placed, shipped(6)),
        when=one_after_the_other(fulfilled(6), shipped_elsewhere),
        units=ALL_SHIPPED,
    ),
    "fulfillment made in Shopify after the line was booked to another item: its lots are not what left": Row(
        given=one_after_the_other(order_is_placed, line_booked_to_another_item),
        when=fulfilled(6),
        units=NOTHING_TAKEN,
        exceptions={OrderExceptionKind.UNTRACED: 6},
    ),
    "fulfillment made in Shopify: takes what is assigned": Row(fulfilled(6), ALL_SHIPPED, given=order_is_placed),
    "fulfillment made in Shopify: of a part": Row(
        fulfilled(4), {"free": 14, "assigned": 2, "shipped": 4}, given=order_is_placed
    ),
    "fulfillment made in Shopify without lots: the lots are assumed": Row(
        fulfilled(6), ALL_SHIPPED, {OrderExceptionKind.INFERRED: 6}, given=order_is_placed, settings=BY_HAND
    ),
    "fulfillment made in Shopify, nothing is free: untraced": Row(
        given=order_is_placed,
        when=fulfilled(25),
        units={"shipped": 20},
        exceptions={OrderExceptionKind.INFERRED: 20, OrderExceptionKind.UNTRACED: 5},
        settings=BY_HAND,
        order={"quantity": 25},
    ),
    "fulfillment cancelled: the same lots are assigned again": Row(
        fulfillment_cancelled, ALL_ASSIGNED, given=one_after_the_other(order_is_placed, fulfilled(6))
    ),
    "fulfillment cancelled: lots that were assumed are free again": Row(
        given=one_after_the_other(order_is_placed, fulfilled(6)),
        when=fulfillment_cancelled,
        units=NOTHING_TAKEN,
        settings=BY_HAND,
    ),
    # history
    "history: an old order's fulfillment moves nothing": Row(
        fulfilled(6, at=LONG_AGO),
        NOTHING_TAKEN,
        given=order_is_placed,
        order={"created_at": LONG_AGO},
    ),
    "history: an old order's refund moves nothing": Row(
        given=one_after_the_other(order_is_placed, fulfilled(6, at=LONG_AGO)),
        when=refunded(2, "return", at=LONG_AGO),
        units=NOTHING_TAKEN,
        order={"created_at": LONG_AGO},
    ),
    "history: what leaves for an old order after the opening count moves stock": Row(
        fulfilled(6),
        ALL_SHIPPED,
        {OrderExceptionKind.INFERRED: 6},
        given=order_is_placed,
        order={"created_at": LONG_AGO},
    ),
}


def refund_only(store: Store, quantity: int, restock_type: str) -> None:
    store.order.refund(quantity, restock_type)
    store.send_refund()


@pytest.mark.parametrize("name", TABLE)
def test_an_event_settles_as_the_table_says(unit_of_work: UnitOfWork, name: str) -> None:
    row = TABLE[name]
    store = Store(Fakes(unit_of_work=unit_of_work), ShopifyOrder(**row.order))
    store.set_up(**row.settings)
    row.given(store)
    store.settle()
    row.when(store)
    store.settle()
    assert store.count_units() == row.units
    assert store.list_exceptions() == row.exceptions
    assert tuple(each.quantity for each in store.list_returns()) == row.returns
    entries = store.list_entry_ids()
    store.mark_due()
    store.settle()
    assert store.list_entry_ids() == entries, "settling again posts nothing"
