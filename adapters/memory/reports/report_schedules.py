"""Schedules of reports in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.report_schedule import ReportSchedule


@dataclass(frozen=True, slots=True)
class MemoryReportSchedules:
    """The port `ReportSchedules`."""

    state: State

    def add(self, schedule: ReportSchedule) -> ReportSchedule:
        added = replace(schedule, id=allocate_id(self.state.report_schedules))
        self.state.report_schedules[added.id] = added
        return added

    def remove(self, schedule_id: int) -> None:
        self.state.report_schedules.pop(schedule_id, None)

    def get(self, schedule_id: int) -> ReportSchedule | None:
        return self.state.report_schedules.get(schedule_id)

    def list_all(self) -> Sequence[ReportSchedule]:
        return list(self.state.report_schedules.values())

    def claim_next_due(self, now: datetime, abandoned_before: datetime) -> ReportSchedule | None:
        due = [
            each
            for each in self.state.report_schedules.values()
            if each.due_at <= now and (each.claimed_at is None or each.claimed_at < abandoned_before)
        ]
        if not due:
            return None
        claimed = replace(min(due, key=lambda each: (each.due_at, each.id)), claimed_at=now)
        self.state.report_schedules[claimed.id] = claimed
        return claimed

    def update_claimed(self, schedule: ReportSchedule, claimed_at: datetime) -> bool:
        known = self.state.report_schedules.get(schedule.id)
        if known is None or known.claimed_at != claimed_at:
            return False
        self.state.report_schedules[schedule.id] = schedule
        return True
