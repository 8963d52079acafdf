"""A time in which a store may have told us nothing of what happened there."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MissedWindow:
    """A request that the orders of a store be read again, as far as they changed `since` then."""

    shop: ShopDomain
    since: datetime
    reason: str
    detected_at: datetime
