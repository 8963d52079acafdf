"""What every list does, at the example of events: filters, orders, pages, count, CSV, and actions on chosen records."""

import csv
import io
import re
from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.web.console.console_route import remove_forbidden
from novex_shopify.entrypoints.web.console.lists.record_list import PAGE_SIZE
from novex_shopify.entrypoints.web.console.routes import routes
from tests.builders import SHOP, a_new_event, a_shop
from tests.entrypoints.web.console.local_console import open_local_console, send_form

COUNT = PAGE_SIZE + 2
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with more events than a page has; the first two have failed."""
    now = container.clock().now()
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(f"webhook-{number}", f"order:{number}") for number in range(COUNT)])
        failed = tx.events.claim(WorkerId("a-worker-of-the-test", 1), now, 2)
        tx.events.settle([(event, Settlement(EventStatus.DEAD, FORMULA)) for event in failed], now)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def read_ids(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="event-(\d+)"', page)]


def find_link(page: str, label: str) -> str:
    """The address of the link with this text."""
    found = re.search(rf'href="([^"]+)"[^>]*>{label}</a>', page)
    assert found, label
    return found.group(1).replace("&amp;", "&")


def test_a_list_is_read_page_by_page_in_both_orders(console: TestClient) -> None:
    first = console.get("/console/events").text
    assert f"Events ({COUNT})" in first
    assert read_ids(first) == list(range(COUNT, 2, -1))
    assert read_ids(console.get(find_link(first, "Next page")).text) == [2, 1]
    oldest_first = console.get(find_link(first, "Received")).text
    assert 'aria-sort="ascending"' in oldest_first
    assert read_ids(oldest_first) == list(range(1, PAGE_SIZE + 1))
    assert read_ids(console.get(find_link(oldest_first, "Next page")).text) == [COUNT - 1, COUNT]


def test_a_filter_stays_in_every_address_of_the_list(console: TestClient) -> None:
    page = console.get(f"/console/events?status=dead&shop={SHOP}&sort=received&topic=unknown").text
    assert read_ids(page) == [1, 2]
    for label in ("Received", "Export CSV"):
        assert {"status=dead", f"shop={SHOP}"} <= set(re.split("[?&]", find_link(page, label))), label
    assert read_ids(console.get("/console/events?status=none&sort=secret&after=x").text) == list(range(COUNT, 2, -1))


def test_the_file_has_all_that_match_and_no_formula(console: TestClient) -> None:
    def read_file(address: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(console.get(address).text.removeprefix("\ufeff"))))

    assert len(read_file("/console/events?format=csv")) == COUNT
    failed = read_file("/console/events?format=csv&status=dead")
    assert [(row["id"], row["status"], row["error"]) for row in failed] == [
        ("2", "Failed", f"'{FORMULA}"),
        ("1", "Failed", f"'{FORMULA}"),
    ]


def test_chosen_events_are_retried(console: TestClient, container: Container) -> None:
    send_form(console, "/console/events/retry", {"id": "2", "next": "/console/events?status=dead"})
    with container.read_transaction() as tx:
        assert tx.events.count_by_status() == {EventStatus.DEAD: 1, EventStatus.PENDING: COUNT - 1}


def test_a_viewer_has_no_form_that_retries(console: TestClient) -> None:
    def keep_for(role: Role) -> str:
        return remove_forbidden(console.get("/console/events").text, role, routes)

    assert 'action="/console/events/retry"' in keep_for(Role.OPERATOR)
    assert "bulk-bar" not in keep_for(Role.VIEWER)
