"""Unusually long times without webhooks."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class DeliveryOutage:
    """An outage. `resync_requested_at` is when a resync was last requested because of it."""

    shop: ShopDomain
    last_delivery_at: datetime
    resync_requested_at: datetime
