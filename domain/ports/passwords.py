"""The password of the console."""

from typing import Protocol

from novex_shopify.domain.model.secret import Secret


class Passwords(Protocol):
    """The configured password."""

    def verify(self, password: Secret) -> bool:
        """Whether this is the password. Takes about 50 ms on purpose."""
        ...
