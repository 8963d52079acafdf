"""Sessions and failed sign-ins of the console."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.console_session import ConsoleSession, SignInFailures


class ConsoleAccess(Protocol):
    """Sessions, and failed sign-ins per source address."""

    def get_failures(self, source: str, now: datetime) -> SignInFailures:
        """Get the consecutive failures of a source, without waiting for others and without a lock."""
        ...

    def lock_failures(self, source: str, now: datetime) -> SignInFailures:
        """Get the same, locked until the end of the transaction."""
        ...

    def save_failures(self, source: str, failures: SignInFailures) -> None:
        """Replace the failures of a source. Call `lock_failures` first."""
        ...

    def open_session(self, session: ConsoleSession) -> None:
        """Store a session."""
        ...

    def find_session(self, token_hash: str, now: datetime) -> ConsoleSession | None:
        """Return the session with this token, unless it has expired."""
        ...

    def record_use(self, token_hash: str, now: datetime) -> None:
        """Store that a session, if it exists, was used now."""
        ...

    def close_session(self, token_hash: str) -> None:
        """End a session, if it exists."""
        ...

    def close_all_sessions(self) -> None:
        """End every session."""
        ...

    def delete_expired(self, now: datetime, failed_before: datetime, signed_in_before: datetime) -> None:
        """Delete expired sessions, and sources without a failure and a sign-in since these times."""
        ...
