"""Asks Shopify whether an order was deleted, before its document is."""

from dataclasses import dataclass

from novex_shopify.domain.model.webhook_event import Settlement, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.use_cases.denied_by_shopify import deny
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class CheckOrderDeletion:
    """`orders/delete` states nothing but an id, and Shopify signs neither the topic nor the store."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes | Settlement:
        order_id = self.payloads.parse_order_id(event.body)
        if self.admin.has_order(self.access(event.shop_domain), order_id):
            return deny(event, "Shopify still has the order")
        return event.body
