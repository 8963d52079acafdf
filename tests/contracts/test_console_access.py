"""The contract of `ConsoleAccess`."""

from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND


def test_a_session_is_open_until_it_expires(unit_of_work: UnitOfWork) -> None:
    session = ConsoleSession("key-1", NOON + HOUR, NOON)
    with unit_of_work() as tx:
        tx.console.open_session(session)
        assert tx.console.find_session("key-1", NOON) == session
        assert tx.console.find_session("key-1", NOON + HOUR) is None
        assert tx.console.find_session("key-2", NOON) is None


def test_the_last_use_of_a_session_is_recorded(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        tx.console.open_session(ConsoleSession("key-1", NOON + HOUR, NOON))
        tx.commit()
    with unit_of_work() as tx:
        tx.console.record_use("key-1", NOON + SECOND)
        tx.console.record_use("unknown", NOON)
        tx.commit()
    with unit_of_work() as tx:
        assert tx.console.find_session("key-1", NOON) == ConsoleSession("key-1", NOON + HOUR, NOON + SECOND)


def test_closing_a_session_closes_no_other(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for key in ("key-1", "key-2"):
            tx.console.open_session(ConsoleSession(key, NOON + HOUR, NOON))
        tx.console.close_session("key-1")
        tx.console.close_session("unknown")
        assert [bool(tx.console.find_session(key, NOON)) for key in ("key-1", "key-2")] == [False, True]
        tx.console.close_all_sessions()
        assert tx.console.find_session("key-2", NOON) is None


def test_failures_are_counted_for_each_source(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.console.get_failures("10.0.0.1", NOON) == SignInFailures(0, NOON)
        assert tx.console.lock_failures("10.0.0.1", NOON) == SignInFailures(0, NOON)
        tx.console.save_failures("10.0.0.1", SignInFailures(3, NOON))
        assert tx.console.get_failures("10.0.0.1", NOON + HOUR) == SignInFailures(3, NOON)
        assert tx.console.get_failures("10.0.0.2", NOON + HOUR).count == 0
        tx.console.save_failures("10.0.0.1", SignInFailures(0, NOON, signed_in_at=NOON))
        assert tx.console.get_failures("10.0.0.1", NOON + HOUR) == SignInFailures(0, NOON, signed_in_at=NOON)


def test_failures_can_be_read_while_another_transaction_writes(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as writing:
        writing.console.lock_failures("10.0.0.1", NOON)
        with unit_of_work.read() as reading:
            assert reading.console.get_failures("10.0.0.1", NOON) == SignInFailures(0, NOON)


def test_expired_sessions_and_old_failures_are_deleted(unit_of_work: UnitOfWork) -> None:
    sources = {
        "quiet": SignInFailures(9, NOON - HOUR),
        "recent": SignInFailures(9, NOON),
        "known": SignInFailures(9, NOON - HOUR, signed_in_at=NOON),
        "forgotten": SignInFailures(9, NOON - HOUR, signed_in_at=NOON - HOUR),
    }
    with unit_of_work() as tx:
        tx.console.open_session(ConsoleSession("over", NOON, NOON))
        tx.console.open_session(ConsoleSession("open", NOON + HOUR, NOON))
        for source, failures in sources.items():
            tx.console.lock_failures(source, NOON)
            tx.console.save_failures(source, failures)
        tx.console.delete_expired(NOON, NOON - SECOND, NOON - SECOND)
        assert [bool(tx.console.find_session(key, NOON - HOUR)) for key in ("over", "open")] == [False, True]
        assert [tx.console.get_failures(source, NOON).count for source in sources] == [0, 9, 9, 0]
