"""Sessions and failed sign-ins of the console."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


class ConsoleAccess(Protocol):
    """Sessions, and failed sign-ins per source address."""

    def get_failures(self, source: str, now: datetime) -> SignInFailures:
        """Get the consecutive failures of a source, locked until the end of the transaction."""
        ...

    def save_failures(self, source: str, failures: SignInFailures) -> None:
        """Replace the failures of a source. Call `get_failures` first."""
        ...

    def delete_failures(self, source: str) -> None:
        """Delete the failures of a source after a successful sign-in."""
        ...

    def open_session(self, session: ConsoleSession) -> None:
        """Store a session."""
        ...

    def is_session_open(self, token_hash: str, now: datetime) -> bool:
        """Return whether a session with this token exists and has not expired."""
        ...

    def close_session(self, token_hash: str) -> None:
        """End a session, if it exists."""
        ...

    def delete_expired(self, now: datetime, failed_before: datetime) -> None:
        """Delete expired sessions, and the failures of sources without a failure since `failed_before`."""
        ...
