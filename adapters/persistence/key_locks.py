"""Key locks: advisory locks of PostgreSQL."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session

from novex_shopify.adapters.persistence.batch_statements import is_postgresql

MAX_KEYS = 500
"""PostgreSQL's table of locks has room for 6,400 in all, unless it is configured otherwise."""

_ANY_KEY = 0


@dataclass(frozen=True, slots=True)
class SqlKeyLocks:
    """The port `KeyLocks`. SQLite has one writing transaction at a time, so it holds every key.

    Transactions share `_ANY_KEY`, unless they would need too many locks: these take that one alone, instead of theirs.
    """

    session: Session

    def acquire(self, keys: Collection[str]) -> None:
        connection = self.session.connection()  # begins the transaction, which is all that SQLite needs
        if not keys or not is_postgresql(self.session):
            return
        if len(keys) > MAX_KEYS:
            connection.execute(select(func.pg_advisory_xact_lock(_ANY_KEY)))
        else:
            connection.execute(select(func.pg_advisory_xact_lock_shared(_ANY_KEY)))
            # In one order, so that no two transactions wait for each other.
            connection.execute(_LOCK_EACH, {"keys": sorted({_hash_key(key) for key in keys})})


_LOCK_EACH = select(func.pg_advisory_xact_lock(func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))))


def _hash_key(key: str) -> int:
    """Return the key as a positive 63-bit integer, the same in every process."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 1 or 1
