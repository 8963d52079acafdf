"""Who is signed in to the console, and who tried to be."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


class ConsoleAccess(Protocol):
    """Sessions, and the failures of each source."""

    def get_failures(self, source: str, now: datetime) -> SignInFailures:
        """The failures in a row of a source. No other transaction can change them until the end of this one."""
        ...

    def save_failures(self, source: str, failures: SignInFailures) -> None:
        """Replace what is known of a source, whose failures were asked for before."""
        ...

    def delete_failures(self, source: str) -> None:
        """A source has given the right password."""
        ...

    def open_session(self, session: ConsoleSession) -> None:
        """Keep a sign-in."""
        ...

    def is_session_open(self, token_hash: str, now: datetime) -> bool:
        """Whether a sign-in of this key is known and not over."""
        ...

    def close_session(self, token_hash: str) -> None:
        """End a sign-in, if it is known."""
        ...

    def delete_expired(self, now: datetime, failed_before: datetime) -> None:
        """Drop the sign-ins that are over, and the failures of sources that have been quiet since then."""
        ...
