"""The console password, hashed with Argon2id."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from novex_shopify.domain.model.secret import Secret

_HASHER = PasswordHasher()

_MAX_CONCURRENT_CHECKS = 2
"""Each takes 64 MiB of memory."""


def hash_password(password: Secret) -> str:
    """A hash that may be stored in the environment."""
    return _HASHER.hash(password.value)


class HashedPassword:
    """The port `Passwords`. Without a hash, no password is right."""

    def __init__(self, password_hash: Secret | None) -> None:
        self._password_hash = password_hash
        self._checks = threading.BoundedSemaphore(_MAX_CONCURRENT_CHECKS)

    def verify(self, password: Secret) -> bool:
        if self._password_hash is None:
            return False
        with self._checks:
            try:
                return _HASHER.verify(self._password_hash.value, password.value)
            except VerificationError:
                return False

    @property
    def fingerprint(self) -> str:
        return self._password_hash.value if self._password_hash else ""
