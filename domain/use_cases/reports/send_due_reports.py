"""Sends scheduled reports by e-mail, each once."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from novex_shopify.domain.errors import MailOutcomeUnknown, NovexError, describe
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.mail import Attachment, Mail
from novex_shopify.domain.model.report_schedule import ReportSchedule
from novex_shopify.domain.model.report_table import ReportRequest, ReportTable
from novex_shopify.domain.policies.report_schedules import compute_next_due, find_period
from novex_shopify.domain.policies.report_tables import REPORTS
from novex_shopify.domain.policies.retry import Retry, RetryPolicy
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.mailer import Mailer
from novex_shopify.domain.ports.sheet_writer import SheetWriter
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.reports.export_report import build_sheet
from novex_shopify.domain.use_cases.reports.run_report import RunReport
from novex_shopify.domain.use_cases.reports.schedule_report import find_zone

ABANDONED_AFTER = timedelta(minutes=10)
"""Longer than a report and a mail server take: a worker that claimed a schedule so long ago has died."""

_MAYBE_SENT = (
    "The worker ended while the mail server was taking the e-mail of {day}. Ask a recipient whether it arrived: it is"
    " not sent again. The next one is sent as planned."
)


@dataclass(frozen=True, slots=True)
class SendDueReports:
    """Claims, prepares and sends, each in a transaction of its own.

    That a report is being sent is stored before the mail server gets it. What ends between that and the server's
    answer may have been sent, so it is not sent again; the schedule says so. Until then nothing has left.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    retry: RetryPolicy
    run: RunReport
    write: SheetWriter
    mailer: Mailer

    def run_next(self) -> bool:
        """Send the next due report; False if none is due."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            schedule = tx.report_schedules.claim_next_due(now, now - ABANDONED_AFTER)
            zone = find_zone(tx, schedule.shop) if schedule else None
            tx.commit()
        if schedule is None or zone is None:
            return False
        if schedule.sending_since:
            self._settle(schedule, zone, now, _MAYBE_SENT.format(day=schedule.sending_since.date()))
            return True
        first, last = find_period(schedule.frequency, zone, now)
        try:
            mail = self._prepare(schedule, first, last)
        except Exception as error:
            self._postpone(schedule, zone, now, error)
            if not isinstance(error, NovexError):
                raise
            return True
        if self._begin_sending(schedule, now):
            self._send(schedule, zone, now, mail, last)
        return True

    def _prepare(self, schedule: ReportSchedule, first: date, last: date) -> Mail:
        table = self.run(ReportRequest(schedule.report, first, last, schedule.shop))
        return _build_mail(schedule, table, b"".join(self.write(build_sheet(table), schedule.sheet_format)))

    def _begin_sending(self, schedule: ReportSchedule, now: datetime) -> bool:
        """False if the schedule was removed, or another worker has taken it over."""
        assert schedule.claimed_at
        with self.unit_of_work() as tx:
            is_mine = tx.report_schedules.update_claimed(replace(schedule, sending_since=now), schedule.claimed_at)
            tx.commit()
        return is_mine

    def _send(self, schedule: ReportSchedule, zone: tzinfo, now: datetime, mail: Mail, last: date) -> None:
        try:
            self.mailer.send(mail)
        except MailOutcomeUnknown as error:
            self._settle(schedule, zone, now, describe(error))
        except NovexError as error:
            self._postpone(schedule, zone, now, error)
        else:
            sent = replace(schedule, last_sent_at=self.clock.now(), last_day=last)
            self._settle(sent, zone, now, None)

    def _postpone(self, schedule: ReportSchedule, zone: tzinfo, now: datetime, error: Exception) -> None:
        """Nothing was sent: try again soon, and after the last attempt with the next period."""
        attempts = schedule.attempts + 1
        decision = self.retry.decide(error, attempts)
        if isinstance(decision, Retry):
            later = replace(schedule, attempts=attempts, due_at=now + decision.delay, error=describe(error))
            self._release(later, AuditAction.REPORT_NOT_SENT)
        else:
            self._settle(schedule, zone, now, describe(error))

    def _settle(self, schedule: ReportSchedule, zone: tzinfo, now: datetime, error: str | None) -> None:
        due_at = compute_next_due(schedule.frequency, zone, now)
        settled = replace(schedule, attempts=0, due_at=due_at, error=error)
        self._release(settled, AuditAction.REPORT_NOT_SENT if error else AuditAction.REPORT_SENT)

    def _release(self, schedule: ReportSchedule, action: AuditAction) -> None:
        assert schedule.claimed_at
        released = replace(schedule, claimed_at=None, sending_since=None)
        with self.unit_of_work() as tx:
            if tx.report_schedules.update_claimed(released, schedule.claimed_at):
                subject = AuditSubject(AuditedKind.REPORT, schedule.report, schedule.shop)
                after: AuditValues = {
                    "schedule": schedule.id,
                    "recipients": list(schedule.recipients),
                    "error": schedule.error,
                }
                tx.audit_log.record(action, subject, after=after)
            tx.commit()


def _build_mail(schedule: ReportSchedule, table: ReportTable, data: bytes) -> Mail:
    days = str(table.first) if table.first == table.last else f"{table.first} to {table.last}"
    shop = table.shop or "all stores"
    title = REPORTS[schedule.report].title
    file = Attachment(f"{build_sheet(table).name}.{schedule.sheet_format}", schedule.sheet_format.media_type, data)
    return Mail(
        schedule.recipients,
        f"{title}, {days} ({shop})",
        f"{title} of {shop}, {days}: {len(table.rows)} rows, attached as {file.name}.\n\n"
        f"This report is sent {schedule.frequency} because {schedule.created_by} scheduled it.\n",
        f"report-schedule-{schedule.id}-{table.last}",
        [file],
    )
