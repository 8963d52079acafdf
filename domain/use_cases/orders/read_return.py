"""Reads the return that a webhook names."""

from dataclasses import dataclass

from novex_shopify.domain.errors import ScopeNotGranted
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class ReadReturn:
    """The body of a `returns/*` webhook is only a note: it states a part of the return, and no time of the change."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes | Settlement:
        return_id = self.payloads.parse_return_id(event.body)
        try:
            return self.payloads.serialize_return(self.admin.fetch_return(self.access(event.shop_domain), return_id))
        except ScopeNotGranted as error:
            return Settlement(EventStatus.IGNORED, str(error))
