"""Tokens for the API."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.api_token import ApiScope, ApiToken


class ApiTokens(Protocol):
    """Tokens for the API that were created in the console."""

    def add(
        self,
        *,
        name: str,
        token_hash: str,
        scope: ApiScope,
        created_by: str,
        created_at: datetime,
        expires_at: datetime | None,
    ) -> ApiToken:
        """Store a new token."""
        ...

    def get(self, token_id: int) -> ApiToken | None:
        """Return a token."""
        ...

    def find(self, token_hash: str, now: datetime) -> ApiToken | None:
        """Return the token with this hash, unless it has expired."""
        ...

    def list_all(self) -> Sequence[ApiToken]:
        """Return all tokens by name, expired ones as well."""
        ...

    def record_use(self, token_id: int, now: datetime) -> None:
        """Store that a token, if it exists, was used now."""
        ...

    def revoke(self, token_id: int) -> None:
        """Delete a token, if it exists."""
        ...
