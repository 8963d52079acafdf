"""Encryption of tokens at rest."""

from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.secret import Secret


class TokenCipher:
    """Encrypts with the first key, decrypts with any of them, so keys can be rotated while the product runs."""

    def __init__(self, keys: Sequence[Secret]) -> None:
        fernets = [Fernet(key.value) for key in keys]
        self._current_fernet, self._fernet = fernets[0], MultiFernet(fernets)

    def encrypt(self, secret: Secret) -> bytes:
        return self._fernet.encrypt(secret.value.encode())

    def is_current(self, encrypted: bytes) -> bool:
        """Whether it was encrypted with the first key."""
        try:
            self._current_fernet.decrypt(encrypted)
        except InvalidToken:
            return False
        return True

    def decrypt(self, encrypted: bytes) -> Secret:
        """Raises `TokenUnreadable` if no key decrypts it."""
        try:
            return Secret(self._fernet.decrypt(encrypted).decode())
        except InvalidToken as error:
            raise TokenUnreadable from error

    def renew(self, stored: Mapping[str, bytes | None]) -> dict[str, bytes]:
        """Encrypt with the first key what another one encrypted; returns that alone, by its name.

        Raises `TokenUnreadable` if no key decrypts it.
        """
        old = {name: value for name, value in stored.items() if value and not self.is_current(value)}
        return {name: self.encrypt(self.decrypt(value)) for name, value in old.items()}
