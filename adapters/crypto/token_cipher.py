"""Tokens at rest."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from novex_shopify.domain.errors import TokenUnreadable
from novex_shopify.domain.model.secret import Secret


class TokenCipher:
    """Encrypts with the first key, decrypts with any of them, so that keys can be changed without a gap."""

    def __init__(self, keys: Sequence[Secret]) -> None:
        fernets = [Fernet(key.value) for key in keys]
        self._current_fernet, self._fernet = fernets[0], MultiFernet(fernets)

    def encrypt(self, secret: Secret) -> bytes:
        return self._fernet.encrypt(secret.value.encode())

    def is_current(self, encrypted: bytes) -> bool:
        try:
            self._current_fernet.decrypt(encrypted)
        except InvalidToken:
            return False
        return True

    def decrypt(self, encrypted: bytes) -> Secret:
        try:
            return Secret(self._fernet.decrypt(encrypted).decode())
        except InvalidToken as error:
            raise TokenUnreadable from error
