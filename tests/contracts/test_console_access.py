"""The contract of `ConsoleAccess`."""

from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND


def test_a_session_is_open_until_it_expires(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.console.open_session(ConsoleSession("key-1", NOON + HOUR))
        assert tx.console.is_session_open("key-1", NOON)
        assert not tx.console.is_session_open("key-1", NOON + HOUR)
        assert not tx.console.is_session_open("key-2", NOON)


def test_closing_a_session_closes_no_other(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for key in ("key-1", "key-2"):
            tx.console.open_session(ConsoleSession(key, NOON + HOUR))
        tx.console.close_session("key-1")
        tx.console.close_session("unknown")
        assert [tx.console.is_session_open(key, NOON) for key in ("key-1", "key-2")] == [False, True]


def test_failures_are_counted_for_each_source_until_they_are_deleted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.console.get_failures("10.0.0.1", NOON) == SignInFailures(0, NOON)
        tx.console.save_failures("10.0.0.1", SignInFailures(3, NOON))
        assert tx.console.get_failures("10.0.0.1", NOON + HOUR) == SignInFailures(3, NOON)
        assert tx.console.get_failures("10.0.0.2", NOON + HOUR).count == 0
        tx.console.delete_failures("10.0.0.1")
        assert tx.console.get_failures("10.0.0.1", NOON + HOUR).count == 0


def test_expired_sessions_and_old_failures_are_deleted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.console.open_session(ConsoleSession("over", NOON))
        tx.console.open_session(ConsoleSession("open", NOON + HOUR))
        for source, last_at in (("quiet", NOON - HOUR), ("recent", NOON)):
            tx.console.get_failures(source, NOON)
            tx.console.save_failures(source, SignInFailures(9, last_at))
        tx.console.delete_expired(NOON, NOON - SECOND)
        assert [tx.console.is_session_open(key, NOON - HOUR) for key in ("over", "open")] == [False, True]
        assert [tx.console.get_failures(source, NOON).count for source in ("quiet", "recent")] == [0, 9]
