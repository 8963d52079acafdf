"""Who is signed in to the console, and who tried to be."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures
from novex_shopify.domain.model.secret import Secret


class Passwords(Protocol):
    """The console's password."""

    def fits(self, password: Secret) -> bool:
        """Whether it is this one. Takes some 50 ms on purpose."""
        ...


class ConsoleAccess(Protocol):
    """Sessions, and the failures of each source."""

    def failures(self, source: str, now: datetime) -> SignInFailures:
        """The failures in a row of a source. No other transaction can change them until the end of this one."""
        ...

    def keep_failures(self, source: str, failures: SignInFailures) -> None:
        """Replace what is known of a source, whose failures were asked for before."""
        ...

    def forget_failures(self, source: str) -> None:
        """A source has given the right password."""
        ...

    def open(self, session: ConsoleSession) -> None:
        """Keep a sign-in."""
        ...

    def is_open(self, key: str, now: datetime) -> bool:
        """Whether a sign-in of this key is known and not over."""
        ...

    def close(self, key: str) -> None:
        """End a sign-in, if it is known."""
        ...

    def forget_expired(self, now: datetime, failed_before: datetime) -> None:
        """Drop the sign-ins that are over, and the failures of sources that have been quiet since then."""
        ...
