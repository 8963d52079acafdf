"""Fulfill lists what there is to ship, what is promised first at the top, and leads to a pick list."""

from collections.abc import Callable, Generator

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.builders import LINE_ID, NOON, OTHER_SHOP, SHOP
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import KIMCHI, NEWER, OLDER, assign, book, open_warehouse, stop_clock


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a warehouse with two lots."""
    stop_clock(container)
    open_warehouse(container, SHOP, OTHER_SHOP)
    with open_local_console(container) as client:
        yield client


def list_names(console: TestClient, query: str = "") -> list[str]:
    lines = console.get(f"/console/fulfill?format=csv&{query}").text.splitlines()[1:]
    return [line.partition(",")[0] for line in lines]


def test_given_open_orders_when_fulfill_is_opened_then_it_says_what_each_needs(
    console: TestClient, container: Container
) -> None:
    ready = book(container, "#1001", 6)
    assign(container, ready, OLDER, 6)
    short = book(container, "#1002", 10)
    assign(container, short, OLDER, 4)
    book(container, "#1003", 0, financial_status="paid")
    with container.transaction() as tx:
        untraced = OrderException(0, short.id or "", LINE_ID, OrderExceptionKind.UNTRACED, 2, NOON)
        get_stock(tx).order_exceptions.open(untraced)
        tx.commit()
    header, *rows = console.get("/console/fulfill?format=csv").text.splitlines()
    assert header.removeprefix("\ufeff").startswith(
        "order,store,promised_on,fulfillment,to_ship,assigned,short,problems"
    )
    assert [row.partition(",2026-")[2] for row in rows] == [
        f"11-25,Unfulfilled,6,6,0,,{ready.id},1001",
        f"11-25,Unfulfilled,10,4,6,Shipped without a lot,{short.id},1002",
    ]
    page = console.get("/console/fulfill").text
    assert [text for text in ("Ready", "Needs lots", "Shipped without a lot", "#1003") if text in page] == [
        "Ready",
        "Needs lots",
        "Shipped without a lot",
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("lots=needs-lots", ["#1003", "#1002"]),
        ("lots=ready", ["#1001"]),
        ("promised=today", ["#1003"]),
        (f"shop={OTHER_SHOP}", ["#1003"]),
        ("text=%231002", ["#1002"]),
        ("text=%239999", []),
        ("", ["#1003", "#1001", "#1002"]),
    ],
)
def test_given_a_filter_when_orders_are_listed_then_only_its_orders_are(
    console: TestClient, container: Container, query: str, names: list[str]
) -> None:
    assign(container, book(container, "#1001", 2), OLDER, 2)
    book(container, "#1002", 2)
    overdue = NOON.replace(day=17)
    book(container, "#1003", 2, OTHER_SHOP, ordered_at=overdue)
    assert list_names(console, query) == names


def test_given_more_orders_than_a_page_when_the_next_page_is_opened_then_none_is_missing(
    console: TestClient, container: Container
) -> None:
    names = [book(container, f"#{1000 + number}", 1).name for number in range(51)]
    page = console.get("/console/fulfill").text
    next_page = page.partition('data-shortcut="]"')[0].rpartition('<a href="')[2].partition('"')[0]
    assert [name for name in names if f">{name}</a>" not in page] == [names[50]]
    assert f">{names[50]}</a>" in console.get(next_page.replace("&amp;", "&")).text


def test_given_an_order_that_is_late_when_it_is_listed_then_that_is_marked(
    console: TestClient, container: Container
) -> None:
    book(container, "#1001", 2)
    assert "Late" not in console.get("/console/fulfill").text
    book(container, "#1002", 2, ordered_at=NOON.replace(day=17))
    assert console.get("/console/fulfill").text.count("Late") == 1


def test_given_chosen_orders_when_the_pick_list_is_asked_for_then_lots_are_grouped_by_location(
    console: TestClient, container: Container
) -> None:
    one, two = book(container, "#1001", 6), book(container, "#1002", 10)
    assign(container, one, OLDER, 6)
    assign(container, two, OLDER, 2)
    assign(container, two, NEWER, 3)
    form: dict[str, str | list[str]] = {"id": [one.id or "", two.id or "", "404", "x"]}
    token_page = console.get("/console/fulfill").text
    token = token_page.partition('name="csrf" value="')[2].partition('"')[0]
    answer = console.post("/console/fulfill/pick-list", data={"csrf": token, **form})
    page = console.get(answer.headers["location"]).text
    assert page.index("<h2>Freezer</h2>") < page.index("<h2>Rack</h2>")
    assert "needs lots for 5 units" in page
    pdf = console.get(f"{answer.headers['location']}&format=pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    rows = console.get(f"{answer.headers['location']}&format=csv").text.splitlines()
    assert rows[1:] == [
        f'Freezer,{KIMCHI.id},"{KIMCHI.name}",{KIMCHI.sku},{NEWER},2027-06-01,3,3 for #1002',
        f'Rack,{KIMCHI.id},"{KIMCHI.name}",{KIMCHI.sku},{OLDER},2027-03-01,8,"6 for #1001, 2 for #1002"',
    ]


def test_given_a_lot_that_was_quarantined_since_when_the_pick_list_is_opened_then_it_says_so(
    console: TestClient, container: Container
) -> None:
    order = book(container, "#1001", 6)
    assign(container, order, OLDER, 6)
    container.quarantine_lot()(LotKey(KIMCHI.id, OLDER), "smells")
    assert "pick: quarantined" in console.get(f"/console/fulfill/pick-list?orders={order.id}").text
    assert "Nothing to pick" in console.get("/console/fulfill/pick-list?orders=404-x").text


def test_given_an_order_on_hold_at_shopify_when_it_is_picked_then_each_list_says_so(
    console: TestClient, container: Container
) -> None:
    order = book(container, "#1001", 6)
    assign(container, order, OLDER, 6)
    held = FulfillmentOrderState(
        "gid://shopify/FulfillmentOrder/1", order.shopify_order_id, "ON_HOLD", NOON, "Berlin", holds=("Other",)
    )
    with container.transaction() as tx:
        get_stock(tx).fulfillment_orders.save(SHOP, [held])
        tx.commit()
    hint = "On hold at Shopify: Other"
    assert hint in console.get("/console/fulfill").text
    assert hint in console.get(f"/console/fulfill/pick-list?orders={order.id}").text
    assert f"6 for #1001 ({hint})" in console.get(f"/console/fulfill/pick-list?orders={order.id}&format=csv").text
    assert hint in console.get(f"/console/orders/{SHOP}/{order.shopify_order_id}").text


def test_given_no_orders_when_fulfill_is_opened_then_it_says_how_they_get_there(console: TestClient) -> None:
    assert "Nothing to ship" in console.get("/console/fulfill").text
    assert send_form(console, "/console/fulfill/pick-list", {})[0] == 303


def test_given_chosen_orders_when_lots_are_assigned_then_the_page_says_what_became_of_each(
    console: TestClient, container: Container
) -> None:
    first, second = book(container, "#1001", 60), book(container, "#1002", 20)
    done = book(container, "#1003", 0, financial_status="paid")
    form: dict[str, str | list[str]] = {"id": [first.id or "", second.id or "", done.id or "", "404"]}
    status, text = send_form(console, "/console/fulfill/assign", form)
    page = " ".join(text.split())
    assert status == 200
    assert "1 of 4 orders has lots for all units." in page
    assert "60 units assigned" in page
    assert "10 of 20 units assigned, no free lot for 10" in page
    assert "Order #1003 is completed, so no lots can be assigned to it." in page
    assert "There is no order 404." in page
    assert f"/console/fulfill/pick-list?orders={first.id}-{second.id}" in page
    assert send_form(console, "/console/fulfill/assign", {})[0] == 303


def test_given_more_orders_when_they_are_listed_then_that_costs_no_more_statements(
    console: TestClient, container: Container
) -> None:
    book(container, "#1001", 2)
    of_one = count_statements(container, lambda: console.get("/console/fulfill"))
    for number in range(2, 30):
        book(container, f"#{1000 + number}", 2, SHOP if number % 2 else OTHER_SHOP)
    assert count_statements(container, lambda: console.get("/console/fulfill")) == of_one
    of_orders = count_statements(container, lambda: console.get("/console/orders"))
    for number in range(30, 45):
        book(container, f"#{1000 + number}", 2)
    assert count_statements(container, lambda: console.get("/console/orders")) == of_orders


def count_statements(container: Container, act: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    event.listen(container.engine(), "before_cursor_execute", note)
    act()
    event.remove(container.engine(), "before_cursor_execute", note)
    return len(statements)
