"""Tokens with which programs use the API."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.actor import Actor, ActorKind

TOKEN_PREFIX = "novex_"  # noqa: S105 - not a secret
"""Scanners for leaked secrets recognize tokens by such a prefix."""


class ApiScope(StrEnum):
    """`write` includes `read`."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token that was created in the console. Only a hash of it is stored, so it can be shown only once."""

    id: int
    name: str
    token_hash: str
    scope: ApiScope
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def read_only(self) -> bool:
        return self.scope is ApiScope.READ

    def to_actor(self) -> Actor:
        return Actor(ActorKind.API_TOKEN, self.name, str(self.id))
