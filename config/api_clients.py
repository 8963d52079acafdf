"""Who may use `/api/v1`: the setting API_TOKENS."""

import re
from dataclasses import dataclass

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.secret import Secret

MIN_TOKEN_LENGTH = 20
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_RIGHTS = {"read": True, "write": False}


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A client with its token. `read_only`: it may look, and change nothing. The name is for the log."""

    name: str
    token: Secret
    read_only: bool = False

    def to_actor(self) -> Actor:
        return Actor(ActorKind.API_TOKEN, self.name)


def parse_api_client(text: str, number: int) -> ApiClient:
    """Parse `token`, `name:token`, `name:token:read` or `name:token:write`. Raises `ValueError`.

    A client without a name is called by its number in the list.
    """
    parts = text.split(":")
    if len(parts) == 1:
        name, token, rights = f"token-{number}", text, "write"
    else:
        name, token, rights = parts[0], parts[1], parts[2] if len(parts) > 2 else "write"
    if len(parts) > 3 or not _NAME.fullmatch(name) or rights not in _RIGHTS or len(token) < MIN_TOKEN_LENGTH:
        raise ValueError
    return ApiClient(name, Secret(token), _RIGHTS[rights])
