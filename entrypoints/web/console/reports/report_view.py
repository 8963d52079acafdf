"""A report as its page shows it: every value as a text, personal data masked unless it was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from novex_shopify.domain.model.report_table import Bar, ColumnKind, ReportColumn, ReportTable, Value
from novex_shopify.domain.policies.personal_data import MASK
from novex_shopify.entrypoints.web.console.formatting import NO_VALUE, format_number
from novex_shopify.entrypoints.web.console.stock.days import format_day

_THOUSANDS = "\N{NARROW NO-BREAK SPACE}"
_PERSONAL = frozenset({"customer", "email"})
_RIGHT_ALIGNED = frozenset({ColumnKind.COUNT, ColumnKind.AMOUNT, ColumnKind.NUMBER})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table. `label` is its column's, for narrow screens."""

    label: str
    text: str
    is_amount: bool


@dataclass(frozen=True, slots=True)
class ShownBar:
    """A bar of a chart; `width` is in percent."""

    label: str
    text: str
    width: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """What the page shows of a report."""

    table: ReportTable
    shows_personal_data: bool

    @property
    def has_personal_data(self) -> bool:
        return any(column.name in _PERSONAL for column in self.table.columns)

    @property
    def columns(self) -> Sequence[Cell]:
        return [Cell(each.label, each.label, each.kind in _RIGHT_ALIGNED) for each in self.table.columns]

    @property
    def rows(self) -> Sequence[Sequence[Cell]]:
        return [self._show(row) for row in self.table.rows]

    @property
    def totals(self) -> Sequence[Sequence[Cell]]:
        return [[_show_value(*pair) for pair in zip(self.table.columns, row, strict=True)] for row in self.table.totals]

    @property
    def charts(self) -> Sequence[tuple[str, Sequence[ShownBar]]]:
        return [(chart.title, [self._show_bar(bar) for bar in chart.bars]) for chart in self.table.charts]

    def _show(self, row: Sequence[Value]) -> Sequence[Cell]:
        return [self._show_cell(*pair) for pair in zip(self.table.columns, row, strict=True)]

    def _show_cell(self, column: ReportColumn, value: Value) -> Cell:
        is_hidden = column.name in _PERSONAL and value and not self.shows_personal_data
        return _show_value(column, MASK if is_hidden else value)

    def _show_bar(self, bar: Bar) -> ShownBar:
        is_hidden = self.has_personal_data and not self.shows_personal_data and bar.id
        label = f"Customer {bar.id}" if is_hidden else bar.label
        return ShownBar(label, _format(bar.value), f"{bar.share * 100:.2f}")


def _show_value(column: ReportColumn, value: Value) -> Cell:
    return Cell(column.label, _format(value), column.kind in _RIGHT_ALIGNED)


def _format(value: Value) -> str:
    match value:
        case None | "":
            return NO_VALUE
        case Decimal():
            return f"{value:,f}".replace(",", _THOUSANDS)
        case int():
            return format_number(value)
        case date():
            return format_day(value)
    return value
