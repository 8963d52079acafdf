"""An import is started once, watched, cancelled, run again, and its rejected lines are explained."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import InvalidDateRange
from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.web.console.imports.import_pages import (
    describe_stage,
    estimate_time_left,
    format_status,
    parse_order_range,
)
from tests.builders import SHOP
from tests.entrypoints.web.console.local_console import read_csrf_token

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUN = ImportRun(1, ShopDomain("tea.myshopify.com"), ImportKind.PRODUCTS, ImportStatus.RUNNING, NOON)
READING = ImportProgress(last_line=30, read=30, total=100, records_per_second=7.0)


def send(console: TestClient, path: str, **form: str) -> tuple[str, str]:
    """Send a form and follow the redirect; returns the path it leads to and the page."""
    token = read_csrf_token(console.get("/console/stores").text)
    answer = console.post(path, data={"csrf": token, **form})
    assert answer.status_code == 303
    return answer.headers["location"], console.get(answer.headers["location"]).text


def test_asking_twice_leads_to_the_running_import(console: TestClient) -> None:
    first, _ = send(console, "/console/imports", shop=SHOP, kind="customers")
    second, page = send(console, "/console/imports", shop=SHOP, kind="customers")
    assert second == first
    assert "This import is already running" in page


def test_cancelling_asks_first_and_says_what_stays_and_the_import_can_run_again(
    console: TestClient, container: Container
) -> None:
    path, page = send(console, "/console/imports", shop=SHOP, kind="customers")
    assert f'href="{path}/cancel"' in page
    with container.transaction() as tx:
        run = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), container.clock().now())
        assert run
        tx.imports.save(replace(run, progress=ImportProgress(last_line=9, read=9, written=4)), NOON)
        tx.commit()
    assert (
        "9 records of tea-and-paper.myshopify.com were read, and 4 changes saved." in console.get(path + "/cancel").text
    )
    _, page = send(console, path + "/cancel")
    assert "Import cancelled. What it had saved stays." in page
    again, page = send(console, path + "/run-again")
    assert again != path
    assert "Import of customers" in page
    assert "already finished" in console.get(path + "/cancel").text


def test_rejected_lines_are_grouped_by_reason_and_exported(console: TestClient, container: Container) -> None:
    path, _ = send(console, "/console/imports", shop=SHOP, kind="customers")
    with container.transaction() as tx:
        run = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), container.clock().now())
        assert run
        refused = [RefusedLine(line, f"customer {line} has no name") for line in range(1, 151)]
        tx.imports.add_refused_lines(run, [*refused, RefusedLine(151, "=1+1")])
        tx.imports.save(run.finish(ImportStatus.FAILED, NOON, "no answer"), NOON)
        tx.commit()
    page = console.get(path).text
    assert 'customer … has no name</td><td class="amount">150</td><td class="amount">1</td>' in page
    assert "Run again" in page
    export = console.get(path + "/rejected")
    assert "attachment" in export.headers["content-disposition"]
    lines = export.text.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (152, "\ufeffline,reason", "151,'=1+1")
    assert console.get("/console/imports/999/rejected").status_code == 404


@pytest.mark.parametrize(
    ("run", "label"),
    [
        (replace(RUN, status=ImportStatus.PENDING), "Queued"),
        (replace(RUN, status=ImportStatus.PENDING, operation_id="gid"), "Exporting"),
        (replace(RUN, status=ImportStatus.PENDING, operation_id="gid", error="no answer"), "Retrying"),
        (RUN, "Running"),
        (replace(RUN, status=ImportStatus.DONE), "Completed"),
    ],
)
def test_a_run_that_shopify_prepares_is_not_called_queued(run: ImportRun, label: str) -> None:
    assert format_status(run) == label


def test_the_time_left_follows_from_the_current_rate() -> None:
    assert estimate_time_left(replace(RUN, progress=READING)) == timedelta(seconds=10)
    assert estimate_time_left(replace(RUN, progress=replace(READING, read=120))) == timedelta()


@pytest.mark.parametrize(
    "run",
    [
        RUN,
        replace(RUN, progress=replace(READING, total=None)),
        replace(RUN, progress=replace(READING, records_per_second=None)),
        replace(RUN, progress=replace(READING, last_line=0)),
        replace(RUN, progress=READING, status=ImportStatus.DONE),
    ],
    ids=["not begun", "no total", "no rate", "no file", "finished"],
)
def test_the_time_left_is_unknown_before_and_after_reading(run: ImportRun) -> None:
    assert estimate_time_left(run) is None


@pytest.mark.parametrize(
    ("run", "description"),
    [
        (RUN, "Shopify is preparing the export…"),
        (
            replace(RUN, progress=ImportProgress(total=1200)),
            "Shopify is preparing the export… 1\u202f200 records so far.",
        ),
        (replace(RUN, progress=READING), "Saving records…"),
        (replace(RUN, progress=replace(READING, step="7")), "Matching products with ERP items…"),
        (replace(RUN, kind=ImportKind.ORDERS, progress=READING), "Comparing orders with the ERP"),
        (replace(RUN, error="no answer"), "Retrying"),
        (replace(RUN, status=ImportStatus.DONE), "Import completed"),
        (replace(RUN, status=ImportStatus.FAILED, error="no answer"), "Import failed"),
        (replace(RUN, status=ImportStatus.CANCELLED), "Import cancelled"),
    ],
)
def test_each_stage_is_described(run: ImportRun, description: str) -> None:
    assert describe_stage(run).startswith(description)


def test_an_order_range_includes_both_days() -> None:
    orders = parse_order_range("2026-11-21", "2026-11-22")
    assert (orders.since, orders.until) == (datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize("dates", [("2026-11-22", "2026-11-21"), ("", "2026-11-21"), ("2026-11-21", "soon")])
def test_dates_that_are_no_range_are_refused(dates: tuple[str, str]) -> None:
    with pytest.raises(InvalidDateRange):
        parse_order_range(*dates)
