"""The console's password."""

from typing import Protocol

from novex_shopify.domain.model.secret import Secret


class Passwords(Protocol):
    """The console's password."""

    def verify(self, password: Secret) -> bool:
        """Return whether this is the password. Takes about 50 ms on purpose."""
        ...

    @property
    def fingerprint(self) -> str:
        """A secret text that changes with the password."""
        ...
