"""Stores are connected, checked, repaired and disconnected in the console."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.delivery_outage import DeliveryOutage
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, DifferenceKind, OrderCounts
from tests.builders import HOUR, SHOP, a_shop
from tests.entrypoints.web.console.local_console import open_local_console, send_form

DAY = date(2026, 11, 20)
PAGE = f"/console/stores/{SHOP}"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of an installation with one store."""
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop(installed_at=container.clock().now(), scopes=container.settings().scopes))
        tx.commit()
    with open_local_console(container) as client:
        yield client


COUNTS = OrderCounts(2, Decimal(10))


def save_audit(container: Container, differences: int = 0, counts: OrderCounts = COUNTS) -> None:
    found = (
        Difference(number, f"#{number}", DAY, DifferenceKind.TOTAL, "1", "2", "no webhook received")
        for number in range(1, differences + 1)
    )
    audit = DailyAudit(SHOP, DAY, container.clock().now(), "EUR", counts, counts, tuple(found))
    with container.unit_of_work()() as tx:
        tx.reconciliations.save_audit(audit)
        tx.commit()


def test_a_store_is_connected_by_its_name(console: TestClient) -> None:
    console.get("/console/stores")
    token = console.get("/console/stores").text.partition('name="csrf" value="')[2].partition('"')[0]
    answer = console.post("/console/stores/connect", data={"csrf": token, "shop": "Nordic-Pantry"})
    assert answer.headers["location"] == "/shopify/install?shop=nordic-pantry.myshopify.com"
    status, page = send_form(console, "/console/stores/connect", {"shop": "not a store"})
    assert status == 422
    assert 'value="not a store" aria-invalid="true"' in page
    assert "Enter the store&#39;s name" in page


def test_every_difference_of_a_day_can_be_reached(console: TestClient, container: Container) -> None:
    save_audit(container, differences=130)
    first = console.get(f"{PAGE}/data-check/{DAY}").text
    second = console.get(f"{PAGE}/data-check/{DAY}?from=100").text
    assert (first.count('id="difference-'), second.count('id="difference-')) == (100, 30)
    assert "?from=100" in first
    assert "(UTC)" in first
    assert "Checked" in first


def test_a_day_without_orders_is_not_called_a_match(console: TestClient, container: Container) -> None:
    save_audit(container, counts=OrderCounts())
    page = console.get(f"{PAGE}/data-check/{DAY}").text
    assert "No orders" in page
    assert "Matches" not in page


def test_days_are_checked_and_what_differs_is_repaired_on_request(console: TestClient, container: Container) -> None:
    save_audit(container, differences=1)
    assert send_form(console, f"{PAGE}/data-check/repair", {})[0] == 303
    with container.unit_of_work()() as tx:
        request = tx.reconciliations.get_audit_request(SHOP)
    assert request
    assert (request.first, request.last, request.repairs) == (DAY, DAY, True)
    assert "Repairing 20 Nov…" in console.get(f"{PAGE}/data-check").text
    assert send_form(console, f"{PAGE}/data-check/check", {"first": "2026-11-26", "last": "2026-11-25"})[0] == 422
    assert send_form(console, f"{PAGE}/data-check/check", {"first": "yesterday"})[0] == 422
    for day in ("0001-01-05", "9999-12-31", "soon"):  # the ends of the calendar cannot be calculated with
        assert console.get(f"{PAGE}/data-check?until={day}").status_code == 422
        assert console.get(f"{PAGE}/data-check/{day}").status_code == 422


def test_differences_are_exported_and_one_order_is_repaired(console: TestClient, container: Container) -> None:
    save_audit(container, differences=130)
    file = console.get(f"{PAGE}/data-check/csv?first={DAY}").text.splitlines()
    assert (len(file), file[-1].split(",")[3:]) == (131, ["#130", "130", "total", "1", "2", "no webhook received"])
    assert len(console.get(f"{PAGE}/data-check/csv?first=2026-11-01&last=2026-11-19").text.splitlines()) == 1
    assert send_form(console, f"{PAGE}/data-check/{DAY}/repair/130", {})[0] == 303
    with container.read_transaction() as tx:
        request = tx.reconciliations.get_audit_request(SHOP)
    assert request
    assert (request.first, request.repairs, request.order_id) == (DAY, True, 130)


def test_days_of_long_ago_are_reached_page_by_page(console: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        for number in (0, 40):
            day = DAY - timedelta(days=number)
            tx.reconciliations.save_audit(DailyAudit(SHOP, day, container.clock().now(), "EUR", COUNTS, COUNTS))
        tx.commit()
    newest = console.get(f"{PAGE}/data-check").text
    assert (f'id="day-{DAY}"' in newest, 'id="day-2026-10-11"' in newest) == (True, False)
    assert 'href="/console/stores/tea-and-paper.myshopify.com/data-check?until=2026-10-11"' in newest
    older = console.get(f"{PAGE}/data-check?until=2026-10-11").text
    assert (older.count('id="day-'), "Older days" in older, "Newest days" in older) == (1, False, True)


def test_the_store_page_is_calm_while_a_store_is_set_up_and_after_it_ended(
    console: TestClient, container: Container
) -> None:
    pages = [console.get(PAGE).text, console.get(f"{PAGE}/webhooks").text]
    container.disconnect_shop()(SHOP)
    pages += [console.get(PAGE).text, console.get(f"{PAGE}/webhooks").text]
    for page in pages:
        assert 'class="badge bad"' not in page
        assert 'class="alert bad"' not in page
    assert "Setting up…" in pages[0]
    assert "Disconnected since" in pages[2]


def test_a_store_is_disconnected_only_by_its_name(console: TestClient, container: Container) -> None:
    status, page = send_form(console, f"{PAGE}/disconnect", {"confirmation": "tea"})
    assert status == 422
    assert "Enter tea-and-paper to disconnect it" in page
    assert "No shipment waits to sync" in page
    assert send_form(console, f"{PAGE}/disconnect", {"confirmation": "Tea-and-Paper"})[0] == 303
    with container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop
    assert not shop.connected


def test_what_is_missing_is_read_again_from_where_it_was_lost(console: TestClient, container: Container) -> None:
    lost_since = container.clock().now() - timedelta(hours=19)
    with container.unit_of_work()() as tx:
        tx.deliveries.save_outage(DeliveryOutage(SHOP, lost_since, lost_since + HOUR))
        tx.commit()
    assert "No webhooks (unusual)" in console.get("/console").text
    assert send_form(console, f"{PAGE}/read-again", {})[0] == 303
    with container.unit_of_work()() as tx:
        (window,) = tx.missed_windows.list_open()
        due = tx.subscriptions.find_due_shop(container.clock().now())
    assert window == replace(window, shop=SHOP, since=lost_since)
    assert due == SHOP
    assert "Catching up" in console.get(PAGE).text
