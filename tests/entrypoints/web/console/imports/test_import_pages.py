"""The progress on the page of an import, and the dates of its form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from novex_shopify.domain.errors import InvalidDateRange
from novex_shopify.domain.model.import_run import ImportKind, ImportProgress, ImportRun, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.imports.import_pages import (
    describe_stage,
    estimate_time_left,
    parse_order_range,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RUN = ImportRun(1, ShopDomain("tea.myshopify.com"), ImportKind.PRODUCTS, ImportStatus.RUNNING, NOON)
READING = ImportProgress(last_line=30, read=30, total=100, records_per_second=7.0)


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
