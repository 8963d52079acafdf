"""Attempts to connect a store."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import OAuthState


class OAuthStates(Protocol):
    """Attempts that are under way."""

    def add(self, state: OAuthState) -> None: ...

    def pop(self, nonce: str) -> OAuthState | None:
        """Return the attempt and delete it, so that only the first of two callers gets it."""
        ...

    def delete_expired(self, now: datetime) -> int:
        """Return how many were deleted."""
        ...
