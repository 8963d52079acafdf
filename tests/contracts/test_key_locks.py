"""The contract of `KeyLocks`."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from novex_shopify.adapters.persistence.key_locks import MAX_KEYS
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

MANY = frozenset(str(number) for number in range(MAX_KEYS + 1))


def acquire(unit_of_work: UnitOfWork, keys: Collection[str]) -> None:
    with unit_of_work() as tx:
        tx.key_locks.acquire(keys)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [({"a", "b"}, {"b", "c"}), (MANY, {"1"}), ({"1"}, MANY), (MANY, MANY)],
    ids=["shared key", "many, one", "one, many", "many, many"],
)
def test_a_key_has_one_holder_until_its_transaction_ends(
    unit_of_work: UnitOfWork, held: Collection[str], wanted: Collection[str]
) -> None:
    with ThreadPoolExecutor(1) as other:
        with unit_of_work() as tx:
            tx.key_locks.acquire(held)
            waiting = other.submit(acquire, unit_of_work, wanted)
            assert wait([waiting], timeout=0.3).not_done
        waiting.result(timeout=10)


def test_a_transaction_can_acquire_again_and_nothing(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        for keys in ({"a"}, {"a", "b"}, set[str](), MANY):
            tx.key_locks.acquire(keys)
