"""What is done with several orders at once, and how a person keeps the list."""

from collections.abc import Generator
from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditFilter
from novex_shopify.domain.model.fulfillment import PushAttempt, PushStatus
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.use_cases.invoices.records import get_invoices
from tests.builders import NOON, SHOP, a_delivery, a_new_event, a_seller, a_shipment, an_order_body
from tests.domain.use_cases.event_steps import WORKER
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.warehouse_world import OLDER, assign, book, open_warehouse, stop_clock

LIST = "/console/orders"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """Two booked orders, the first with lots and a shipment that Shopify refused; and one that has failed."""
    stop_clock(container)
    open_warehouse(container)
    ready = assign(container, book(container, "#1001", 2), OLDER, 2).order_id
    book(container, "#1002", 2, financial_status="pending", tags="VIP, gift")
    with container.transaction() as tx:
        tx.pushes.add(a_shipment("SHIP-1", ready), SHOP, 1001, PushStatus.PENDING, NOON)
        push = tx.pushes.claim(WORKER, NOON)
        assert push
        tx.pushes.settle(push, PushStatus.REFUSED, PushAttempt(1, NOON, "a worker", (), "refused"))
        delivery = a_delivery("orders/create", an_order_body(id=1003, name="#1003"), "3")
        tx.events.add([a_new_event("3", "order:1003", delivery=delivery)])
        events = tx.events.claim(WORKER, NOON, 9)
        tx.events.settle([(event, Settlement(EventStatus.DEAD, "broken")) for event in events], NOON)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def count_events(container: Container, status: EventStatus) -> int:
    with container.read_transaction() as tx:
        return tx.events.count_by_status().get(status, 0)


def test_each_view_has_its_count_and_its_orders(console: TestClient) -> None:
    page = console.get(LIST).text
    for text in ("All <span", "Needs attention <span", "Ready to pack <span", "Unpaid <span", "More filters"):
        assert text in page
    expected = {
        "attention": (True, False, True),
        "ready": (True, False, False),
        "unpaid": (False, True, False),
        "shipped": (False, False, False),
    }
    for view, found in expected.items():
        page = console.get(f"{LIST}?view={view}").text
        assert tuple(f">#{number}<" in page for number in (1001, 1002, 1003)) == found, view


def test_filters_are_in_the_address(console: TestClient) -> None:
    queries = (
        "tag=vip",
        "payment=pending",
        "text=1002",
        "from=2026-11-01&total=1&payment=pending",
        "state=booked&tag=gift",
    )
    for query in queries:
        page = console.get(f"{LIST}?{query}", headers={"HX-Request": "true"}).text
        assert (">#1002<" in page, ">#1001<" in page, ">#1003<" in page) == (True, False, False), query
    assert ">#1001<" in console.get(f"{LIST}?total=1e999999").text  # no amount, so it filters nothing


def test_all_that_match_are_held_but_those_that_cannot_be_are_named(console: TestClient, container: Container) -> None:
    fields = {"all": "yes", "list": f"{LIST}?view=unpaid", "reason": "a test", "next": LIST}
    assert send_form(console, f"{LIST}/hold", fields)[0] == 303
    assert container.list_held_orders().count(9) == 1
    toast = console.get(LIST).text
    assert "1 order put on hold" in toast
    assert "/console/orders/release" in toast
    _, result = send_form(console, f"{LIST}/release", {**fields, "list": LIST})
    assert "1 order released" in result
    assert (f'href="{LIST}/{SHOP}/1001"' in result, f'href="{LIST}/{SHOP}/1002"' in result) == (True, False)


def test_what_is_stuck_is_retried(console: TestClient, container: Container) -> None:
    ids = [f"{SHOP}/{number}" for number in (1001, 1002, 1003)]
    assert send_form(console, f"{LIST}/retry", {"id": ids, "next": LIST})[0] == 303
    assert "1 event and 1 shipment queued for retry" in console.get(LIST).text
    assert count_events(container, EventStatus.PENDING) == 1
    with container.read_transaction() as tx:
        push = tx.pushes.get("SHIP-1")
    assert push
    assert push.status is PushStatus.PENDING


def test_chosen_orders_lead_to_pick_list_and_slips(console: TestClient, container: Container) -> None:
    token = unescape(console.get(LIST).text).partition('name="csrf" value="')[2].partition('"')[0]
    fields = {"csrf": token, "id": [f"{SHOP}/1001", f"{SHOP}/1002", f"{SHOP}/1003"], "next": LIST}
    answer = console.post(f"{LIST}/pick-list", data=fields)
    assert answer.headers["location"].startswith("/console/fulfill/pick-list?orders=")
    assert "1 order left out: not in the ERP yet" in console.get(LIST).text
    slips = console.post(f"{LIST}/packing-slips", data=fields)
    assert "0 packing slips can be printed" in slips.text
    assert ("#1001" in slips.text, "The order is not in the ERP yet" in slips.text) == (True, True)
    many = console.post(f"{LIST}/pick-list", data={**fields, "id": [f"{SHOP}/{each}" for each in range(1, 202)]})
    assert (many.status_code, "More than 200 orders are chosen" in many.text) == (422, True)
    assert console.get(f"{LIST}/packing-slips?orders=1-2").status_code == 404
    with container.transaction() as tx:
        get_invoices(tx).sellers.save(a_seller())
        tx.commit()
    answer = console.post(f"{LIST}/packing-slips", data=fields)
    assert "2 packing slips can be printed" in answer.text  # of three: the last is not in the ERP
    address = console.post(f"{LIST}/packing-slips", data={**fields, "id": fields["id"][:2]}).headers["location"]
    assert console.get(address).headers["content-type"] == "application/pdf"
    with container.read_transaction() as tx:
        shown = [entry.subject.id for entry in tx.audit_log.search(AuditFilter(), 9) if "file" in entry.after]
    assert sorted(shown) == ["1001", "1002"]


def test_all_that_match_are_those_of_the_address_of_the_list(console: TestClient, container: Container) -> None:
    none_matches = {"all": "1", "list": f"{LIST}?missing=variant:7", "reason": "a count", "next": LIST}
    send_form(console, f"{LIST}/hold", none_matches)
    with container.read_transaction() as tx:
        assert tx.order_holds.list_by_orders(SHOP, [1001, 1002, 1003]) == []
    send_form(console, f"{LIST}/views", {"name": "One product", "list": f"{LIST}?missing=variant:7"})
    assert "missing=variant%3A7&amp;saved=One%20product" in console.get(LIST).text


def test_a_person_keeps_columns_and_views(console: TestClient) -> None:
    assert send_form(console, f"{LIST}/columns", {"column": ["order", "tags"], "next": LIST})[0] == 303
    page = console.get(LIST).text
    assert ("VIP, gift" in page, ">Customer</th>" in page) == (True, False)
    fields = {"name": "Late  ones", "list": f"{LIST}?payment=pending&text=~secret"}
    assert send_form(console, f"{LIST}/views", fields)[0] == 303
    page = unescape(console.get(LIST).text)
    url = f"{LIST}?payment=pending&saved=Late+ones"
    assert url in page.replace("%20", "+")
    assert ">#1001<" not in console.get(url).text
    send_form(console, f"{LIST}/views/rename", {"saved": "Late ones", "name": "Mine"})
    assert ">Mine" in console.get(LIST).text
    assert send_form(console, f"{LIST}/views/rename", {"saved": "Late ones", "name": "Other"})[0] == 404
    send_form(console, f"{LIST}/views/delete", {"saved": "Mine"})
    assert ">Mine" not in console.get(f"{LIST}?saved=Mine").text.partition("View Mine deleted")[2]
