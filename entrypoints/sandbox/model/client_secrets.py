"""The app's client secrets: several at a time while one is being replaced.

All that are not revoked are accepted; the oldest signs webhooks and callbacks. A token belongs to the secret it was
issued with (Shopify: rotate or revoke client credentials).
"""

import secrets

from novex_shopify.entrypoints.sandbox.errors import NotFound


class ClientSecrets:
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
        """Revoke and return the oldest. Raises `NotFound` while it is the only one."""
        if len(self._secrets) == 1:
            raise NotFound("There is no other client secret; add one first")
        return self._secrets.pop(0)
