"""Asks Shopify whether a product was deleted, before its variants are."""

from dataclasses import dataclass

from novex_shopify.domain.model.webhook_event import Settlement, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.use_cases.denied_by_shopify import deny
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class CheckProductDeletion:
    """`products/delete` states nothing but an id, and Shopify signs neither the topic nor the store."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes | Settlement:
        product_id = self.payloads.parse_product_id(event.body)
        if self.admin.has_product(self.access(event.shop_domain), product_id):
            return deny(event, "Shopify still has the product")
        return event.body
