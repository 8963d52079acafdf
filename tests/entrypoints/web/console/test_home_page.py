"""Home names each cause once, with the button that repairs it."""

from collections.abc import Generator
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.resource_keys import variant_key
from novex_shopify.entrypoints.web.console.issue_actions import build_row
from novex_shopify.entrypoints.web.console.routes import routes
from tests.builders import NOON, ORDER_ID, SHOP, a_new_event, a_shipment, a_shop, a_variant
from tests.entrypoints.web.console.local_console import open_local_console, send_form

ERROR = "Order #1's total differs & more"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """A store with an order that waits for a product, an event that failed, and a shipment that was rejected."""
    now = container.clock().now()
    ends = (
        Settlement(EventStatus.PARKED, "not mapped", waiting_for=(variant_key(11),)),
        Settlement(EventStatus.DEAD, ERROR),
    )
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop(installed_at=NOON))
        tx.mappings.save(
            ProductMapping(SHOP, a_variant(11, title="Kimchi 350 g jar")), ProductMapping(SHOP, a_variant(12), "ITEM")
        )
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}", received_at=now) for number in (1, 2)])
        tx.events.settle(list(zip(tx.events.claim(WorkerId("ann", 1), now, 9), ends, strict=True)), now)
        tx.pushes.add(a_shipment("SHIP-1"), SHOP, ORDER_ID, PushStatus.REFUSED, now)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def test_each_issue_has_its_button(console: TestClient, container: Container) -> None:
    page = console.get("/console").text
    assert f'href="/console/products/{SHOP}/11" aria-label="Map: Kimchi 350 g jar is not mapped"' in page
    assert 'aria-label="Retry: 1 event failed"' in page
    assert 'aria-label="Retry: Shipment SHIP-1 is rejected by Shopify"' in page
    assert "Get started" in page
    row = build_row(Issue(IssueKind.EVENTS_FAILED, "1 event failed", SHOP, ERROR, subject=ERROR))
    assert send_form(console, row.action.url, dict(row.action.fields or {}))[0] == 303
    with container.unit_of_work()() as tx:
        assert tx.events.count_by_status() == {EventStatus.PARKED: 1, EventStatus.PENDING: 1}
    assert "event failed" not in console.get("/console").text


@pytest.mark.parametrize(("path", "part"), [("/console", "home"), (f"/console/stores/{SHOP}", "shop")])
def test_a_refresh_shows_what_the_last_comparison_found_unless_the_page_is_newer(
    path: str, part: str, console: TestClient, container: Container
) -> None:
    def refresh(page: str) -> str:
        address = unescape(page.partition(f'<div id="{part}"')[2].partition('hx-get="')[2].partition('"')[0])
        return console.get(address, headers={"HX-Request": "true", "HX-Target": part}).text

    before = console.get(path).text
    container.compare_issues().compare()
    container.replay_events()(EventFilter(status=EventStatus.DEAD))
    assert ["1 event failed" in page for page in (before, refresh(before))] == [True, True]
    after = console.get(path).text  # as after an action
    assert ["1 event failed" in page for page in (after, refresh(after))] == [False, False]
    assert "SHIP-1" in refresh(after)


def test_a_report_that_was_given_up_needs_attention(console: TestClient, container: Container) -> None:
    now = container.clock().now()
    schedule = ReportSchedule(0, Report.TAXES, Frequency.DAILY, ("ann@example.com",), SheetFormat.CSV, now, "ann")
    with container.unit_of_work()() as tx:
        tx.report_schedules.add(replace(schedule, error="The mail server refuses the sender."))
        tx.report_schedules.add(replace(schedule, error="The mail server is down.", attempts=2))
        tx.commit()
    page = console.get("/console").text
    assert "The mail server refuses the sender." in page
    assert "The mail server is down." not in page  # tried again by the worker


@pytest.mark.parametrize("kind", IssueKind)
def test_every_button_leads_to_a_page_or_an_action_that_exists(kind: IssueKind) -> None:
    row = build_row(Issue(kind, "A title", SHOP, subject="11"))
    for url, method in ((row.url, "GET"), (row.action.url, "GET" if row.action.fields is None else "POST")):
        scope = {"type": "http", "path": url.partition("?")[0], "method": method}
        found = next(route for route in routes if route.matches(scope)[0].name == "FULL")
        assert "page:path" not in getattr(found, "path", ""), url


def test_the_chart_counts_what_was_received_and_what_failed(console: TestClient) -> None:
    for query in ("", "?range=24h", f"?range=7d&shop={SHOP}"):
        series = console.get(f"/console/events/over-time{query}").json()
        assert (sum(series["received"]), sum(series["failed"])) == (2, 1)
        assert series["times"][-1] % series["interval"] == 0


def test_health_shows_the_checks_of_the_doctor_with_what_repairs_them(console: TestClient) -> None:
    assert "Checking…" in console.get("/console/health").text
    page = console.get("/console/health/checks").text
    assert "checks failed" in page
    assert "No worker is running" in page
    assert 'action="/console/stores/connect"><input type="hidden" name="csrf"' in page
