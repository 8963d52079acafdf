"""The operating system's randomness."""

import secrets


class SystemNonces:
    """The port `Nonces`."""

    def generate(self) -> str:
        return secrets.token_urlsafe(32)
