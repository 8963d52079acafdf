"""Finished connections."""

from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.shop import OAuthState


class OAuthStates(Protocol):
    """The OAuth states that were used, until they expire."""

    def use(self, state: OAuthState) -> bool:
        """Record that a state is used now; returns False if it was used before."""
        ...

    def delete_expired(self, now: datetime) -> int:
        """Delete expired states; returns how many."""
        ...
