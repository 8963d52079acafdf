"""The ticket between the two steps of a sign-in: it says that somebody knew the password."""

import hashlib
import hmac
import re
from datetime import UTC, datetime

from novex_shopify.domain.model.secret import Secret

_TICKET = re.compile(r"([0-9]{1,18})\.([0-9]{1,10})\.([0-9a-f]{64})", re.ASCII)


def write_ticket(app_secret: Secret, user_id: int, credential: str, expires_at: datetime) -> Secret:
    """Write a ticket for a user whose authenticator app has this secret. It ends with the password and the app."""
    expiry = int(expires_at.timestamp())
    return Secret(f"{user_id}.{expiry}.{_sign(app_secret, user_id, expiry, credential)}")


def read_user_id(ticket: Secret, now: datetime) -> int | None:
    """The user that a ticket claims to be for; None if it has expired, or is none."""
    parts = _TICKET.fullmatch(ticket.value)
    return int(parts[1]) if parts and now < datetime.fromtimestamp(int(parts[2]), UTC) else None


def is_genuine(ticket: Secret, app_secret: Secret, user_id: int, credential: str) -> bool:
    """Whether it was written for this user, password and app."""
    _, expiry, signature = ticket.value.split(".")
    return hmac.compare_digest(_sign(app_secret, user_id, int(expiry), credential), signature)


def _sign(app_secret: Secret, user_id: int, expiry: int, credential: str) -> str:
    # The app's secret is encrypted where it is stored, so reading the database is not enough to write a ticket.
    text = f"second step of a sign-in {user_id} {expiry} {credential}"
    return hmac.digest(app_secret.value.encode(), text.encode(), hashlib.sha256).hex()
