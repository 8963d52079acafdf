"""Reports that are sent by e-mail again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain


class Frequency(StrEnum):
    """How often, and of what: the day, the week from Monday, or the month before."""

    DAILY = auto()
    WEEKLY = auto()
    MONTHLY = auto()


@dataclass(frozen=True, slots=True)
class ReportSchedule:
    """Who gets a report, and how often. `shop` is the store that it is about, None if it is about all.

    - `due_at`: when it is sent next. `attempts`: how often that has failed by now.
    - `claimed_at`: a worker is preparing it since then; None if none is.
    - `sending_since`: the mail server may have it since then. It is then not sent again.
    - `last_sent_at`, `last_day`: when the last one was sent, and the last day that it was about.
    - `error`: why the last one was not sent, or may not have been.
    """

    id: int
    report: Report
    frequency: Frequency
    recipients: Sequence[str]
    sheet_format: SheetFormat
    due_at: datetime
    created_by: str
    shop: ShopDomain | None = None
    attempts: int = 0
    claimed_at: datetime | None = None
    sending_since: datetime | None = None
    last_sent_at: datetime | None = None
    last_day: date | None = None
    error: str | None = None
