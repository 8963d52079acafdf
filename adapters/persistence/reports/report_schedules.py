"""`shopify_report_schedules`: reports that are sent again and again. A person makes each: there are few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import or_, update
from sqlmodel import Field, Session, col, select

from novex_shopify.adapters.persistence.column_types import BigId, UtcDateTime
from novex_shopify.adapters.persistence.json_document import to_json
from novex_shopify.adapters.persistence.row import Row
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain


class ReportScheduleRow(Row, table=True):
    """A schedule. `recipients` is a JSON list of addresses of colleagues."""

    __tablename__ = "shopify_report_schedules"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigId)
    report: str
    frequency: str
    recipients: str
    sheet_format: str
    shop_domain: str | None = None
    created_by: str
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sending_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_day: date | None = None
    error: str | None = None

    def to_domain(self) -> ReportSchedule:
        return ReportSchedule(
            id=self.id or 0,
            report=Report(self.report),
            frequency=Frequency(self.frequency),
            recipients=msgspec.json.decode(self.recipients, type=tuple[str, ...]),
            sheet_format=SheetFormat(self.sheet_format),
            due_at=self.due_at,
            created_by=self.created_by,
            shop=ShopDomain(self.shop_domain) if self.shop_domain else None,
            attempts=self.attempts,
            claimed_at=self.claimed_at,
            sending_since=self.sending_since,
            last_sent_at=self.last_sent_at,
            last_day=self.last_day,
            error=self.error,
        )


@dataclass(frozen=True, slots=True)
class SqlReportSchedules:
    """The port `ReportSchedules`."""

    session: Session

    def add(self, schedule: ReportSchedule) -> ReportSchedule:
        row = ReportScheduleRow(**_build_row(schedule))
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def remove(self, schedule_id: int) -> None:
        if row := self.session.get(ReportScheduleRow, schedule_id):
            self.session.delete(row)
            self.session.flush()

    def get(self, schedule_id: int) -> ReportSchedule | None:
        row = self.session.get(ReportScheduleRow, schedule_id)
        return row.to_domain() if row else None

    def list_all(self) -> Sequence[ReportSchedule]:
        rows = self.session.exec(select(ReportScheduleRow).order_by(col(ReportScheduleRow.id)))
        return [row.to_domain() for row in rows]

    def claim_next_due(self, now: datetime, abandoned_before: datetime) -> ReportSchedule | None:
        claimed_at, due_at = col(ReportScheduleRow.claimed_at), col(ReportScheduleRow.due_at)
        is_free = or_(claimed_at.is_(None), claimed_at < abandoned_before)
        due = select(ReportScheduleRow).where(due_at <= now, is_free).order_by(due_at, col(ReportScheduleRow.id))
        row = self.session.exec(due.limit(1).with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.claimed_at = now
        self.session.add(row)
        self.session.flush()
        return row.to_domain()

    def update_claimed(self, schedule: ReportSchedule, claimed_at: datetime) -> bool:
        is_mine = (col(ReportScheduleRow.id) == schedule.id, col(ReportScheduleRow.claimed_at) == claimed_at)
        statement = update(ReportScheduleRow).where(*is_mine).values(**_build_row(schedule))
        return self.session.connection().execute(statement).rowcount > 0


def _build_row(schedule: ReportSchedule) -> dict[str, Any]:
    copied = (
        "report",
        "frequency",
        "sheet_format",
        "created_by",
        "due_at",
        "attempts",
        "claimed_at",
        "sending_since",
        "last_sent_at",
        "last_day",
        "error",
    )
    return {
        **{name: getattr(schedule, name) for name in copied},
        "recipients": to_json(list(schedule.recipients)),
        "shop_domain": schedule.shop,
    }
