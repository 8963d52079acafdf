"""From what the database says to the message: a failed event, its owner, its end, and a channel that fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from dependency_injector import providers

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.notifications.channel_sender import RecordingChannelSender
from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import build_in_memory_container
from novex_shopify.domain.errors import ChannelRefused
from novex_shopify.domain.model.issue import IssueKind
from novex_shopify.domain.model.issue_record import IssueState
from novex_shopify.domain.model.notification_channel import ChannelKind
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.timing import DAY
from tests.builders import NOON, a_new_event, a_shop
from tests.domain.use_cases.event_steps import WORKER

OPENED, OVER = "Needs attention: 1 event failed", "Is over: 1 event failed"


@pytest.fixture
def sender() -> RecordingChannelSender:
    return RecordingChannelSender()


@pytest.fixture
def container(sender: RecordingChannelSender) -> Container:
    """A store whose event failed, and two channels."""
    container = build_in_memory_container()
    container.channel_sender.override(providers.Object(sender))
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop(installed_at=NOON - DAY, scopes=container.settings().scopes))
        tx.events.add([a_new_event("webhook-1", "order:1")])
        events = tx.events.claim(WORKER, NOON, 9)
        settlement = Settlement(EventStatus.DEAD, "Anna Schmidt lives in no country")
        tx.events.settle([(each, settlement) for each in events], NOON)
        tx.commit()
    for name in ("Team", "Backup"):
        container.change_channels().add(name, ChannelKind.SLACK, url=Secret("https://hooks.slack.com/x"))
    return container


@pytest.fixture
def work(container: Container) -> Callable[[int], None]:
    """Let minutes pass, in each of which the workers do their jobs."""

    clock = container.clock()
    assert isinstance(clock, ManualClock)

    def work(minutes: int = 1) -> None:
        for _ in range(minutes):
            clock.advance(timedelta(minutes=1))
            container.compare_issues()()
            container.notify_of_issues()()
            while container.send_notifications().run_next():
                pass

    return work


def list_headings(sender: RecordingChannelSender, channel: str = "Team") -> list[str]:
    headings = [each.heading for name, message in sender.sent if name == channel for each in message.sections]
    return [each for each in headings if "event failed" in each]


def test_a_failed_event_is_reported_once_with_its_page_and_without_what_others_wrote(
    container: Container, sender: RecordingChannelSender, work: Callable[[int], None]
) -> None:
    work(10)
    assert list_headings(sender) == [OPENED]
    [(_, message), *_] = sender.sent
    [section] = [each for each in message.sections if each.heading == OPENED]
    [entry] = [each for each in message.entries if each.kind == IssueKind.EVENTS_FAILED]
    assert section.url == f"https://erp.example.com/console/issues/{entry.issue_id}"
    assert "Anna" not in str(message)
    container.dismiss_event()(1, "not needed")
    work(30)
    assert list_headings(sender) == [OPENED, OVER]


def test_what_is_ignored_before_it_is_sent_is_not_sent(
    container: Container, sender: RecordingChannelSender, work: Callable[[int], None]
) -> None:
    container.compare_issues()()
    with container.read_transaction() as tx:
        ids = [each.id for each in tx.issues.list_watched()]
    container.change_issues().ignore(ids, NOON + DAY)
    work(60)
    assert list_headings(sender) == []


def test_a_failing_channel_needs_attention_and_is_reported_by_another_only(
    container: Container, sender: RecordingChannelSender, work: Callable[[int], None]
) -> None:
    (first, *_), (team, backup) = container.change_notification_rules().list_all(), (1, 2)
    assert first.channel_ids == (team,)
    sender.errors = [ChannelRefused("404 no_service")]
    work(10)
    with container.read_transaction() as tx:
        open_ones = [each.title for each in tx.issues.list_watched() if each.state is IssueState.OPEN]
    assert "A message was not sent to Team" in open_ones
    rule = container.change_notification_rules()
    rule.save(replace(first, id=0, severity=None, channel_ids=(team, backup)))
    work(10)
    about = [name for name, message in sender.sent if "not sent to Team" in str(message)]
    assert about == ["Backup"]
