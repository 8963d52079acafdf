"""Authenticator apps and recovery codes of users."""

from collections.abc import Collection
from typing import Protocol

from novex_shopify.domain.model.second_factor import SecondFactor


class SecondFactors(Protocol):
    """Authenticator apps, one for a user, and recovery codes. The apps' secrets are stored encrypted."""

    def get(self, user_id: int) -> SecondFactor | None:
        """Return the app of a user. Raises `TokenUnreadable`."""
        ...

    def put(self, factor: SecondFactor) -> None:
        """Store an app in place of the one before."""
        ...

    def confirm(self, user_id: int) -> None:
        """Record that the user's app shows the right codes."""
        ...

    def delete(self, user_id: int) -> None:
        """Delete the app and the recovery codes of a user."""
        ...

    def use_step(self, user_id: int, step: int) -> bool:
        """Record that the code of these 30 seconds is used; returns False if this or a later one was used before."""
        ...

    def put_recovery_codes(self, user_id: int, hashes: Collection[str]) -> None:
        """Store recovery codes in place of the ones before."""
        ...

    def use_recovery_code(self, user_id: int, code_hash: str) -> bool:
        """Delete a recovery code: of two uses at once, one gets it. Returns False if there is none."""
        ...

    def count_recovery_codes(self, user_id: int) -> int:
        """Return how many are left."""
        ...

    def list_user_ids(self) -> Collection[int]:
        """Return the users with an app, confirmed or not."""
        ...

    def reencrypt(self, user_id: int) -> bool:
        """Encrypt the secret with the first key; returns whether another had encrypted it. Raises `TokenUnreadable`."""
        ...
