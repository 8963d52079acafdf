"""The app's client secrets: several side by side while one is being replaced.

All that were not revoked are accepted; webhooks and callbacks are signed with the oldest of them. Tokens belong to the
secret that they were made with (Shopify: rotate or revoke client credentials).
"""

import secrets

from novex_shopify.entrypoints.sandbox.errors import NotFound


class ClientSecrets:
    """Those that are valid now, the oldest first."""

    def __init__(self, secret: str) -> None:
        self._secrets = [secret]

    @property
    def signing_secret(self) -> str:
        return self._secrets[0]

    def is_valid(self, secret: str) -> bool:
        return any(secrets.compare_digest(secret.encode(), each.encode()) for each in self._secrets)

    def add(self, secret: str) -> None:
        self._secrets.append(secret)

    def revoke_oldest(self) -> str:
        """End the oldest; gives it. Raises `Unknown` while it is the only one."""
        if len(self._secrets) == 1:
            raise NotFound("There is no other client secret; add one first")
        return self._secrets.pop(0)
