"""Retrying events takes the blocked and failed ones, unless a person chooses others."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.builders import a_new_event, a_shop
from tests.entrypoints.web.console.local_console import open_local_console, read_csrf_token, send_form

STATUSES = (EventStatus.PARKED, EventStatus.DEAD, EventStatus.DONE)


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with one event of each of three statuses."""
    now = container.clock().now()
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.events.add([a_new_event(status, f"order:{number}") for number, status in enumerate(STATUSES)])
        events = tx.events.claim(WorkerId("a-worker-of-the-test", 1), now, 9)
        tx.events.settle([(event, Settlement(EventStatus(event.webhook_id))) for event in events], now)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def count_by_status(container: Container) -> dict[EventStatus, int]:
    with container.read_transaction() as tx:
        return tx.events.count_by_status()


def test_only_blocked_and_failed_events_are_chosen_at_first(console: TestClient, container: Container) -> None:
    page = console.get("/console/events/replay").text
    assert [f'value="{status}" checked' in page for status in STATUSES] == [True, True, False]
    send_form(console, "/console/events/replay", {"retried": "dead"})
    assert count_by_status(container) == {EventStatus.PARKED: 1, EventStatus.PENDING: 1, EventStatus.DONE: 1}


def test_a_retry_is_followed_on_a_page_of_its_own(console: TestClient, container: Container) -> None:
    form = {"csrf": read_csrf_token(console.get("/console/stores").text), "retried": ["parked", "dead"]}
    url = console.post("/console/events/replay", data=form).headers["location"]
    page = console.get(url).text
    assert "2 retried: 2 queued" in page
    assert "every 2s" in page
    now = container.clock().now()
    with container.transaction() as tx:
        parked, dead = tx.events.claim(WorkerId("a-worker-of-the-test", 1), now, 9)
        failure = FailedAttempt(2, now, "host:1", "no answer", "Shopify didn't respond")
        ends = [(parked, Settlement(EventStatus.DONE)), (dead, Settlement(EventStatus.DEAD, "no answer", failure))]
        tx.events.settle(ends, now)
        tx.commit()
    page = console.get(url).text
    assert "2 retried: 1 processed, 1 failed" in page
    assert "Shopify didn't respond" in page.replace("&#39;", "'")
    assert "every 2s" not in page
    assert console.get("/console/events/retries/20200101T000000.000000Z").status_code == 404
    assert console.get("/console/events/retries/yesterday").status_code == 404
    assert send_form(console, "/console/events/replay", {})[0] == 303


def test_an_event_is_dismissed_with_a_reason(console: TestClient, container: Container) -> None:
    send_form(console, "/console/events/1/dismiss", {"reason": ""})
    assert count_by_status(container) == dict.fromkeys(STATUSES, 1)
    send_form(console, "/console/events/1/dismiss", {"reason": "the order was a test"})
    assert count_by_status(container)[EventStatus.IGNORED] == 1
    assert "Dismissed by local user: the order was a test" in console.get("/console/events/1").text
