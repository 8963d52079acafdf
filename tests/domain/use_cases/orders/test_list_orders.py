"""The list of orders says of each how far it is, also of those that the ERP does not have."""

from collections.abc import Sequence

import pytest

from novex_shopify.domain.model.order_position import OrderPosition, parse_order_position
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.list_orders import BookingState, ListedOrder, ListOrders, OrderFilter
from tests.builders import OTHER_SHOP, SHOP, an_order_body
from tests.domain.use_cases.event_steps import store_event
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import PAYLOADS
from tests.domain.use_cases.order_steps import book_order, make_order_event

BLOCKED, FAILED = Settlement(EventStatus.PARKED, "not mapped"), Settlement(EventStatus.DEAD, "no answer")


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


def test_each_order_is_listed_once_with_its_state(list_orders: ListOrders) -> None:
    found = list_orders()
    assert {order.name: order.state for order in found} == {
        "#1001": BookingState.BOOKED,
        "#3": BookingState.FAILED,
        "#2": BookingState.BLOCKED,
    }
    assert list_orders.count_stuck() == {BookingState.BLOCKED: 1, BookingState.FAILED: 1}
    assert {order.problem.cause for order in found if order.problem} == {"no answer", "not mapped"}


@pytest.mark.parametrize(
    ("state", "names"),
    [(BookingState.BLOCKED, ["#2"]), (BookingState.FAILED, ["#3"]), (BookingState.BOOKED, ["#1001"])],
)
def test_orders_are_listed_and_counted_by_state(list_orders: ListOrders, state: BookingState, names: list[str]) -> None:
    which = OrderFilter(state, SHOP)
    assert [order.name for order in list_orders(which)] == names
    assert list_orders.count(which, 9) == 1
    assert not list_orders(OrderFilter(state, OTHER_SHOP))


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
    assert [list_orders.count(OrderFilter(state), 9) for state in (None, *BookingState)] == [3, 0, 0, 2, 1]


def _positions(orders: Sequence[ListedOrder]) -> list[OrderPosition]:
    """As an address has them."""
    return [position for order in orders if (position := parse_order_position(str(order.position)))]
