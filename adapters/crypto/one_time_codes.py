"""The port `OneTimeCodes`."""

import hmac
from datetime import datetime

import pyotp

from novex_shopify.domain.model.secret import Secret

_STEPS = (0, -1, 1)
"""The phone's clock may differ a little, and typing takes time."""


class TotpCodes:
    """As all authenticator apps understand them: SHA-1, six digits, 30 seconds."""

    def generate_secret(self) -> Secret:
        return Secret(pyotp.random_base32())

    def find_step(self, secret: Secret, code: str, now: datetime) -> int | None:
        totp = pyotp.TOTP(secret.value)
        current = totp.timecode(now)
        given = code.encode()
        return next(
            (
                step
                for offset in _STEPS
                if hmac.compare_digest(totp.generate_otp(step := current + offset).encode(), given)
            ),
            None,
        )

    def build_uri(self, secret: Secret, account: str, issuer: str) -> str:
        return pyotp.TOTP(secret.value).provisioning_uri(name=account, issuer_name=issuer)
