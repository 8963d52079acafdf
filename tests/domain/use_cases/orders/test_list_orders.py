"""The list of orders says of each how far it is, also of those that the ERP does not have."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_list import BookingState, ListedOrder, OrderFilter, OrderView
from novex_shopify.domain.model.order_overview import OrderOverviewFilter
from novex_shopify.domain.model.order_position import OrderPosition, parse_order_position
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.policies.order_document import preview_sales_order
from novex_shopify.domain.resource_keys import variant_key
from novex_shopify.domain.use_cases.indexing.index_records import index_orders, index_previews
from novex_shopify.domain.use_cases.orders.list_orders import ListOrders
from tests.builders import NOON, OTHER_SHOP, SHOP, an_order_body
from tests.domain.use_cases.event_steps import store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS
from tests.domain.use_cases.order_steps import book_order, make_order_event

BLOCKED = Settlement(EventStatus.PARKED, "not mapped", waiting_for=(variant_key(7),))
FAILED = Settlement(EventStatus.DEAD, "no answer")


@pytest.fixture
def list_orders(fakes: Fakes) -> ListOrders:
    """One booked, one blocked and one failed order; the blocked one by two events."""
    book_order(fakes)
    for number, topic, end in (
        (2, "orders/create", BLOCKED),
        (2, "orders/paid", BLOCKED),
        (3, "orders/create", FAILED),
    ):
        body = an_order_body(id=number, name=f"#{number}", processed_at=f"2026-11-0{number}T12:00:00Z")
        store_event(fakes, make_order_event(body, order_id=number, topic=topic, webhook_id=f"{number} {topic}"), end)
    return ListOrders(fakes.unit_of_work, fakes.clock, PAYLOADS)


def names(orders: Sequence[ListedOrder]) -> list[str | None]:
    return [order.name for order in orders]


def test_each_order_is_listed_once_with_its_state(list_orders: ListOrders) -> None:
    found = list_orders()
    assert {order.name: order.state for order in found} == {
        "#1001": BookingState.BOOKED,
        "#3": BookingState.FAILED,
        "#2": BookingState.BLOCKED,
    }
    assert {order.problem.cause for order in found if order.problem} == {"no answer", "not mapped"}
    assert all(order.document and order.overview for order in found)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (BookingState.BLOCKED, ["#2"]),
        (BookingState.FAILED, ["#3"]),
        (BookingState.BOOKED, ["#1001"]),
        (BookingState.QUEUED, []),
        (BookingState.DISMISSED, []),
    ],
)
def test_orders_are_listed_and_counted_by_state(
    list_orders: ListOrders, state: BookingState, expected: list[str]
) -> None:
    which = OrderFilter(state=state, facts=OrderOverviewFilter(shop=SHOP))
    assert names(list_orders(which)) == expected
    assert list_orders.count(which, 9) == len(expected)
    assert not list_orders(replace(which, facts=OrderOverviewFilter(shop=OTHER_SHOP)))


@pytest.mark.parametrize("oldest_first", [True, False])
def test_orders_are_read_one_by_one_in_both_orders(list_orders: ListOrders, *, oldest_first: bool) -> None:
    whole = list_orders(oldest_first=oldest_first)
    found = [(order,) for order in whole]
    assert list_orders.count(OrderFilter(), 9) == len(found) == 3
    pages = [
        tuple(list_orders(limit=1, after=after, oldest_first=oldest_first)) for after in (None, *_positions(whole))
    ]
    assert pages == [*found, ()]


def test_a_booked_order_with_a_stuck_change_is_listed_once(fakes: Fakes, list_orders: ListOrders) -> None:
    store_event(fakes, make_order_event(an_order_body(), "orders/updated", webhook_id="again"), BLOCKED)
    assert sorted(order.name or "" for order in list_orders()) == ["#1001", "#2", "#3"]
    counts = [list_orders.count(OrderFilter(state=state), 9) for state in (None, *BookingState)]
    assert counts == [3, 0, 0, 2, 1, 0]


def test_an_order_is_listed_while_it_waits_in_the_queue(fakes: Fakes, list_orders: ListOrders) -> None:
    store_event(fakes, make_order_event(an_order_body(id=4, name="#4"), order_id=4, webhook_id="4"))
    (queued,) = list_orders(OrderFilter(state=BookingState.QUEUED))
    assert (queued.name, queued.state, queued.erp_id) == ("#4", BookingState.QUEUED, None)
    assert queued in list_orders()


def test_an_order_that_a_worker_has_read_is_where_it_was_placed_and_may_be_dismissed(
    fakes: Fakes, list_orders: ListOrders
) -> None:
    with fakes.unit_of_work() as tx:
        states = [PAYLOADS.parse_order(an_order_body(id=number, name=f"#{number}")) for number in (2, 3)]
        index_previews(tx, [preview_sales_order(SHOP, state, {}) for state in states], NOON)
        failed = next(each for each in tx.events.list_latest(9) if each.status is EventStatus.DEAD)
        tx.events.dismiss(failed.id, "a test", NOON)
        tx.commit()
    found = {order.name: order for order in list_orders()}
    assert found["#2"].at == states[0].created_at
    assert found["#3"].state is BookingState.DISMISSED
    assert names(list_orders(OrderFilter(state=BookingState.DISMISSED))) == ["#3"]


def test_an_order_must_be_in_all_sets_that_a_filter_leads_to(list_orders: ListOrders) -> None:
    in_both = OrderFilter(OrderView.ATTENTION, BookingState.FAILED)
    assert names(list_orders(in_both)) == ["#3"]
    assert list_orders.count(replace(in_both, state=BookingState.BLOCKED, text="#3"), 9) == 0


def test_an_order_in_a_long_queue_is_not_taken_for_dismissed(fakes: Fakes, list_orders: ListOrders) -> None:
    store_event(fakes, make_order_event(an_order_body(id=4, name="#4"), order_id=4, webhook_id="4"))
    with fakes.unit_of_work() as tx:
        index_previews(tx, [preview_sales_order(SHOP, PAYLOADS.parse_order(an_order_body(id=4, name="#4")), {})], NOON)
        tx.commit()
    without_the_oldest = replace(list_orders.read_open_work(), unfinished=frozenset())
    states = {order.name: order.state for order in list_orders(work=without_the_oldest)}
    assert states["#4"] is BookingState.QUEUED


def test_orders_are_found_by_view(fakes: Fakes, list_orders: ListOrders) -> None:
    with fakes.unit_of_work() as tx:
        (booked,) = tx.erp.orders.list_latest(1)
        key = (SHOP, booked.shopify_order_id)
        hold = OrderHold(0, *key, booked.name, "", "a test", NOON, Actor(ActorKind.USER, "Ann", "7"))
        tx.order_holds.add(hold)
        tx.commit()
    assert list_orders.count_views(9) == {
        OrderView.ALL: 3,
        OrderView.ATTENTION: 2,
        OrderView.READY: 0,
        OrderView.UNPAID: 0,
        OrderView.ON_HOLD: 1,
        OrderView.SHIPPED: 0,
        OrderView.REFUNDED: 0,
    }
    assert [order.on_hold for order in list_orders(OrderFilter(OrderView.ON_HOLD))] == [True]
    assert sorted(filter(None, names(list_orders(OrderFilter(OrderView.ATTENTION))))) == ["#2", "#3"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"waiting_for": variant_key(7)}, ["#2"]),
        ({"waiting_for": variant_key(8)}, []),
        ({"text": "1001"}, ["#1001"]),
        ({"text": "nothing"}, []),
        ({"lot": "A"}, []),
        ({"facts": OrderOverviewFilter(placed_before=NOON - timedelta(days=99))}, []),
    ],
)
def test_orders_are_found_by_what_other_records_say(
    fakes: Fakes, list_orders: ListOrders, changes: dict[str, Any], expected: list[str]
) -> None:
    with fakes.unit_of_work() as tx:
        index_orders(tx, {order.id or "": order for order in tx.erp.orders.list_latest(9)})
        tx.commit()
    assert names(list_orders(OrderFilter(**changes))) == expected


def _positions(orders: Sequence[ListedOrder]) -> list[OrderPosition]:
    """As an address has them."""
    return [position for order in orders if (position := parse_order_position(str(order.position)))]
