"""Exceptions are listed with what to do, and a person closes them with a note or confirms the assumed lot."""

import re
from collections.abc import Generator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.audited_world import list_entries
from tests.builders import HOUR, LINE_ID, NOON, OTHER_SHOP, SHOP
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import OLDER, assign, book, open_warehouse, stop_clock

UNTRACED, INFERRED = OrderExceptionKind.UNTRACED, OrderExceptionKind.INFERRED


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a warehouse for two stores."""
    stop_clock(container)
    open_warehouse(container, SHOP, OTHER_SHOP)
    with open_local_console(container) as client:
        yield client


def raise_exception(container: Container, order: SalesOrder, kind: OrderExceptionKind) -> int:
    """Open an exception for 3 units of the order's line; returns its id."""
    with container.transaction() as tx:
        exceptions = get_stock(tx).order_exceptions
        exceptions.open(OrderException(0, order.id or "", LINE_ID, kind, 3, NOON - HOUR))
        tx.commit()
        return exceptions.list_open(9)[-1].id


def get_exception(container: Container, exception_id: int) -> OrderException:
    with container.read_transaction() as tx:
        found = get_stock(tx).order_exceptions.get(exception_id)
    assert found
    return found


def test_given_exceptions_when_the_list_is_opened_then_each_says_what_to_do(
    console: TestClient, container: Container
) -> None:
    raise_exception(container, book(container, "#1001", 3), UNTRACED)
    raise_exception(container, book(container, "#1002", 3, OTHER_SHOP), OrderExceptionKind.OVER_SHIPPED)
    page = console.get("/console/exceptions").text
    assert [
        text
        for text in ("Shipped without a lot", "every recall of the item", "Shipped too many", "Kimchi", "#1002")
        if text not in page
    ] == []
    rows = console.get("/console/exceptions?format=csv").text.splitlines()[1:]
    assert [row.split(",")[:2] for row in rows] == [["Shipped without a lot", "#1001"], ["Shipped too many", "#1002"]]


@pytest.mark.parametrize(
    ("query", "orders"), [("kind=untraced", ["#1001"]), (f"shop={OTHER_SHOP}", ["#1002"]), ("kind=short", [])]
)
def test_given_a_filter_when_exceptions_are_listed_then_only_those_are(
    console: TestClient, container: Container, query: str, orders: list[str]
) -> None:
    raise_exception(container, book(container, "#1001", 3), UNTRACED)
    raise_exception(container, book(container, "#1002", 3, OTHER_SHOP), INFERRED)
    rows = console.get(f"/console/exceptions?format=csv&{query}").text.splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == orders
    assert console.get(f"/console/exceptions?{query}").status_code == 200


def test_given_an_exception_when_it_is_closed_then_the_note_is_in_the_audit_log(
    console: TestClient, container: Container
) -> None:
    exception_id = raise_exception(container, book(container, "#1001", 3), OrderExceptionKind.OVER_SHIPPED)
    assert send_form(console, f"/console/exceptions/{exception_id}/close", {})[0] == 422
    form = {"note": "sold in the shop", "next": "/console/exceptions?kind=over_shipped"}
    assert send_form(console, f"/console/exceptions/{exception_id}/close", form)[0] == 303
    closed = get_exception(container, exception_id)
    assert (closed.closed_at, closed.note) == (NOON, "sold in the shop")
    entry = list_entries(container)[0]
    assert (entry.action, entry.subject.id, entry.subject.shop) == (AuditAction.EXCEPTION_CLOSED, "1001", SHOP)
    assert (entry.before["exception"], entry.after) == ("over_shipped", {"note": "sold in the shop"})
    status, page = send_form(console, f"/console/exceptions/{exception_id}/close", {"note": "again"})
    assert (status, "has closed this exception: sold in the shop" in page) == (422, True)


