"""A report as people read it: columns, rows, totals and charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.shop import ShopDomain

Value = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which report, of which days, both included, and of one store or of all. Without days, the last 30."""

    report: Report
    first: date | None = None
    last: date | None = None
    shop: ShopDomain | None = None


class ColumnKind(StrEnum):
    """How values are shown."""

    TEXT = auto()
    COUNT = auto()
    AMOUNT = auto()
    NUMBER = auto()
    DAY = auto()


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """`name` is for programs, `label` for people and files."""

    name: str
    label: str
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart. `share` is its length in parts of the longest one's. `id` tells bars of one label apart."""

    label: str
    value: Value
    share: Decimal
    id: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars that can be compared with each other: of one currency, or of one unit."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report of the days `first` to `last`. `totals` are rows too, of one currency each.

    With `is_cut`, there are more rows; files have all of them.
    """

    report: Report
    first: date
    last: date
    shop: ShopDomain | None
    columns: Sequence[ReportColumn]
    rows: Sequence[Sequence[Value]]
    totals: Sequence[Sequence[Value]] = ()
    charts: Sequence[Chart] = ()
    is_cut: bool = False
