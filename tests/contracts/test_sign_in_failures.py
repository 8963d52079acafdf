"""The contract of `SignInFailureCounts`."""

from novex_shopify.domain.model.user import SignInFailures
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from tests.builders import HOUR, NOON, SECOND


def test_failures_are_counted_for_each_source(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        assert tx.sign_in_failures.get("10.0.0.1", NOON) == SignInFailures(0, NOON)
        assert tx.sign_in_failures.lock("10.0.0.1", NOON) == SignInFailures(0, NOON)
        tx.sign_in_failures.save("10.0.0.1", SignInFailures(3, NOON))
        assert tx.sign_in_failures.get("10.0.0.1", NOON + HOUR) == SignInFailures(3, NOON)
        assert tx.sign_in_failures.get("10.0.0.2", NOON + HOUR).count == 0
        tx.sign_in_failures.save("10.0.0.1", SignInFailures(0, NOON, signed_in_at=NOON))
        assert tx.sign_in_failures.get("10.0.0.1", NOON + HOUR) == SignInFailures(0, NOON, signed_in_at=NOON)


def test_failures_can_be_read_while_another_transaction_writes(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as writing:
        writing.sign_in_failures.lock("10.0.0.1", NOON)
        with unit_of_work.read() as reading:
            assert reading.sign_in_failures.get("10.0.0.1", NOON) == SignInFailures(0, NOON)


def test_old_failures_are_deleted_except_of_known_sources(unit_of_work: UnitOfWork) -> None:
    sources = {
        "quiet": SignInFailures(9, NOON - HOUR),
        "recent": SignInFailures(9, NOON),
        "known": SignInFailures(9, NOON - HOUR, signed_in_at=NOON),
        "forgotten": SignInFailures(9, NOON - HOUR, signed_in_at=NOON - HOUR),
    }
    with unit_of_work() as tx:
        for source, failures in sources.items():
            tx.sign_in_failures.lock(source, NOON)
            tx.sign_in_failures.save(source, failures)
        tx.sign_in_failures.delete_old(NOON - SECOND, NOON - SECOND)
        assert [tx.sign_in_failures.get(source, NOON).count for source in sources] == [0, 9, 9, 0]
