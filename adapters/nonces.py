"""Random values of the operating system."""

import secrets


class SystemNonces:
    """The port `Nonces`."""

    def generate(self) -> str:
        return secrets.token_urlsafe(32)
