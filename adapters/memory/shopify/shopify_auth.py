"""Shopify's OAuth endpoints in memory."""

from dataclasses import dataclass
from datetime import timedelta

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.domain.errors import TokenRequestRefused
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Credentials, Scopes, ShopDomain, TokenGrant
from novex_shopify.domain.ports.clock import Clock

TOKEN_LIFETIME = timedelta(hours=1)
REFRESH_TOKEN_LIFETIME = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class MemoryShopifyAuth:
    """The port `ShopifyAuth`. A code in `fake_shop.authorization_codes` is accepted once."""

    fake_shop: FakeShop
    clock: Clock

    def build_authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        return f"https://{shop}/admin/oauth/authorize?scope={scopes}&state={state}"

    def exchange_code(self, shop: ShopDomain, code: str) -> TokenGrant:
        self.fake_shop.begin_call("exchange_code")
        if code not in self.fake_shop.authorization_codes:
            raise TokenRequestRefused("400 invalid_request")
        self.fake_shop.authorization_codes.discard(code)
        grant = self._issue_token_pair()
        self.fake_shop.last_refresh = None
        self.fake_shop.end_call("exchange_code")
        return grant

    def refresh_access_token(self, shop: ShopDomain, refresh_token: Secret) -> TokenGrant:
        self.fake_shop.begin_call("refresh")
        if self.fake_shop.last_refresh and self.fake_shop.last_refresh[0] == refresh_token:
            return self.fake_shop.last_refresh[1]
        if refresh_token != self.fake_shop.refresh_token:
            raise TokenRequestRefused("400 invalid_grant")
        return self._refresh_token_pair(refresh_token)

    def exchange_permanent_token(self, shop: ShopDomain, access_token: Secret) -> TokenGrant:
        self.fake_shop.begin_call("exchange_permanent_token")
        if access_token != self.fake_shop.access_token or self.fake_shop.refresh_token is not None:
            raise TokenRequestRefused("400 invalid_subject_token")
        grant = self._issue_token_pair()
        self.fake_shop.end_call("exchange_permanent_token")
        return grant

    def request_client_credentials_token(self, shop: ShopDomain) -> TokenGrant:
        self.fake_shop.begin_call("client_credentials")
        self.fake_shop.access_token = Secret(f"shpat_{self.fake_shop.allocate_number()}")
        expires_at = self.clock.now() + timedelta(hours=24)
        return TokenGrant(Credentials(self.fake_shop.access_token, expires_at), self.fake_shop.scopes)

    def _refresh_token_pair(self, used: Secret) -> TokenGrant:
        grant = self._issue_token_pair()
        self.fake_shop.last_refresh = (used, grant)
        self.fake_shop.end_call("refresh")
        return grant

    def _issue_token_pair(self) -> TokenGrant:
        number = self.fake_shop.allocate_number()
        self.fake_shop.access_token, self.fake_shop.refresh_token = Secret(f"shpat_{number}"), Secret(f"shprt_{number}")
        now = self.clock.now()
        credentials = Credentials(
            self.fake_shop.access_token,
            now + TOKEN_LIFETIME,
            self.fake_shop.refresh_token,
            now + REFRESH_TOKEN_LIFETIME,
        )
        return TokenGrant(credentials, self.fake_shop.scopes)
