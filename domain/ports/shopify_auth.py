"""Getting tokens from Shopify."""

from typing import Protocol

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopDomain, TokenGrant


class ShopifyAuth(Protocol):
    """Shopify's OAuth endpoints.

    The token calls raise `TokenRequestRefused` when Shopify declines, and `ShopifyUnavailable` without an answer.
    """

    def build_authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        """Where the merchant is sent to give consent."""
        ...

    def exchange_code(self, shop: ShopDomain, code: str) -> TokenGrant:
        """Turn the code of a callback into an expiring token."""
        ...

    def refresh_access_token(self, shop: ShopDomain, refresh_token: Secret) -> TokenGrant:
        """Get the next pair of tokens. The refresh token given here is used up."""
        ...

    def exchange_permanent_token(self, shop: ShopDomain, access_token: Secret) -> TokenGrant:
        """Trade a permanent token for an expiring pair. The permanent one is revoked, and there is no way back."""
        ...

    def request_client_credentials_token(self, shop: ShopDomain) -> TokenGrant:
        """Get a token for a store of the app's own organisation."""
        ...
