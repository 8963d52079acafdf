"""Asks Shopify whether a customer is still to be erased, when a request comes again."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ErasureRepeated
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class CheckCustomerErasure:
    """A request that was met before may be a captured one, sent again to erase a customer who has come back.

    Of such a customer Shopify has data again. Otherwise the request is met once more: a customer can ask twice.
    """

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes:
        """Raises `ErasureRepeated`. Nothing retries it: later requests of the store would have to wait."""
        customer_id = self.payloads.parse_privacy_request(event.body).customer_id
        if customer_id is None or not self._is_repeated(event):
            return event.body
        if self.admin.has_customer_data(self.access(event.shop_domain), customer_id):
            raise ErasureRepeated(customer_id)
        return event.body

    def _is_repeated(self, event: WebhookEvent) -> bool:
        with self.access.unit_of_work.read() as tx:
            shop, signature = tx.shops.get(event.shop_domain), tx.events.get_signature(event.id)
            # To a disconnected store no customer comes back.
            is_connected = shop is not None and shop.connected
            return is_connected and signature is not None and tx.privacy.is_met(event.shop_domain, signature)
