"""Scheduled reports: each period once, whatever breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from novex_shopify.adapters.memory.mailer import RecordingMailer
from novex_shopify.domain.errors import InvalidSchedule, MailNotSent, MailOutcomeUnknown, MailRefused, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.report import Report
from novex_shopify.domain.model.report_schedule import Frequency, ReportSchedule
from novex_shopify.domain.model.sheet import Sheet, SheetFormat
from novex_shopify.domain.model.shop import ShopProfile
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.reports.run_report import RunReport
from novex_shopify.domain.use_cases.reports.schedule_report import NewSchedule, ScheduleReport
from novex_shopify.domain.use_cases.reports.send_due_reports import SendDueReports
from tests.domain.use_cases.fakes import Fakes

DAY = timedelta(days=1)
DAILY = NewSchedule(Report.FULFILLMENT, Frequency.DAILY, ["anna@example.com", "ben@example.com"], SheetFormat.CSV)
FIRST_DUE = datetime(2026, 11, 24, 5, tzinfo=UTC)  # six in Berlin, the day after the fakes' noon


class Crash(BaseException):
    """The process ends."""


@dataclass
class World:
    """A store in Berlin, and a worker that sends its reports."""

    fakes: Fakes = field(default_factory=Fakes)
    mailer: RecordingMailer = field(default_factory=RecordingMailer)
    preparing: Exception | BaseException | None = None

    def __post_init__(self) -> None:
        self.fakes.connect_shop(profile=ShopProfile(time_zone="Europe/Berlin"))
        self.run = RunReport(self.fakes.unit_of_work, self.fakes.clock)
        retry = RetryPolicy(lambda: 0.0)
        self.send = SendDueReports(self.fakes.unit_of_work, self.fakes.clock, retry, self.run, self.write, self.mailer)

    def write(self, sheet: Sheet, _format: SheetFormat) -> Iterator[bytes]:
        if self.preparing:
            raise self.preparing
        yield sheet.name.encode()

    def schedule(self, wanted: NewSchedule = DAILY) -> ReportSchedule:
        return ScheduleReport(self.fakes.unit_of_work, self.fakes.clock, self.mailer)(wanted)

    def work(self) -> None:
        while self.send.run_next():
            pass

    def work_until(self, moment: datetime) -> None:
        self.fakes.clock.advance(moment - self.fakes.clock.now())
        self.work()

    @property
    def stored(self) -> ReportSchedule:
        with self.fakes.unit_of_work.read() as tx:
            (schedule,) = tx.report_schedules.list_all()
        return schedule

    def list_actions(self) -> list[AuditAction]:
        with self.fakes.unit_of_work.read() as tx:
            return [entry.action for entry in tx.audit_log.search(AuditFilter(), 50)][::-1]


@pytest.fixture
def world() -> World:
    return World()


def test_a_report_of_the_day_before_is_sent_at_six_in_the_store_and_once(world: World) -> None:
    world.schedule()
    world.work_until(FIRST_DUE - timedelta(seconds=1))
    assert world.mailer.sent == []
    world.work_until(FIRST_DUE)
    world.work()
    (mail,) = world.mailer.sent
    assert mail.recipients == ("anna@example.com", "ben@example.com")
    assert mail.subject == "Fulfillment, 2026-11-23 (all stores)"
    (file,) = mail.attachments
    assert (file.name, file.data) == ("fulfillment-2026-11-23-2026-11-23.csv", b"fulfillment-2026-11-23-2026-11-23")
    assert world.stored.last_day == date(2026, 11, 23)
    assert world.stored.due_at == FIRST_DUE + DAY
    assert world.list_actions() == [AuditAction.REPORT_SCHEDULED, AuditAction.REPORT_SENT]


def test_after_an_outage_only_the_last_period_is_sent(world: World) -> None:
    world.schedule()
    world.work_until(FIRST_DUE + 3 * DAY)
    assert [mail.subject for mail in world.mailer.sent] == ["Fulfillment, 2026-11-26 (all stores)"]


@pytest.mark.parametrize(
    ("frequency", "due", "days"),
    [
        (Frequency.WEEKLY, datetime(2026, 11, 30, 5, tzinfo=UTC), "2026-11-23 to 2026-11-29"),
        (Frequency.MONTHLY, datetime(2026, 12, 1, 5, tzinfo=UTC), "2026-11-01 to 2026-11-30"),
    ],
)
def test_weeks_and_months_are_sent_when_they_are_over(
    world: World, frequency: Frequency, due: datetime, days: str
) -> None:
    world.schedule(NewSchedule(Report.TAXES, frequency, ["anna@example.com"]))
    world.work_until(due)
    assert [mail.subject for mail in world.mailer.sent] == [f"Taxes, {days} (all stores)"]


def test_what_the_server_did_not_take_is_sent_again(world: World) -> None:
    world.schedule()
    world.mailer.error = MailNotSent("The mail server can't be used (timeout error).")
    world.work_until(FIRST_DUE)
    assert str(world.stored.error) == "The mail server can't be used (timeout error)."
    world.mailer.error = None
    world.work_until(FIRST_DUE + timedelta(minutes=1))
    assert len(world.mailer.sent) == 1
    settled = world.stored
    assert settled.error is None
    assert settled.due_at == FIRST_DUE + DAY


@pytest.mark.parametrize("error", [MailOutcomeUnknown("It stopped answering."), MailRefused("550 no such user")])
def test_what_may_have_arrived_or_never_will_is_not_sent_again(world: World, error: Exception) -> None:
    world.schedule()
    world.mailer.error = error
    world.work_until(FIRST_DUE)
    world.mailer.error = None
    world.work_until(FIRST_DUE + timedelta(hours=1))
    assert world.mailer.sent == []
    assert (world.stored.error, world.stored.due_at) == (str(error), FIRST_DUE + DAY)


def test_a_crash_before_the_server_has_the_report_loses_nothing(world: World) -> None:
    world.schedule()
    world.preparing = Crash()
    with pytest.raises(Crash):
        world.work_until(FIRST_DUE)
    world.preparing = None
    world.work()
    assert world.mailer.sent == []  # another worker may still be preparing it
    world.work_until(FIRST_DUE + timedelta(minutes=11))
    assert len(world.mailer.sent) == 1


def test_a_crash_while_the_server_takes_the_report_sends_it_no_second_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.schedule()

    def take_and_crash(mail: object) -> None:
        world.mailer.sent.append(mail)  # type: ignore[arg-type]
        raise Crash

    with monkeypatch.context() as context:
        context.setattr(world.mailer, "send", take_and_crash)
        with pytest.raises(Crash):
            world.work_until(FIRST_DUE)
    world.work_until(FIRST_DUE + timedelta(hours=1))
    assert len(world.mailer.sent) == 1
    assert "Ask a recipient" in str(world.stored.error)
    world.work_until(FIRST_DUE + DAY)
    assert [mail.subject for mail in world.mailer.sent][1:] == ["Fulfillment, 2026-11-24 (all stores)"]


def test_a_removed_schedule_is_not_sent(world: World) -> None:
    schedule = world.schedule()
    reports = ScheduleReport(world.fakes.unit_of_work, world.fakes.clock, world.mailer)
    reports.unschedule(schedule.id)
    world.work_until(FIRST_DUE)
    assert world.mailer.sent == []
    with pytest.raises(NotFound):
        reports.unschedule(schedule.id)


@pytest.mark.parametrize("recipients", [[], ["anna"], [f"anna{n}@example.com" for n in range(21)]])
def test_recipients_are_a_few_addresses(world: World, recipients: list[str]) -> None:
    with pytest.raises(InvalidSchedule):
        world.schedule(NewSchedule(Report.TAXES, Frequency.DAILY, recipients))
