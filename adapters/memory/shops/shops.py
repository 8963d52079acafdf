"""Stores in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.connection import ConnectionProblem
from novex_shopify.domain.model.shop import Credentials, OAuthState, Shop, ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings


@dataclass(frozen=True, slots=True)
class MemoryShops:
    """The port `Shops`."""

    state: State

    def save(self, shop: Shop) -> None:
        """Add a store or replace what is known of it, but for its hindrance."""
        known = self.state.shops.get(shop.domain)
        self.state.shops[shop.domain] = replace(shop, connection_problem=known.connection_problem if known else None)

    def set_connection_problem(self, shop: Shop, problem: ConnectionProblem | None) -> None:
        """Note why nothing can be done there, or that it can."""
        known = self.state.shops.get(shop.domain)
        if known and known.installed_at == shop.installed_at:
            self.state.shops[shop.domain] = replace(known, connection_problem=problem)

    def get(self, domain: ShopDomain) -> Shop | None:
        """One store."""
        return self.state.shops.get(domain)

    def list_all(self) -> Sequence[Shop]:
        """Every store ever connected, by name."""
        return [self.state.shops[domain] for domain in sorted(self.state.shops)]

    def filter_known(self, domains: Iterable[ShopDomain]) -> set[ShopDomain]:
        """Those of `domains` that are, or once were, connected."""
        return set(domains) & self.state.shops.keys()

    def get_settings(self, domain: ShopDomain) -> ShopSettings:
        """What was decided for a store."""
        return self.state.shop_settings.get(domain, ShopSettings())

    def save_settings(self, domain: ShopDomain, settings: ShopSettings) -> None:
        """Decide for a store."""
        self.state.shop_settings[domain] = settings

    def save_credentials(self, domain: ShopDomain, credentials: Credentials | None) -> None:
        """Replace a store's tokens; None wipes them."""
        self.state.refresh_claims.pop(domain, None)
        if credentials is None:
            self.state.credentials.pop(domain, None)
        else:
            self.state.credentials[domain] = credentials

    def renew_credentials(self, domain: ShopDomain, used: Credentials, renewed: Credentials) -> bool:
        """Replace the tokens that were used to get new ones."""
        if self.get_credentials(domain) != used:
            return False
        self.save_credentials(domain, renewed)
        return True

    def get_credentials(self, domain: ShopDomain) -> Credentials | None:
        """A store's tokens."""
        return self.state.credentials.get(domain)

    def reencrypt_credentials(self, domain: ShopDomain) -> bool:
        """Nothing is encrypted in memory."""
        return False

    def claim_refresh(self, domain: ShopDomain, now: datetime, until: datetime) -> bool:
        """Become the one that refreshes this store's token until then."""
        claimed_until = self.state.refresh_claims.get(domain)
        if domain not in self.state.shops or (claimed_until and claimed_until > now):
            return False
        self.state.refresh_claims[domain] = until
        return True


@dataclass(frozen=True, slots=True)
class MemoryOAuthStates:
    """The port `OAuthStates`."""

    state: State

    def add(self, state: OAuthState) -> None:
        """Remember an attempt."""
        self.state.oauth_states[state.nonce] = state

    def pop(self, nonce: str) -> OAuthState | None:
        """Give an attempt and forget it."""
        return self.state.oauth_states.pop(nonce, None)

    def delete_expired(self, now: datetime) -> int:
        """Drop attempts that nobody finished."""
        expired = [nonce for nonce, state in self.state.oauth_states.items() if state.expires_at <= now]
        for nonce in expired:
            del self.state.oauth_states[nonce]
        return len(expired)
