"""The operating system's randomness."""

import secrets


class SystemNonces:
    """The port `Nonces`."""

    def generate(self) -> str:
        """A fresh value of 256 bits."""
        return secrets.token_urlsafe(32)
