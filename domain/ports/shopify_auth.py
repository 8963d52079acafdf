"""Getting tokens from Shopify."""

from typing import Protocol

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop import Grant, Scopes, ShopDomain


class ShopifyAuth(Protocol):
    """Shopify's OAuth endpoints.

    The token calls raise `TokenRequestRefused` when Shopify declines, and `ShopifyUnavailable` without an answer.
    """

    def authorize_url(self, shop: ShopDomain, scopes: Scopes, state: str) -> str:
        """Where the merchant is sent to give consent."""
        ...

    def exchange_code(self, shop: ShopDomain, code: str) -> Grant:
        """Turn the code of a callback into an expiring token."""
        ...

    def refresh(self, shop: ShopDomain, refresh_token: Secret) -> Grant:
        """Get the next pair of tokens. The refresh token given here is used up."""
        ...

    def exchange_permanent(self, shop: ShopDomain, access_token: Secret) -> Grant:
        """Trade a permanent token for an expiring pair. The permanent one is revoked, and there is no way back."""
        ...

    def client_credentials(self, shop: ShopDomain) -> Grant:
        """Get a token for a store of the app's own organisation."""
        ...
