"""Reads the scopes of which a webhook says that they changed."""

from dataclasses import dataclass

from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class ReadScopes:
    """The body of `app/scopes_update` does not name its store, and the header that does is not signed."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes:
        self.payloads.parse_scopes(event.body)
        return self.payloads.serialize_scopes(self.admin.fetch_granted_scopes(self.access(event.shop_domain)))
