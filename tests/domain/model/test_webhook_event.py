"""How long an event took, without the time in which it waited for a person."""

from datetime import timedelta
from typing import Any

import pytest

from novex_shopify.domain.model.webhook_event import EventStatus
from tests.builders import HOUR, NOON, SECOND, an_event


@pytest.mark.parametrize(
    ("changes", "duration"),
    [
        ({"status": EventStatus.DONE, "settled_at": NOON + SECOND}, SECOND),
        ({"status": EventStatus.DONE, "queued_at": NOON + HOUR, "settled_at": NOON + HOUR + SECOND}, SECOND),
        ({"status": EventStatus.PARKED, "settled_at": NOON + SECOND}, None),
        ({"status": EventStatus.PENDING}, None),
    ],
)
def test_processing_begins_when_the_event_was_queued_last(changes: dict[str, Any], duration: timedelta | None) -> None:
    assert an_event(received_at=NOON, **changes).processing_time == duration
