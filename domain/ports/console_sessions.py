"""Sessions of the console."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.user import ConsoleSession


class ConsoleSessions(Protocol):
    """Sessions of the console."""

    def open(self, session: ConsoleSession) -> None:
        """Store a session."""
        ...

    def find(self, token_hash: str, now: datetime) -> ConsoleSession | None:
        """Return the session with this token, unless it has expired."""
        ...

    def list_for_user(self, user_id: int, now: datetime) -> Sequence[ConsoleSession]:
        """Return the sessions of a user that have not expired, the last used one first."""
        ...

    def record_use(self, token_hash: str, now: datetime) -> None:
        """Store that a session, if it exists, was used now."""
        ...

    def close(self, token_hash: str) -> None:
        """End a session, if it exists."""
        ...

    def close_all(self, user_id: int) -> None:
        """End every session of a user."""
        ...

    def delete_expired(self, now: datetime) -> None:
        """Delete what `find` does not return any more."""
        ...
