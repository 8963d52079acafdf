"""`novex-shopify events`."""

import json

import pytest

from novex_shopify.domain.model.webhook_event import EventStatus, FailedAttempt, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import a_new_event
from tests.entrypoints.cli.commands import NOON, run_command


@pytest.mark.usefixtures("an_order")
def test_dead_events_are_replayed(connector: Connector) -> None:
    with connector.container.unit_of_work()() as tx:
        tx.events.add([a_new_event(f"webhook-{n}", status=EventStatus.DEAD) for n in range(3)])
        tx.commit()
    assert run_command("events", "replay").exit_code == 2
    assert "queued for retry: 1" in run_command("events", "replay", "1").stdout
    assert "queued for retry: 2" in run_command("events", "replay", "--status", "dead").stdout
    states = {event["status"] for event in json.loads(run_command("events", "list", "--json").stdout)}
    assert states == {"pending"}


@pytest.mark.usefixtures("an_order")
def test_an_event_is_shown_with_every_attempt_that_failed(connector: Connector) -> None:
    failures = [FailedAttempt(number, NOON, "host:1", f"no answer {number}") for number in (1, 2)]
    with connector.container.unit_of_work()() as tx:
        tx.events.add([a_new_event()])
        for failure in failures:
            (event,) = tx.events.claim(WorkerId("host", 1), NOON, 1)
            tx.events.settle([(event, Settlement(EventStatus.PENDING, failure.error, failure, NOON))], NOON)
        tx.commit()
    (shown,) = json.loads(run_command("events", "show", str(event.id), "--json").stdout)
    assert [failure["error"] for failure in shown["failures"]] == ["no answer 1", "no answer 2"]
    text = run_command("events", "show", str(event.id)).stdout
    assert "no answer 1" in text
    assert "host:1" in text
