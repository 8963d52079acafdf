"""Charts of reports."""

from decimal import Decimal

from novex_shopify.domain.model.report import Report
from novex_shopify.domain.policies.report_charts import MAX_BARS, build_charts


def test_the_greatest_amounts_are_shown_wherever_they_are_in_the_table() -> None:
    rows = [(f"ITEM-{number}", "S", "Tea", "EUR", 1, 0, 0, 0, Decimal(number), 0) for number in range(1, MAX_BARS + 2)]
    [chart] = build_charts(Report.SALES_BY_PRODUCT, rows)
    assert chart.title == "Total, EUR: the 12 greatest"
    assert [bar.value for bar in chart.bars] == list(range(MAX_BARS + 1, 1, -1))


def test_customers_of_the_same_name_have_bars_of_their_own() -> None:
    rows = [(number, "Ada Lovelace", None, "EUR", 1, 0, 0, Decimal(5), 0) for number in ("1", "2")]
    [chart] = build_charts(Report.SALES_BY_CUSTOMER, rows)
    assert [(bar.id, bar.label) for bar in chart.bars] == [("1", "Ada Lovelace"), ("2", "Ada Lovelace")]
