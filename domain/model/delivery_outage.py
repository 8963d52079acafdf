"""A store that usually tells something, and does not."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class DeliveryOutage:
    """`since` is the store's last delivery; `noticed_at` is when that was last acted upon."""

    shop: ShopDomain
    last_delivery_at: datetime
    resync_requested_at: datetime
