"""Tokens for the API, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.api_token import ApiScope, ApiToken


@dataclass(frozen=True, slots=True)
class MemoryApiTokens:
    """The port `ApiTokens`."""

    state: State

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
        token_id = allocate_id(self.state.api_tokens)
        token = ApiToken(token_id, name, token_hash, scope, created_at, created_by, expires_at)
        self.state.api_tokens[token_id] = token
        return token

    def get(self, token_id: int) -> ApiToken | None:
        return self.state.api_tokens.get(token_id)

    def find(self, token_hash: str, now: datetime) -> ApiToken | None:
        token = next((each for each in self.state.api_tokens.values() if each.token_hash == token_hash), None)
        return token if token and (token.expires_at is None or token.expires_at > now) else None

    def list_all(self) -> Sequence[ApiToken]:
        return sorted(self.state.api_tokens.values(), key=lambda token: (token.name, token.id))

    def record_use(self, token_id: int, now: datetime) -> None:
        if token := self.state.api_tokens.get(token_id):
            self.state.api_tokens[token_id] = replace(token, last_used_at=now)

    def revoke(self, token_id: int) -> None:
        self.state.api_tokens.pop(token_id, None)
