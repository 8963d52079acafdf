"""Schedules of reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.report_schedule import ReportSchedule


class ReportSchedules(Protocol):
    """The schedules, and which worker sends one now."""

    def add(self, schedule: ReportSchedule) -> ReportSchedule:
        """Store a new schedule, whose id is 0; returns it with its id."""
        ...

    def remove(self, schedule_id: int) -> None: ...

    def get(self, schedule_id: int) -> ReportSchedule | None: ...

    def list_all(self) -> Sequence[ReportSchedule]:
        """List all, by id."""
        ...

    def claim_next_due(self, now: datetime, abandoned_before: datetime) -> ReportSchedule | None:
        """Claim the schedule that has been due longest; None if none is due.

        One that is claimed is left out, unless it was claimed before `abandoned_before`.
        """
        ...

    def update_claimed(self, schedule: ReportSchedule, claimed_at: datetime) -> bool:
        """Replace a schedule, if it still exists and is claimed since that moment; returns whether it was."""
        ...
