"""Who may use the console."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignInFailures:
    """The wrong passwords in a row that came from one source, such as a network address."""

    count: int
    last_failed_at: datetime


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A sign-in. `key` is a hash of the browser's secret, so that who reads the database cannot use it."""

    token_hash: str
    expires_at: datetime
