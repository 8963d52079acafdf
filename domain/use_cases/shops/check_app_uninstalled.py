"""Asks Shopify whether the app was uninstalled, before the store's tokens are deleted."""

from dataclasses import dataclass

from novex_shopify.domain.errors import PermanentTokenRefused, ShopClosed, ShopNotConnected, TokenRefused
from novex_shopify.domain.model.webhook_event import Settlement, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.use_cases.denied_by_shopify import deny
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class CheckAppUninstalled:
    """`app/uninstalled` has the body of `shop/update`, and Shopify does not sign the topic."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes | Settlement:
        if self.payloads.parse_shop_domain(event.body) != event.shop_domain:
            return event.body  # its handler ignores it
        try:
            self.admin.fetch_granted_scopes(self.access(event.shop_domain))
        except PermanentTokenRefused:
            raise  # says something about the kind of the token, but not that the app is gone
        except (TokenRefused, ShopNotConnected, ShopClosed):
            return event.body
        return deny(event, "Shopify still accepts the store's token, so the app is installed")
