"""Shopify's OAuth endpoints in memory."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.domain.errors import TokenRequestRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Grant, Scopes, ShopDomain
from novex_shopify.domain.ports.clock import Clock

TOKEN_LIFETIME = timedelta(hours=1)
REFRESH_TOKEN_LIFETIME = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class MemoryShopifyAuth:
    """The port `ShopifyAuth`. Put a code into `store.codes` to have it accepted once."""

    store: MemoryStore
    clock: Clock

    def authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        """The consent page."""
        return f"https://{shop}/admin/oauth/authorize?scope={scopes}&state={state}"

    def exchange_code(self, shop: ShopDomain, code: str) -> Grant:
        """Turn a code into a token, once."""
        self.store.begin("exchange_code")
        if code not in self.store.codes:
            raise TokenRequestRefused("400 invalid_request")
        self.store.codes.discard(code)
        grant = self._new_pair()
        self.store.last_refresh = None
        self.store.end("exchange_code")
        return grant

    def refresh(self, shop: ShopDomain, refresh_token: Secret) -> Grant:
        """Get the next pair; the same pair for the token used last, as Shopify does when its answer was lost."""
        self.store.begin("refresh")
        if self.store.last_refresh and self.store.last_refresh[0] == refresh_token:
            return self.store.last_refresh[1]
        if refresh_token != self.store.refresh_token:
            raise TokenRequestRefused("400 invalid_grant")
        return self._next_pair(refresh_token)

    def exchange_permanent(self, shop: ShopDomain, access_token: Secret) -> Grant:
        """Trade a permanent token for an expiring pair."""
        self.store.begin("exchange_permanent")
        if access_token != self.store.access_token or self.store.refresh_token is not None:
            raise TokenRequestRefused("400 invalid_subject_token")
        grant = self._new_pair()
        self.store.end("exchange_permanent")
        return grant

    def client_credentials(self, shop: ShopDomain) -> Grant:
        """Get a token that cannot be refreshed."""
        self.store.begin("client_credentials")
        self.store.access_token = Secret(f"shpat_{self.store.next_number()}")
        expires_at = self.clock.now() + timedelta(hours=24)
        return Grant(Credentials(self.store.access_token, expires_at), self.store.scopes)

    def _next_pair(self, used: Secret) -> Grant:
        grant = self._new_pair()
        self.store.last_refresh = (used, grant)
        self.store.end("refresh")
        return grant

    def _new_pair(self) -> Grant:
        number = self.store.next_number()
        self.store.access_token, self.store.refresh_token = Secret(f"shpat_{number}"), Secret(f"shprt_{number}")
        now = self.clock.now()
        credentials = Credentials(
            self.store.access_token, now + TOKEN_LIFETIME, self.store.refresh_token, now + REFRESH_TOKEN_LIFETIME
        )
        return Grant(credentials, self.store.scopes)
