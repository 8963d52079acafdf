"""Used OAuth states, in memory."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.shop import OAuthState


@dataclass(frozen=True, slots=True)
class MemoryOAuthStates:
    """The port `OAuthStates`."""

    state: State

    def use(self, state: OAuthState) -> bool:
        if state.nonce in self.state.oauth_states:
            return False
        self.state.oauth_states[state.nonce] = state
        return True

    def delete_expired(self, now: datetime) -> int:
        expired = [nonce for nonce, state in self.state.oauth_states.items() if state.expires_at <= now]
        for nonce in expired:
            del self.state.oauth_states[nonce]
        return len(expired)
