"""Sessions and failed sign-ins of the console."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignInFailures:
    """Consecutive wrong passwords from one source, such as a network address.

    `signed_in_at` is when the right password last came from there.
    """

    count: int
    last_failed_at: datetime
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A session. `token_hash` is a hash of the browser's secret, so reading the database is not enough to use it.

    `used_at` is when a person last opened a page or sent a form.
    """

    token_hash: str
    expires_at: datetime
    used_at: datetime
