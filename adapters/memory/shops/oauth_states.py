"""Used OAuth states, in memory."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State


@dataclass(frozen=True, slots=True)
class MemoryOAuthStates:
    """The port `OAuthStates`."""

    state: State

    def use(self, nonce: str, expires_at: datetime) -> bool:
        if nonce in self.state.oauth_states:
            return False
        self.state.oauth_states[nonce] = expires_at
        return True

    def delete_expired(self, now: datetime) -> int:
        expired = [nonce for nonce, expires_at in self.state.oauth_states.items() if expires_at <= now]
        for nonce in expired:
            del self.state.oauth_states[nonce]
        return len(expired)
