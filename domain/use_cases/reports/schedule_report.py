"""Schedules reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from novex_shopify.domain.errors import InvalidSchedule, InvalidUser, MailNotSetUp, NotFound
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.sheet import SheetFormat
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.report_schedules import compute_next_due
from novex_shopify.domain.policies.user_rules import check_email
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.mailer import Mailer
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.reports.run_report import get_reports

MAX_RECIPIENTS = 20


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What a person asks for."""

    report: Report
    frequency: Frequency
    recipients: Sequence[str]
    sheet_format: SheetFormat = SheetFormat.XLSX
    shop: ShopDomain | None = None


@dataclass(frozen=True, slots=True)
class ScheduleReport:
    """Adds and removes schedules."""

    unit_of_work: UnitOfWork
    clock: Clock
    mailer: Mailer

    def __call__(self, wanted: NewSchedule) -> ReportSchedule:
        """Store a schedule; the first report is sent when the current period is over.

        Raises `NoReportsKept`, `MailNotSetUp`, `InvalidSchedule`, and `NotFound` of a store.
        """
        if not self.mailer.is_set_up:
            raise MailNotSetUp
        recipients = _check_recipients(wanted.recipients)
        with self.unit_of_work() as tx:
            get_reports(tx)
            due_at = compute_next_due(wanted.frequency, find_zone(tx, wanted.shop), self.clock.now())
            schedule = tx.report_schedules.add(
                ReportSchedule(
                    0,
                    wanted.report,
                    wanted.frequency,
                    recipients,
                    wanted.sheet_format,
                    due_at,
                    get_current_actor().name,
                    wanted.shop,
                )
            )
            tx.audit_log.record(AuditAction.REPORT_SCHEDULED, _subject(schedule), after=_describe(schedule))
            tx.commit()
        return schedule

    def unschedule(self, schedule_id: int) -> ReportSchedule:
        """Remove a schedule; returns it. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            schedule = tx.report_schedules.get(schedule_id)
            if schedule is None:
                raise NotFound(f"There is no schedule {schedule_id}.")
            tx.report_schedules.remove(schedule_id)
            tx.audit_log.record(AuditAction.REPORT_UNSCHEDULED, _subject(schedule), before=_describe(schedule))
            tx.commit()
        return schedule

    def list_all(self) -> Sequence[ReportSchedule]:
        """List all schedules, by id."""
        with self.unit_of_work.read() as tx:
            return tx.report_schedules.list_all()


def find_zone(tx: Transaction, domain: ShopDomain | None) -> tzinfo:
    """The zone of a store; if a schedule is about all, that of the first one. Raises `NotFound`."""
    if domain is None:
        shops = tx.shops.list_all()
        return shops[0].profile.zone if shops else ZoneInfo("UTC")
    shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"The store {domain} was never connected.")
    return shop.profile.zone


def _check_recipients(recipients: Sequence[str]) -> Sequence[str]:
    found = tuple(dict.fromkeys(each.strip() for each in recipients if each.strip()))
    if not found:
        raise InvalidSchedule("Name at least one recipient.", "recipients")
    if len(found) > MAX_RECIPIENTS:
        raise InvalidSchedule(
            f"{len(found)} recipients are too many; a schedule has {MAX_RECIPIENTS} at most.", "recipients"
        )
    for each in found:
        try:
            check_email(each)
        except InvalidUser as error:
            raise InvalidSchedule(f"{each} isn't an e-mail address.", "recipients") from error
    return found


def _subject(schedule: ReportSchedule) -> AuditSubject:
    return AuditSubject(AuditedKind.REPORT, schedule.report, schedule.shop)


def _describe(schedule: ReportSchedule) -> AuditValues:
    """With the addresses: they are those of colleagues, and who gets customers' names must be known."""
    return {
        "schedule": schedule.id,
        "frequency": str(schedule.frequency),
        "format": str(schedule.sheet_format),
        "recipients": list(schedule.recipients),
    }
