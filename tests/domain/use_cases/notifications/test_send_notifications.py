"""Messages reach their channel at least once and with one id, whatever breaks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import ChannelGone, ChannelRefused, ChannelUnavailable
from novex_shopify.domain.model.issue import IssueKind
from novex_shopify.domain.model.notification import NotificationState
from novex_shopify.domain.policies.notification_issues import find_notification_issues
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.domain.use_cases.notifications.notification_world import ANN, BOB, FAILED, Crash, NotificationWorld

HOUR = timedelta(hours=1)
TITLE = "Needs attention: 3 events failed"


@pytest.fixture
def world() -> NotificationWorld:
    world = NotificationWorld()
    world.add_channel()
    world.issues = [FAILED]
    return world


def find_issues(world: NotificationWorld) -> list[tuple[IssueKind, str]]:
    with world.unit_of_work.read() as tx:
        found = find_notification_issues(tx.notification_channels.list_names(), tx.notifications.count_given_up())
        return [(each.kind, each.title) for each in found]


def test_an_issue_is_sent_once_and_its_end_as_well(world: NotificationWorld) -> None:
    world.work()
    world.wait(HOUR)
    assert world.messages == [("Office", TITLE)]
    world.issues = [world.end(FAILED)]
    world.wait(HOUR)
    assert world.messages == [("Office", TITLE), ("Office", "Is over: 3 events failed")]
    assert world.metrics.notifications[NotificationState.SENT] == 2


def test_what_was_not_taken_is_tried_again_with_the_same_id_and_given_up_after_eight_tries(
    world: NotificationWorld,
) -> None:
    ids = []
    world.sender.errors = [ChannelUnavailable("slow")] * 3
    world.work()
    world.wait(HOUR)
    (stored,) = world.stored
    ids = [message.id for _, message in world.sender.sent]
    assert (stored.state, stored.attempts, ids) == (NotificationState.SENT, 4, [stored.message_id])
    world.issues = [world.end(FAILED)]
    world.sender.errors = [ChannelUnavailable("slow")] * 9
    world.wait(4 * HOUR)
    _, over = world.stored
    assert (over.state, over.attempts, over.error) == (NotificationState.GIVEN_UP, 8, "slow")
    assert find_issues(world) == [(IssueKind.NOTIFICATIONS_NOT_SENT, "A message was not sent to Office")]


def test_a_person_retries_or_dismisses_what_was_given_up(world: NotificationWorld) -> None:
    world.sender.errors = [ChannelRefused("no_service")]
    world.work()
    (given_up,) = world.stored
    assert (given_up.state, given_up.attempts, given_up.error) == (NotificationState.GIVEN_UP, 1, "no_service")
    world.sender.errors = [ChannelRefused("no_service")]
    assert world.resolve.retry(given_up.channel_id) == 1
    world.work()
    assert world.resolve.dismiss(given_up.channel_id) == 1
    assert world.stored[0].state is NotificationState.DISMISSED
    assert find_issues(world) == []


def test_a_receiver_that_is_gone_pauses_its_channel(world: NotificationWorld) -> None:
    world.sender.errors = [ChannelGone("The receiver answered 410.")]
    world.work()
    (channel,) = world.channels.list_all()
    assert (channel.is_active, channel.pause_reason) == (False, "The receiver answered 410.")
    world.issues = [world.end(FAILED), replace(FAILED, id=8)]
    world.wait(HOUR)
    assert world.messages == []
    world.channels.resume(channel.id)
    world.wait(HOUR)
    assert world.messages == [("Office", TITLE)]  # what is still open


def test_what_waits_for_a_paused_or_removed_channel_is_cancelled(world: NotificationWorld) -> None:
    world.decide()
    (channel,) = world.channels.list_all()
    world.channels.pause(channel.id)
    world.send()
    assert [each.state for each in world.stored] == [NotificationState.CANCELLED]
    world.channels.remove(channel.id)
    assert [rule.channel_ids for rule in world.rules.list_all()] == [(), ()]


def test_what_was_cancelled_in_a_pause_is_sent_once_after_it_while_it_lasts(unit_of_work: UnitOfWork) -> None:
    world = NotificationWorld(unit_of_work)
    channel = world.add_channel()
    over_meanwhile = replace(FAILED, id=8)
    world.issues = [FAILED, over_meanwhile]
    world.decide()
    world.channels.pause(channel.id)
    world.send()
    world.issues = [FAILED, world.end(over_meanwhile)]
    world.wait(HOUR)
    world.channels.resume(channel.id)
    world.wait(HOUR)
    assert world.messages == [("Office", TITLE)]


@pytest.mark.parametrize("sent_before", [False, True])
def test_a_worker_that_dies_loses_nothing_and_the_next_one_sends_the_same_id(
    unit_of_work: UnitOfWork, *, sent_before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = NotificationWorld(unit_of_work)
    world.add_channel()
    world.issues = [FAILED]
    world.decide()
    send = world.sender.send

    def send_and_die(*arguments: object) -> str:
        if sent_before:
            send(*arguments)  # type: ignore[arg-type]
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(world.sender, "send", send_and_die)
        with pytest.raises(Crash):
            world.send(ANN)
    world.send(BOB)
    assert len(world.sender.sent) == sent_before  # the claim of the dead worker still counts
    world.rescue(BOB)
    world.send(BOB)
    (stored,) = world.stored
    assert [message.id for _, message in world.sender.sent] == [stored.message_id] * (1 + sent_before)
    assert stored.state is NotificationState.SENT


def test_a_worker_that_dies_before_its_commit_has_decided_nothing(unit_of_work: UnitOfWork) -> None:
    world = NotificationWorld(unit_of_work)
    world.add_channel()
    world.issues = [FAILED]

    def generate_and_die() -> str:
        raise Crash

    nonces, world.nonces.generate = world.nonces.generate, generate_and_die  # type: ignore[method-assign]
    with pytest.raises(Crash):
        world.decide()
    world.nonces.generate = nonces  # type: ignore[method-assign]
    assert world.decide() == 1
    assert world.decide(BOB) == 0  # the other worker of the same moment


def test_a_failing_channel_is_reported_by_the_others_once(world: NotificationWorld) -> None:
    world.add_channel("Backup")
    with world.unit_of_work.read() as tx:
        names = tx.notification_channels.list_names()
    for rule in world.rules.list_all():
        world.rules.save(replace(rule, severity=None, channel_ids=tuple(names)))
    about = replace(FAILED, issue=next(find_notification_issues(names, {1: 1})))
    world.issues = [about]
    world.wait(HOUR)
    assert world.messages == [("Backup", "Needs attention: A message was not sent to Office")]
