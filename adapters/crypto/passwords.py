"""Passwords, hashed with Argon2id."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from novex_shopify.domain.model.secret import Secret

_HASHER = PasswordHasher()

_MAX_CONCURRENT_CHECKS = 2
"""Each takes 64 MiB of memory."""


def hash_password(password: Secret) -> str:
    """A hash that may be stored in the environment."""
    return _HASHER.hash(password.value)


class Argon2Passwords:
    """The port `Passwords`."""

    def __init__(self) -> None:
        self._checks = threading.BoundedSemaphore(_MAX_CONCURRENT_CHECKS)

    def hash(self, password: Secret) -> Secret:
        with self._checks:
            return Secret(hash_password(password))

    def verify(self, password: Secret, password_hash: Secret | None) -> bool:
        with self._checks:
            try:
                _HASHER.verify(password_hash.value if password_hash else _hash_nothing(), password.value)
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None


@cache
def _hash_nothing() -> str:
    """In place of a missing hash, so that the time of the answer does not reveal whether a user exists."""
    return _HASHER.hash("")
