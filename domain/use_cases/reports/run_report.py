"""Runs a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from novex_shopify.domain.errors import NoReportsKept, NotFound
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.report import Report, ReportPeriod, ShopPeriod
from novex_shopify.domain.model.report_table import ReportRequest, ReportTable, Value
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.policies import report_tables as tables
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.policies.report_charts import build_charts
from novex_shopify.domain.policies.report_rows import add_promises, add_shipping_costs
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.reports import Reports
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

DEFAULT_DAYS = timedelta(days=30)

_Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class RunReport:
    """Computes a report in the ERP, in one reading transaction."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, request: ReportRequest, limit: int | None = None) -> ReportTable:
        """Return the report with at most `limit` rows; what a chart and the totals have of lists is of all.

        Raises `NoReportsKept`, `InvalidDateRange`, and `NotFound` of a store.
        """
        with self.unit_of_work.read() as tx:
            reports, shops = get_reports(tx), _find_shops(tx, request.shop)
            period = build_period(request, shops, self.clock.now())
            more = None if limit is None else limit + 1
            rows, totals = _compute(request.report, reports, period, more)
        shown = rows if limit is None else rows[:limit]
        return ReportTable(
            request.report,
            period.first,
            period.last,
            request.shop,
            tables.COLUMNS[request.report],
            shown,
            totals,
            build_charts(request.report, rows),
            is_cut=len(rows) > len(shown),
        )


def get_reports(tx: Transaction) -> Reports:
    """Raises `NoReportsKept`."""
    if tx.erp.reports is None:
        raise NoReportsKept
    return tx.erp.reports


def build_period(request: ReportRequest, shops: Sequence[Shop], now: datetime) -> ReportPeriod:
    """Raises `InvalidDateRange`."""
    today = max((to_day(now, shop.profile.zone) for shop in shops), default=now.date())
    last = request.last or today
    first = request.first or last - DEFAULT_DAYS + timedelta(days=1)
    return ReportPeriod(first, last, [_build_shop_period(shop, first, last) for shop in shops], now)


def _build_shop_period(shop: Shop, first: date, last: date) -> ShopPeriod:
    zone = shop.profile.zone
    days = OrderRange.placed_on(first, last, zone)
    return ShopPeriod(shop.domain, days.since, days.until, str(zone))


def _find_shops(tx: Transaction, domain: ShopDomain | None) -> Sequence[Shop]:
    if domain is None:
        return tx.shops.list_all()
    shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"The store {domain} was never connected.")
    return [shop]


def _compute(report: Report, reports: Reports, period: ReportPeriod, limit: int | None) -> tuple[_Rows, _Rows]:
    """The rows, and the rows of totals."""
    rows: _Rows
    totals: _Rows = ()
    match report:
        case Report.SALES_BY_CUSTOMER:
            rows = [tables.build_customer_row(each) for each in reports.list_customer_sales(period, limit)]
            totals = [tables.build_customer_total(each) for each in reports.sum_sales(period)]
        case Report.SALES_BY_PRODUCT:
            rows = [tables.build_product_row(each) for each in reports.list_product_sales(period, limit)]
            totals = [tables.build_product_total(each) for each in reports.sum_sales(period)]
        case Report.FULFILLMENT:
            rows = tables.build_stage_rows(reports.count_by_stage(period))
        case Report.ON_TIME:
            rows, totals = _compute_on_time(reports, period)
        case Report.TIMING:
            rows = [tables.build_step_row(each) for each in reports.measure_steps(period)]
        case Report.TAXES:
            rows = [tables.build_tax_row(each) for each in reports.sum_taxes(period)]
        case Report.EXPIRY:
            today = period.now.date()
            until = today + timedelta(days=max(tables.EXPIRY_WINDOWS))
            rows = [tables.build_lot_row(each, today) for each in reports.list_expiring_lots(until)]
        case Report.SHIPPING_COSTS:
            rows, totals = _compute_shipping_costs(reports, period)
    return rows, totals


def _compute_on_time(reports: Reports, period: ReportPeriod) -> tuple[_Rows, _Rows]:
    first, last = period.first, period.last
    counts = add_promises(reports.count_promises(period), lambda day: tables.choose_interval(day, first, last))
    totals = add_promises(counts, lambda _: (first, last))
    return [tables.build_promise_row(each) for each in counts], [tables.build_promise_row(each) for each in totals]


def _compute_shipping_costs(reports: Reports, period: ReportPeriod) -> tuple[_Rows, _Rows]:
    first, last = period.first, period.last
    costs = reports.sum_shipping_costs(period)
    rows = add_shipping_costs(costs, lambda day: tables.choose_interval(day, first, last))
    return [tables.build_shipping_cost_row(each) for each in rows], tables.build_shipping_cost_totals(costs)
