"""A session ends when nothing is done in it, and at its time limit in any case."""

from datetime import timedelta

from novex_shopify.domain.model.user import ConsoleSession
from novex_shopify.domain.policies.sessions import SessionEnd, find_session_end
from novex_shopify.domain.timing import CONSOLE_IDLE_LIMIT, CONSOLE_SESSION_LIFETIME
from tests.builders import NOON


def test_only_the_end_of_an_idle_session_can_be_deferred() -> None:
    end = NOON + CONSOLE_SESSION_LIFETIME
    session = ConsoleSession("hash", 1, "credential", opened_at=NOON, expires_at=end, used_at=NOON)
    assert find_session_end(session) == SessionEnd(NOON + CONSOLE_IDLE_LIMIT, can_be_deferred=True)
    last_use = end - timedelta(minutes=30)
    used_late = ConsoleSession("hash", 1, "credential", opened_at=NOON, expires_at=end, used_at=last_use)
    assert find_session_end(used_late) == SessionEnd(end, can_be_deferred=False)
