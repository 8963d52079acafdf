"""Codes of an authenticator app (TOTP, RFC 6238)."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.secret import Secret


class OneTimeCodes(Protocol):
    """Six digits that follow from a secret and the time, and change every 30 seconds."""

    def generate_secret(self) -> Secret:
        """Return a new secret of 160 bits in base32, as people type it into their app."""
        ...

    def find_step(self, secret: Secret, code: str, now: datetime) -> int | None:
        """Return the number of the 30 seconds that a code belongs to: the current ones, or the ones beside them."""
        ...

    def build_uri(self, secret: Secret, account: str, issuer: str) -> str:
        """Return what the QR code for the app says."""
        ...
