"""People take care of issues on Home, several at once, and on the page of one."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import LOCAL_USER
from novex_shopify.domain.model.issue_record import IssueRecord, IssueState
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.builders import NOON, SHOP, a_new_event, a_shop
from tests.entrypoints.web.console.local_console import open_local_console, send_form


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """A store with a failed event."""
    now = container.clock().now()
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop(installed_at=NOON))
        tx.events.add([a_new_event("webhook-1", "order:1", received_at=now)])
        events = tx.events.claim(WorkerId("ann", 1), now, 9)
        tx.events.settle([(each, Settlement(EventStatus.DEAD, "a bug")) for each in events], now)
        tx.commit()
    container.compare_issues().compare()
    with open_local_console(container) as client:
        yield client


def find_failed(container: Container) -> IssueRecord:
    with container.read_transaction() as tx:
        [record] = [each for each in tx.issues.list_watched() if each.title == "1 event failed"]
        return record


def test_issues_leave_the_view_that_they_are_no_longer_in(console: TestClient, container: Container) -> None:
    issue = {"id": str(find_failed(container).id), "next": "/console"}
    assert 'aria-label="Choose 1 event failed"' in console.get("/console").text
    assert send_form(console, "/console/issues/assign", issue)[0] == 303
    assert find_failed(container).owner == LOCAL_USER
    assert "1 event failed" in console.get("/console?view=mine").text
    send_form(console, "/console/issues/acknowledge", issue)
    assert "1 event failed" in console.get("/console?view=acknowledged").text
    send_form(console, "/console/issues/ignore", {**issue, "until": "1d"})
    assert "1 event failed" not in console.get("/console").text
    assert "1 event failed" not in console.get(f"/console/stores/{SHOP}").text
    assert "1 event failed" in console.get("/console?view=ignored").text
    send_form(console, "/console/issues/resolve", issue)
    assert "1 event failed" in console.get("/console?view=resolved").text
    send_form(console, "/console/issues/reopen", issue)
    assert find_failed(container).state is IssueState.OPEN
    assert "1 event failed" in console.get("/console").text
    send_form(console, "/console/issues/resolve", {"next": "/console"})
    assert "Choose issues first" in console.get("/console").text


def test_the_page_of_an_issue_has_its_history_and_takes_comments(console: TestClient, container: Container) -> None:
    path = f"/console/issues/{find_failed(container).id}"
    assert send_form(console, f"{path}/comment", {"text": "asked <the> vendor"})[0] == 303
    page = console.get(path).text
    assert "asked &lt;the&gt; vendor" in page
    assert "Opened" in page
    assert "a bug" in page
    assert send_form(console, f"{path}/comment", {"text": " "})[0] == 422
    assert console.get("/console/issues/99").status_code == 404
