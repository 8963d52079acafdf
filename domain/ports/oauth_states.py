"""Used states of OAuth and OpenID Connect."""

from datetime import datetime
from typing import Protocol


class OAuthStates(Protocol):
    """The random parts of states that were used, until they expire."""

    def use(self, nonce: str, expires_at: datetime) -> bool:
        """Record that a state is used now; returns False if it was used before."""
        ...

    def delete_expired(self, now: datetime) -> int:
        """Delete expired states; returns how many."""
        ...
