"""Access tokens from Shopify."""

from typing import Protocol

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Scopes, ShopDomain, TokenGrant


class ShopifyAuth(Protocol):
    """Shopify's OAuth endpoints.

    The token calls raise `TokenRequestRefused` if Shopify declines, and `ShopifyUnavailable` without a response.
    """

    def build_authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        """Build the URL of the consent page."""
        ...

    def exchange_code(self, shop: ShopDomain, code: str) -> TokenGrant:
        """Exchange the code of a callback for an expiring token."""
        ...

    def refresh_access_token(self, shop: ShopDomain, refresh_token: Secret) -> TokenGrant:
        """Get the next pair of tokens. The given refresh token is used up."""
        ...

    def exchange_permanent_token(self, shop: ShopDomain, access_token: Secret) -> TokenGrant:
        """Exchange a permanent token for an expiring pair. Shopify revokes the permanent one; this cannot be undone."""
        ...

    def request_client_credentials_token(self, shop: ShopDomain) -> TokenGrant:
        """Get a token for a shop of the app's own organization."""
        ...
