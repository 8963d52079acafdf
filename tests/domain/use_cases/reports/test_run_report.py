"""Reports as tables, charts and sheets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from novex_shopify.domain.errors import InvalidDateRange, NoReportsKept, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_table import ReportRequest
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.report_tables import choose_interval, find_window
from novex_shopify.domain.use_cases.reports.export_report import ExportReport
from novex_shopify.domain.use_cases.reports.run_report import RunReport
from tests.builders import SHOP, a_customer, a_sales_order, dollars, euros
from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def fakes() -> Fakes:
    """A store with an order in euros, of a customer, and one in dollars."""
    fakes = Fakes()
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        (ada,) = tx.erp.customers.apply(ShopDomain(SHOP), [a_customer()], {})
        order = a_sales_order(tax=euros("1.71"), customer_id=ada)
        tx.erp.orders.apply([order, replace(order, shopify_order_id=2, total=dollars("8.00"), tax=dollars("0.00"))])
        tx.commit()
    return fakes


def test_amounts_of_two_currencies_are_in_rows_totals_and_charts_of_their_own(fakes: Fakes) -> None:
    table = RunReport(fakes.unit_of_work, fakes.clock)(ReportRequest(Report.SALES_BY_CUSTOMER))
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    assert [(row["currency"], row["total"]) for row in rows] == [("EUR", Decimal("10.71")), ("USD", Decimal("8.00"))]
    assert [row[3:] for row in table.totals] == [row[3:] for row in table.rows]
    assert [(chart.title, [bar.share for bar in chart.bars]) for chart in table.charts] == [
        ("Total, EUR", [Decimal(1)]),
        ("Total, USD", [Decimal(1)]),
    ]
    assert (table.first, table.last) == (date(2026, 10, 25), date(2026, 11, 23))


@pytest.mark.parametrize("report", Report)
def test_every_report_has_a_value_for_each_of_its_columns(fakes: Fakes, report: Report) -> None:
    table = RunReport(fakes.unit_of_work, fakes.clock)(ReportRequest(report))
    assert all(len(row) == len(table.columns) for row in (*table.rows, *table.totals))


def test_a_limit_cuts_rows_and_says_so(fakes: Fakes) -> None:
    run = RunReport(fakes.unit_of_work, fakes.clock)
    cut, whole = (run(ReportRequest(Report.SALES_BY_CUSTOMER), limit) for limit in (1, 2))
    assert (len(cut.rows), cut.is_cut, len(whole.rows), whole.is_cut) == (1, True, 2, False)


def test_a_sheet_has_all_rows_and_it_is_recorded_who_took_names(fakes: Fakes) -> None:
    export = ExportReport(fakes.unit_of_work, RunReport(fakes.unit_of_work, fakes.clock))
    request = ReportRequest(Report.SALES_BY_CUSTOMER, date(2026, 11, 1), date(2026, 11, 30), ShopDomain(SHOP))
    sheet = export(request, SheetFormat.XLSX)
    export(replace(request, report=Report.TAXES), SheetFormat.XLSX)
    assert sheet.name == f"sales-by-customer-{SHOP.removesuffix('.myshopify.com')}-2026-11-01-2026-11-30"
    assert [row[-2] for row in sheet.rows] == [Decimal("10.71"), Decimal("8.00")]
    with fakes.unit_of_work.read() as tx:
        (entry,) = tx.audit_log.search(AuditFilter(action=AuditAction.PERSONAL_DATA_SHOWN), 9)
    assert entry.subject.id == "sales-by-customer"


def test_what_cannot_be_reported_is_refused(fakes: Fakes) -> None:
    run = RunReport(fakes.unit_of_work, fakes.clock)
    with pytest.raises(InvalidDateRange):
        run(ReportRequest(Report.TAXES, date(2026, 11, 2), date(2026, 11, 1)))
    with pytest.raises(NotFound):
        run(ReportRequest(Report.TAXES, shop=ShopDomain("unknown.myshopify.com")))


def test_an_erp_with_its_own_reports_has_none_here(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("novex_shopify.adapters.memory.erp.erp.MemoryReports", lambda _: None)
    with pytest.raises(NoReportsKept):
        RunReport(fakes.unit_of_work, fakes.clock)(ReportRequest(Report.TAXES))


def test_long_ranges_are_reported_by_week_and_by_month_within_the_range() -> None:
    def choose(day: date, last: date) -> tuple[date, date]:
        return choose_interval(day, date(2026, 1, 1), last)

    day = date(2026, 1, 3)
    assert choose(day, date(2026, 3, 3)) == (day, day)
    assert choose(day, date(2026, 12, 31)) == (date(2026, 1, 1), date(2026, 1, 4))  # the week began in December
    assert choose(date(2026, 1, 5), date(2026, 12, 31)) == (date(2026, 1, 5), date(2026, 1, 11))
    assert choose(date(2027, 6, 9), date(2027, 6, 15)) == (date(2027, 6, 1), date(2027, 6, 15))


def test_the_last_good_day_of_a_lot_is_not_yet_its_expiry() -> None:
    windows = [find_window(days) for days in (-1, 0, 30, 31, 60, 90, 91)]
    assert windows == ["Expired", "30 days", "30 days", "60 days", "60 days", "90 days", "Later"]
