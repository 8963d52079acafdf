"""The charts of each report, made from its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter

from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_table import Bar, Chart, ReportColumn, Value
from novex_shopify.domain.policies.report_tables import COLUMNS

MAX_BARS = 12
"""The greatest amounts; more could not be read."""

MAX_PERIODS = 62


@dataclass(frozen=True, slots=True)
class _ChartPlan:
    """Which columns a chart shows. Rows with the same `labels` are one bar; the last label is its id.

    Of several labels the first one that is not empty is shown, or with `joins_labels` all of them.
    `by` makes a chart for each of its values, with the greatest amounts first.
    """

    value: str
    labels: Sequence[str]
    by: str | None = None
    title: str = ""
    max_bars: int = MAX_BARS
    joins_labels: bool = False


_PLANS: Mapping[Report, _ChartPlan] = {
    Report.SALES_BY_CUSTOMER: _ChartPlan("total", ("customer", "customer_id"), "currency"),
    Report.SALES_BY_PRODUCT: _ChartPlan("total", ("product", "item_id"), "currency"),
    Report.FULFILLMENT: _ChartPlan("orders", ("status",), title="Orders"),
    Report.ON_TIME: _ChartPlan("percent", ("first",), title="On time, %", max_bars=MAX_PERIODS),
    Report.TIMING: _ChartPlan("median_hours", ("step",), title="Median, hours"),
    Report.TAXES: _ChartPlan("left", ("country", "title", "rate"), "currency"),
    Report.SHIPPING_COSTS: _ChartPlan("total", ("carrier", "service"), "currency", joins_labels=True),
    Report.EXPIRY: _ChartPlan("on_hand", ("window",), title="Units on hand"),
}


_Sums = dict[tuple[Value, ...], int | Decimal]


def build_charts(report: Report, rows: Sequence[Sequence[Value]]) -> Sequence[Chart]:
    """Build the charts; amounts of different currencies are never in one."""
    plan, columns = _PLANS[report], COLUMNS[report]
    value = _find(columns, plan.value)
    labels = [_find(columns, name) for name in plan.labels]
    by = _find(columns, plan.by) if plan.by else None
    sums: dict[str, _Sums] = {}
    for row in rows:
        number = row[value]
        if isinstance(number, int | Decimal):
            bars = sums.setdefault(f"{columns[value].label}, {row[by]}" if by is not None else plan.title, {})
            key = tuple(row[place] for place in labels)
            bars[key] = bars.get(key, 0) + number
    return [_build_chart(title, bars, plan) for title, bars in sums.items()]


def _build_chart(title: str, sums: _Sums, plan: _ChartPlan) -> Chart:
    ranked = sorted(sums.items(), key=itemgetter(1), reverse=True) if plan.by else list(sums.items())
    shown = ranked[: plan.max_bars]
    numbers = [max(Decimal(value), Decimal(0)) for _, value in shown]  # a negative amount has no bar
    longest = max(numbers, default=Decimal(0)) or Decimal(1)
    bars = [
        Bar(_build_label(key, plan), value, number / longest, str(key[-1] or ""))
        for (key, value), number in zip(shown, numbers, strict=True)
    ]
    return Chart(f"{title}: the {len(shown)} greatest" if plan.by and len(shown) < len(ranked) else title, bars)


def _build_label(parts: Sequence[Value], plan: _ChartPlan) -> str:
    if plan.value == "left":
        country, title, rate = parts
        return " ".join(str(part) for part in (country or "Unknown country", title, rate and f"{rate} %") if part)
    if plan.joins_labels:
        return " ".join(str(part) for part in parts if part)
    return str(next((part for part in parts if part), "Unnamed"))


def _find(columns: Sequence[ReportColumn], name: str) -> int:
    return [column.name for column in columns].index(name)
