"""The order's page says what its lines need, and proposes lots with the reason. People assign and unassign them."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import LINE_ID, NOON, SHOP
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import KIMCHI, NEWER, OLDER, assign, book, list_assignments, open_warehouse, stop_clock

PAGE = f"/console/orders/{SHOP}/1001"


@pytest.fixture
def order(container: Container) -> SalesOrder:
    """An order for 26 units; a lot of 20 goes first."""
    stop_clock(container)
    open_warehouse(container)
    return book(container, "#1001", 26)


@pytest.fixture
def console(container: Container, order: SalesOrder) -> Generator[TestClient]:
    """The console with the order."""
    with open_local_console(container) as client:
        yield client


def send(console: TestClient, action: str, **fields: object) -> tuple[int, str]:
    """Send a form of the lots; returns the status and, after success, the message of the next page."""
    status, text = send_form(console, f"{PAGE}/lots/{action}", {name: str(value) for name, value in fields.items()})
    if status != 303:
        return status, text
    toast = console.get(PAGE).text.partition('id="toasts"')[2].partition('role="status">')[2]
    return status, toast.partition("<")[0]


def find_lot(container: Container, code: str) -> str:
    """The value of a lot in the form."""
    with container.read_transaction() as tx:
        assert tx.erp.stock
        lot = tx.erp.stock.lots.find(KIMCHI.id, code)
        assert lot
        [balance] = tx.erp.stock.ledger.list_balances([lot.id])
    return f"{lot.id}-{balance.location_id}"


def test_given_an_order_without_lots_when_its_page_is_opened_then_lots_are_proposed_in_words(
    console: TestClient, container: Container
) -> None:
    container.receive_lot()(Receipt(KIMCHI.id, "L0", "Rack", 9, expires_on=date(2027, 1, 1)))
    container.quarantine_lot()(LotKey(KIMCHI.id, "L0"), "smells")
    page = " ".join(console.get(PAGE).text.split())
    assert "20 of lot <strong>L1</strong> at Rack: received 2026-11-23, the earliest that may leave" in page
    assert "6 of lot <strong>L2</strong> at Freezer" in page
    assert "Lot L0: quarantined: smells" in page
    assert [each for each in ("Open", "Unfulfilled", "25 Nov 2026") if each not in page] == []


def test_given_proposed_lots_when_they_are_assigned_then_undo_gives_them_back(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    assert send(console, "assign", line=LINE_ID) == (303, "26 units of lot L1, L2 assigned.")
    assert list_assignments(container, [order]) == [(OLDER, "assigned", 20), (NEWER, "assigned", 6)]
    assert send(console, "unassign", assignments="1-2") == (303, "26 units unassigned")
    assert list_assignments(container, [order]) == [(OLDER, "released", 20), (NEWER, "released", 6)]


def test_given_too_few_free_units_when_all_is_assigned_then_the_page_says_what_is_short(
    console: TestClient, container: Container
) -> None:
    other = book(container, "#1002", 60)
    assign(container, other, NEWER, 50)
    assert send(console, "assign") == (303, "20 units of lot L1 assigned. 6 units still need a lot.")
    assert send(console, "assign") == (303, "No free lots. 6 units still need a lot.")


def test_given_another_lot_than_the_proposed_one_when_it_is_chosen_then_a_reason_is_needed(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    chosen = {"line": LINE_ID, "lot": find_lot(container, NEWER), "quantity": 26}
    status, page = send(console, "choose", **chosen)
    assert status == 422
    assert "State a reason" in page
    assert send(console, "choose", **chosen, reason="the customer asked for it")[0] == 303
    assert list_assignments(container, [order]) == [(NEWER, "assigned", 26)]
    assert "Chosen by hand: the customer asked for it" in console.get(PAGE).text


@pytest.mark.parametrize(
    "wrong", [{"quantity": "many"}, {"lot": "404-1"}, {"lot": ""}, {"line": "404"}, {"quantity": "27"}]
)
def test_given_a_form_that_names_nothing_when_a_lot_is_chosen_then_it_is_refused(
    console: TestClient, container: Container, order: SalesOrder, wrong: dict[str, str]
) -> None:
    fields: dict[str, object] = {"line": LINE_ID, "lot": find_lot(container, OLDER), "quantity": 6, **wrong}
    assert send(console, "choose", **fields)[0] in {404, 422}
    assert list_assignments(container, [order]) == []


def test_given_an_assigned_lot_when_it_is_changed_then_the_other_one_takes_its_place(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    assignment = assign(container, order, OLDER, 6)
    form = {"assignment": assignment.id, "lot": find_lot(container, NEWER), "quantity": 6}
    assert send(console, "change", **form)[0] == 422
    assert send(console, "change", **form, reason="damaged") == (303, "6 units of lot L2 assigned instead")
    assert list_assignments(container, [order]) == [(OLDER, "released", 6), (NEWER, "assigned", 6)]


def test_given_an_assignment_of_another_order_when_it_is_named_then_it_stays(
    console: TestClient, container: Container
) -> None:
    other = book(container, "#1002", 6)
    assignment = assign(container, other, OLDER, 6)
    form = {"assignment": assignment.id, "lot": find_lot(container, NEWER), "quantity": 6, "reason": "x"}
    assert send(console, "change", **form)[0] == 404
    assert send(console, "unassign", assignments=assignment.id)[0] == 404
    assert list_assignments(container, [other]) == [(OLDER, "assigned", 6)]


def test_given_moved_units_when_the_page_is_opened_then_its_ledger_says_who_and_why(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    assignment = assign(container, order, OLDER, 6)
    send(console, "unassign", assignments=assignment.id, reason="wrong customer")
    page = " ".join(console.get(PAGE).text.split())
    assert "6 units of lot L1 unassigned" in page
    assert [text for text in ("wrong customer", "local user", "ERP code") if text not in page] == []


def test_given_a_store_that_keeps_no_stock_when_its_order_is_opened_then_it_has_a_status_and_no_lots(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    with container.transaction() as tx:
        tx.shops.save_settings(SHOP, ShopSettings())
        tx.erp.orders.apply([replace(order, cancelled_at=NOON)])
        tx.commit()
    page = console.get(PAGE).text
    assert "Cancelled" in page
    assert "Unfulfilled" in page
    assert "/lots/" not in page


def test_given_a_test_order_when_it_is_opened_then_it_takes_nothing_from_stock(
    console: TestClient, container: Container
) -> None:
    book(container, "#1002", 3, test=True)
    assert "/lots/" not in console.get(f"/console/orders/{SHOP}/1002").text
    assert "Test order" in console.get("/console/fulfill").text


def test_given_orders_in_the_list_when_it_is_opened_then_each_has_both_statuses(
    console: TestClient, container: Container, order: SalesOrder
) -> None:
    book(container, "#1002", 0, financial_status="paid")
    header, *rows = console.get("/console/orders?format=csv").text.splitlines()
    assert "fulfillment,status" in header
    assert sorted((row.partition(",")[0], "Completed" in row, "Open" in row) for row in rows) == [
        ("#1001", False, True),
        ("#1002", True, False),
    ]
    assert "Completed" in console.get("/console/orders").text
    assert order.name in console.get("/console/orders").text
