"""Deliveries with a wrong signature."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class RefusedDeliveries:
    """Deliveries in a shop's name, one after the other, that were all refused for their signature.

    The name is unproven: either Shopify signs with another secret, or a stranger uses the name.
    """

    shop: ShopDomain
    count: int
    since: datetime
    last_at: datetime
