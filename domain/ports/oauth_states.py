"""Started connections."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import OAuthState


class OAuthStates(Protocol):
    """OAuth states of connections that were started."""

    def add(self, state: OAuthState) -> None:
        """Store a state."""
        ...

    def pop(self, nonce: str) -> OAuthState | None:
        """Return a state and delete it: each can be used once."""
        ...

    def delete_expired(self, now: datetime) -> int:
        """Delete expired states; returns how many."""
        ...
