"""The contract of `ConsoleSessions`."""

import pytest

from novex_shopify.domain.model.user import ConsoleSession, Role, User
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND


@pytest.fixture
def anna(unit_of_work: UnitOfWork) -> User:
    with unit_of_work() as tx:
        user = tx.users.add("anna@example.com", "Anna", Role.VIEWER, NOON)
        tx.commit()
    return user


def a_session(user: User, token_hash: str) -> ConsoleSession:
    return ConsoleSession(token_hash, user.id, "hash-1", NOON, NOON + HOUR, NOON, "10.0.0.1", "Firefox")


def test_a_session_is_open_until_it_expires(unit_of_work: UnitOfWork, anna: User) -> None:
    session = a_session(anna, "key-1")
    with unit_of_work() as tx:
        tx.console_sessions.open(session)
        assert tx.console_sessions.find("key-1", NOON) == session
        assert tx.console_sessions.find("key-1", NOON + HOUR) is None
        assert tx.console_sessions.find("key-2", NOON) is None


def test_sessions_of_a_user_are_listed_by_their_last_use(unit_of_work: UnitOfWork, anna: User) -> None:
    with unit_of_work() as tx:
        bert = tx.users.add("bert@example.com", "Bert", Role.VIEWER, NOON)
        for user, key in ((anna, "key-1"), (anna, "key-2"), (bert, "key-3")):
            tx.console_sessions.open(a_session(user, key))
        tx.commit()
    with unit_of_work() as tx:
        tx.console_sessions.record_use("key-2", NOON + SECOND)
        tx.console_sessions.record_use("unknown", NOON)
        tx.commit()
    with unit_of_work() as tx:
        sessions = tx.console_sessions.list_for_user(anna.id, NOON)
        assert [(each.token_hash, each.used_at) for each in sessions] == [("key-2", NOON + SECOND), ("key-1", NOON)]
        assert tx.console_sessions.list_for_user(anna.id, NOON + HOUR) == []


def test_closing_a_session_closes_no_other(unit_of_work: UnitOfWork, anna: User) -> None:
    with unit_of_work() as tx:
        bert = tx.users.add("bert@example.com", "Bert", Role.VIEWER, NOON)
        for user, key in ((anna, "key-1"), (anna, "key-2"), (bert, "key-3")):
            tx.console_sessions.open(a_session(user, key))
        tx.console_sessions.close("key-1")
        tx.console_sessions.close("unknown")
        keys = ("key-1", "key-2", "key-3")
        assert [bool(tx.console_sessions.find(key, NOON)) for key in keys] == [False, True, True]
        tx.console_sessions.close_all(anna.id)
        assert [bool(tx.console_sessions.find(key, NOON)) for key in keys] == [False, False, True]


def test_expired_sessions_are_deleted(unit_of_work: UnitOfWork, anna: User) -> None:
    with unit_of_work() as tx:
        tx.console_sessions.open(a_session(anna, "key-1"))
        tx.console_sessions.delete_expired(NOON)
        assert tx.console_sessions.find("key-1", NOON)
        tx.console_sessions.delete_expired(NOON + HOUR)
        assert tx.console_sessions.find("key-1", NOON) is None
