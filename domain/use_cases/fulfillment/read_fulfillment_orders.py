"""Reads the fulfillment orders of the order that a webhook is about."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound, ShopifyAccessDenied, TokenRefused
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Settlement, WebhookEvent
from novex_shopify.domain.model.webhook_topic import MOVED_TOPIC
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.computed_orders import keeps_lots
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class ReadFulfillmentOrders:
    """The body of a `fulfillment_orders/*` webhook names one by its gid, and neither its order nor its dates.

    Only the warehouse needs to know more: for a store without stock nothing is read, and the body is empty. Nor is
    it for a fulfillment order that the store's scopes do not show; what waits is tried again all the same.
    """

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken
    unit_of_work: UnitOfWork

    def __call__(self, event: WebhookEvent) -> bytes | Settlement:
        if not self._keeps_stock(event.shop_domain):
            return b""
        named = event.resource_key
        try:
            states = self.admin.fetch_fulfillment_order_states(self.access(event.shop_domain), named)
        except TokenRefused:
            raise
        except (NotFound, ShopifyAccessDenied):
            return b""
        is_moved = event.topic == MOVED_TOPIC
        return self.payloads.serialize_fulfillment_orders(
            [replace(each, moved=is_moved and each.id == named) for each in states]
        )

    def _keeps_stock(self, shop: ShopDomain) -> bool:
        with self.unit_of_work.read() as tx:
            return keeps_lots(tx, tx.shops.get_settings(shop))
