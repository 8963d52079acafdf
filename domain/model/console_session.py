"""Sessions and failed sign-ins of the console."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignInFailures:
    """Consecutive wrong passwords from one source, such as a network address."""

    count: int
    last_failed_at: datetime


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """A session. `token_hash` is a hash of the browser's secret, so reading the database is not enough to use it."""

    token_hash: str
    expires_at: datetime
