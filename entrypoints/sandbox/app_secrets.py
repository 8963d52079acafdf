"""The app's client secrets: several side by side while one is being replaced.

All that were not revoked are accepted; webhooks and callbacks are signed with the oldest of them. Tokens belong to the
secret that they were made with (Shopify: rotate or revoke client credentials).
"""

import secrets

from novex_shopify.entrypoints.sandbox.errors import Unknown


class AppSecrets:
    """Those that are valid now, the oldest first."""

    def __init__(self, first: str) -> None:
        self._valid = [first]

    @property
    def signing(self) -> str:
        return self._valid[0]

    def accept(self, given: str) -> bool:
        return any(secrets.compare_digest(given.encode(), each.encode()) for each in self._valid)

    def add(self, secret: str) -> None:
        self._valid.append(secret)

    def revoke_the_oldest(self) -> str:
        """End the oldest; gives it. Raises `Unknown` while it is the only one."""
        if len(self._valid) == 1:
            raise Unknown("There is no other client secret; add one first")
        return self._valid.pop(0)
