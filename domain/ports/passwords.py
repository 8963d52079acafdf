"""Passwords of people."""

from typing import Protocol

from novex_shopify.domain.model.secret import Secret


class Passwords(Protocol):
    """Hashes passwords, so that reading the database or the environment reveals none."""

    def hash(self, password: Secret) -> Secret:
        """Return what may be stored of a password. Takes about 50 ms on purpose."""
        ...

    def verify(self, password: Secret, password_hash: Secret | None) -> bool:
        """Return whether the hash is that of the password. Takes as long without a hash, with which none is right."""
        ...
