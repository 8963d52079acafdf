"""The list of orders says of each how far it is, also of those that the ERP does not have."""

import pytest

from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.orders.list_orders import BookingState, ListOrders
from tests.builders import SHOP, an_order_body
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
    return ListOrders(fakes.unit_of_work, PAYLOADS)


def test_each_order_is_listed_once_with_its_state(list_orders: ListOrders) -> None:
    found = list_orders()
    assert [(order.name, order.state) for order in found.orders] == [
        ("#1001", BookingState.BOOKED),
        ("#3", BookingState.FAILED),
        ("#2", BookingState.BLOCKED),
    ]
    assert found.counts == {BookingState.BLOCKED: 1, BookingState.FAILED: 1}
    assert [order.problem and order.problem.cause for order in found.orders] == [None, "no answer", "not mapped"]


@pytest.mark.parametrize(
    ("state", "names"),
    [(BookingState.BLOCKED, ["#2"]), (BookingState.FAILED, ["#3"]), (BookingState.BOOKED, ["#1001"])],
)
def test_orders_are_listed_by_state(list_orders: ListOrders, state: BookingState, names: list[str]) -> None:
    assert [order.name for order in list_orders(state).orders] == names
    assert {order.shop for order in list_orders(state).orders} == {SHOP}