def test_given_an_assumed_lot_when_it_is_confirmed_then_it_is_assumed_no_longer(
    console: TestClient, container: Container
) -> None:
    order = book(container, "#1001", 3)
    assignment = assign(container, order, OLDER, 3)
    with container.transaction() as tx:
        get_stock(tx).assignments.save([replace(assignment, inferred=True, state=AssignmentState.SHIPPED)])
        tx.commit()
    exception_id = raise_exception(container, order, INFERRED)
    page = " ".join(console.get("/console/exceptions").text.split())
    assert "Confirm lot" in page
    assert ">lot L1</a>" in page
    assert send_form(console, f"/console/exceptions/{exception_id}/confirm", {})[0] == 303
    with container.read_transaction() as tx:
        assert [each.inferred for each in get_stock(tx).assignments.get_many([assignment.id])] == [False]
    assert get_exception(container, exception_id).closed_at == NOON
    assert list_entries(container)[0].action is AuditAction.LOTS_CONFIRMED


def test_given_units_without_a_lot_when_a_person_names_it_then_it_has_left_and_the_exception_is_closed(
    console: TestClient, container: Container
) -> None:
    fulfillment = OrderFulfillment(7, NOON, "success", lines=((LINE_ID, 3),), created_at=NOON)
    exception_id = raise_exception(container, book(container, "#1001", 3, fulfillments=(fulfillment,)), UNTRACED)
    page = " ".join(console.get("/console/exceptions").text.split())
    [value, other] = re.findall(r'<option value="(\d+-\d+)">L[12]', page)
    url, form = (
        f"/console/exceptions/{exception_id}/name-lot",
        {"lot": value, "quantity": "2", "reason": "the label"},
    )
    assert send_form(console, url, {**form, "quantity": "4"})[0] == 422
    assert send_form(console, url, {**form, "lot": "9-9"})[0] == 404
    assert send_form(console, url, form)[0] == 303
    assert get_exception(container, exception_id).quantity == 1
    assert send_form(console, url, {**form, "lot": other, "quantity": "1"})[0] == 303
    assert get_exception(container, exception_id).closed_at == NOON
    entry = list_entries(container)[0]
    assert (entry.action, entry.after["lot"], entry.after["reason"]) == (AuditAction.LOT_NAMED, "L2", "the label")


def test_given_a_lot_that_was_named_wrongly_when_a_person_corrects_it_then_another_one_has_left(
    console: TestClient, container: Container
) -> None:
    fulfillment = OrderFulfillment(7, NOON, "success", lines=((LINE_ID, 3),), created_at=NOON)
    order = book(container, "#1001", 3, fulfillments=(fulfillment,))
    exception_id = raise_exception(container, order, UNTRACED)
    [value, other] = re.findall(r'<option value="(\d+-\d+)">L[12]', console.get("/console/exceptions").text)
    named = {"lot": value, "quantity": "3", "reason": "the label"}
    assert send_form(console, f"/console/exceptions/{exception_id}/name-lot", named)[0] == 303
    url = f"/console/orders/{order.shop_domain}/{order.shopify_order_id}"
    page = console.get(url).text
    assert "Correct lot" in page
    [assignment] = re.findall(r'name="assignment" value="(\d+)"', page)
    correction = {"assignment": assignment, "lot": other, "quantity": "1", "reason": "counted the shelf"}
    assert send_form(console, f"{url}/lots/correct", correction)[0] == 303
    entry = list_entries(container)[0]
    assert (entry.action, entry.before["lot"], entry.after["lot"]) == (AuditAction.LOT_CORRECTED, "L1", "L2")


def test_given_an_exception_of_another_kind_when_its_lot_is_confirmed_then_it_is_refused(
    console: TestClient, container: Container
) -> None:
    exception_id = raise_exception(container, book(container, "#1001", 3), UNTRACED)
    assert send_form(console, f"/console/exceptions/{exception_id}/confirm", {})[0] == 404
    assert send_form(console, "/console/exceptions/404/close", {"note": "x"})[0] == 404
    assert get_exception(container, exception_id).closed_at is None


def test_given_open_exceptions_when_home_is_opened_then_they_need_attention(
    console: TestClient, container: Container
) -> None:
    raise_exception(container, book(container, "#1001", 3), UNTRACED)
    page = console.get("/console").text
    assert "Shipped without a lot" in page
    assert f"/console/exceptions?kind=untraced&amp;shop={SHOP}" in page
