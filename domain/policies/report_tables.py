"""The columns of each report, and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from novex_shopify.domain.model.currency import normalize_amount
from novex_shopify.domain.model.report import (
    CustomerSales,
    ExpiringLot,
    FulfillmentCount,
    ProductSales,
    PromiseCount,
    Report,
    Sales,
    SalesTotal,
    ShippingCost,
    StepTiming,
    TaxSum,
)
from novex_shopify.domain.model.report_table import ColumnKind, ReportColumn, Value
from novex_shopify.domain.policies.report_rows import add_costs

EXPIRY_WINDOWS = (30, 60, 90)
"""Days from today within which lots expire."""

ALL_ORDERS = "All"
_DAYS_BY_DAY = 62
_WEEKS_BY_WEEK = 371
_HOUR = timedelta(hours=1)

_SALES = (
    ReportColumn("net", "Net", ColumnKind.AMOUNT),
    ReportColumn("tax", "Tax", ColumnKind.AMOUNT),
    ReportColumn("total", "Total", ColumnKind.AMOUNT),
    ReportColumn("refunded", "Refunded", ColumnKind.AMOUNT),
)
_CURRENCY = ReportColumn("currency", "Currency")
_ORDERS = ReportColumn("orders", "Orders", ColumnKind.COUNT)


@dataclass(frozen=True, slots=True)
class ReportDescription:
    """What a report is called, and what it answers."""

    title: str
    description: str


REPORTS: Mapping[Report, ReportDescription] = {
    Report.SALES_BY_CUSTOMER: ReportDescription("Sales by customer", "Who bought for how much, and what was refunded"),
    Report.SALES_BY_PRODUCT: ReportDescription("Sales by product", "What was sold, how many units, and for how much"),
    Report.FULFILLMENT: ReportDescription("Fulfillment", "How many orders are fulfilled, in part, or not yet"),
    Report.ON_TIME: ReportDescription("On time", "How many orders left by the promised day"),
    Report.TIMING: ReportDescription("Lifecycle timing", "How long orders take from being placed to being delivered"),
    Report.TAXES: ReportDescription("Taxes", "Which taxes are due, by country and rate, and who remits them"),
    Report.EXPIRY: ReportDescription("Expiring lots", "Which lots in the warehouse expire within 30, 60 or 90 days"),
    Report.SHIPPING_COSTS: ReportDescription("Shipping costs", "What labels cost, by day, carrier and service"),
}

COLUMNS: Mapping[Report, Sequence[ReportColumn]] = {
    Report.SALES_BY_CUSTOMER: (
        ReportColumn("customer_id", "Customer ID"),
        ReportColumn("customer", "Customer"),
        ReportColumn("email", "E-mail"),
        _CURRENCY,
        _ORDERS,
        *_SALES,
    ),
    Report.SALES_BY_PRODUCT: (
        ReportColumn("item_id", "Item"),
        ReportColumn("sku", "SKU"),
        ReportColumn("product", "Product"),
        _CURRENCY,
        ReportColumn("units", "Units", ColumnKind.COUNT),
        ReportColumn("returned_units", "Refunded units", ColumnKind.COUNT),
        *_SALES,
    ),
    Report.FULFILLMENT: (
        ReportColumn("status", "Status"),
        _CURRENCY,
        _ORDERS,
        ReportColumn("share", "Orders, %", ColumnKind.NUMBER),
        ReportColumn("total", "Total", ColumnKind.AMOUNT),
    ),
    Report.ON_TIME: (
        ReportColumn("first", "Promised from", ColumnKind.DAY),
        ReportColumn("last", "to", ColumnKind.DAY),
        ReportColumn("on_time", "On time", ColumnKind.COUNT),
        ReportColumn("late", "Late", ColumnKind.COUNT),
        ReportColumn("overdue", "Overdue", ColumnKind.COUNT),
        ReportColumn("not_due", "Not due yet", ColumnKind.COUNT),
        ReportColumn("percent", "On time, %", ColumnKind.NUMBER),
    ),
    Report.TIMING: (
        ReportColumn("step", "Step"),
        _ORDERS,
        ReportColumn("median_hours", "Median, hours", ColumnKind.NUMBER),
        ReportColumn("slowest_tenth_hours", "Nine of ten within, hours", ColumnKind.NUMBER),
    ),
    Report.TAXES: (
        ReportColumn("country", "Country"),
        ReportColumn("title", "Tax"),
        ReportColumn("rate", "Rate, %", ColumnKind.NUMBER),
        ReportColumn("remitted_by", "Remitted by"),
        _CURRENCY,
        ReportColumn("net", "Taxable amount", ColumnKind.AMOUNT),
        ReportColumn("tax", "Tax amount", ColumnKind.AMOUNT),
        ReportColumn("refunded_tax", "Refunded tax", ColumnKind.AMOUNT),
        ReportColumn("left", "Tax less refunds", ColumnKind.AMOUNT),
    ),
    Report.EXPIRY: (
        ReportColumn("item_id", "Item"),
        ReportColumn("product", "Product"),
        ReportColumn("lot", "Lot"),
        ReportColumn("expires_on", "Expires", ColumnKind.DAY),
        ReportColumn("days_left", "Days left", ColumnKind.COUNT),
        ReportColumn("window", "Window"),
        ReportColumn("on_hand", "On hand", ColumnKind.COUNT),
        ReportColumn("free", "Free", ColumnKind.COUNT),
    ),
    Report.SHIPPING_COSTS: (
        ReportColumn("first", "From", ColumnKind.DAY),
        ReportColumn("last", "to", ColumnKind.DAY),
        ReportColumn("carrier", "Carrier"),
        ReportColumn("service", "Service"),
        _CURRENCY,
        ReportColumn("labels", "Labels", ColumnKind.COUNT),
        ReportColumn("postage", "Postage", ColumnKind.AMOUNT),
        ReportColumn("insurance", "Insurance", ColumnKind.AMOUNT),
        ReportColumn("fees", "Fees", ColumnKind.AMOUNT),
        ReportColumn("refunded", "Refunded", ColumnKind.AMOUNT),
        ReportColumn("total", "Total", ColumnKind.AMOUNT),
    ),
}


def build_customer_row(row: CustomerSales) -> Sequence[Value]:
    name = row.name or ("Orders without a customer" if row.customer_id is None else None)
    return (row.customer_id, name, row.email, row.sales.currency, row.orders, *_list_amounts(row.sales))


def build_customer_total(total: SalesTotal) -> Sequence[Value]:
    return (None, ALL_ORDERS, None, total.sales.currency, total.orders, *_list_amounts(total.sales))


def build_product_row(row: ProductSales) -> Sequence[Value]:
    name = row.title if row.units or row.returned_units else row.kind.replace("_", " ").capitalize()
    units = (row.units, row.returned_units)
    return (row.item_id, row.sku, name, row.sales.currency, *units, *_list_amounts(row.sales))


def build_product_total(total: SalesTotal) -> Sequence[Value]:
    return (None, None, ALL_ORDERS, total.sales.currency, None, None, *_list_amounts(total.sales))


def build_stage_rows(counts: Sequence[FulfillmentCount]) -> Sequence[Sequence[Value]]:
    orders = sum(each.orders for each in counts)
    return [
        (_to_words(each.stage), each.currency, each.orders, compute_percent(each.orders, orders), each.total)
        for each in counts
    ]


def build_promise_row(row: PromiseCount) -> Sequence[Value]:
    judged = row.on_time + row.late + row.overdue
    percent = compute_percent(row.on_time, judged)
    return (row.first, row.last, row.on_time, row.late, row.overdue, row.not_due, percent)


def build_step_row(row: StepTiming) -> Sequence[Value]:
    return (_to_words(row.step), row.orders, _to_hours(row.median), _to_hours(row.slowest_tenth))


def build_tax_row(row: TaxSum) -> Sequence[Value]:
    return (
        row.country,
        row.title or "No tax stated",
        None if row.rate is None else (row.rate * 100).normalize() + 0,
        "sales channel" if row.channel_liable else "merchant",
        row.currency,
        *(normalize_amount(each, row.currency) for each in (row.net, row.tax, row.refunded_tax)),
        normalize_amount(row.tax - row.refunded_tax, row.currency),
    )


def build_lot_row(row: ExpiringLot, today: date) -> Sequence[Value]:
    days_left = (row.expires_on - today).days
    return (row.item_id, row.name, row.lot, row.expires_on, days_left, find_window(days_left), row.on_hand, row.free)


def build_shipping_cost_row(row: ShippingCost) -> Sequence[Value]:
    return (row.first, row.last, row.carrier, row.service, row.currency, *_list_shipping_amounts(row))


def build_shipping_cost_totals(rows: Sequence[ShippingCost]) -> Sequence[Sequence[Value]]:
    """One for each currency."""
    totals: dict[str, ShippingCost] = {}
    for row in rows:
        one = replace(row, carrier=ALL_ORDERS, service="")
        totals[row.currency] = add_costs(totals[row.currency], one) if row.currency in totals else one
    return [
        (None, None, ALL_ORDERS, None, currency, *_list_shipping_amounts(totals[currency]))
        for currency in sorted(totals)
    ]


def find_window(days_left: int) -> str:
    """Say within how many days a lot expires: the shortest window that it is in. Its last good day is no expiry."""
    if days_left < 0:
        return "Expired"
    return next((f"{days} days" for days in EXPIRY_WINDOWS if days_left <= days), "Later")


def choose_interval(day: date, first: date, last: date) -> tuple[date, date]:
    """Return the days that a day is reported with: alone, in its week from Monday, or in its month.

    The longer the range, the coarser; weeks and months end where the range does.
    """
    length = (last - first).days + 1
    if length <= _DAYS_BY_DAY:
        return day, day
    if length <= _WEEKS_BY_WEEK:
        begin = day - timedelta(days=day.weekday())
        end = begin + timedelta(days=6)
    else:
        begin = day.replace(day=1)
        end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(begin, first), min(end, last)


def compute_percent(part: int, whole: int) -> Decimal | None:
    """Return a percentage with one decimal; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1")) if whole else None


def _list_amounts(sales: Sales) -> Sequence[Value]:
    amounts = (sales.net, sales.tax, sales.total, sales.refunded)
    return [normalize_amount(each, sales.currency) for each in amounts]


def _list_shipping_amounts(row: ShippingCost) -> Sequence[Value]:
    return (row.labels, row.postage, row.insurance, row.fees, row.refunded, row.total)


def _to_hours(duration: timedelta | None) -> Decimal | None:
    if duration is None:
        return None
    seconds = duration // timedelta(seconds=1)
    return (Decimal(seconds) / 3600).quantize(Decimal("0.01"))


def _to_words(name: str) -> str:
    return name.replace("_to_", " → ").replace("_", " ").capitalize()
