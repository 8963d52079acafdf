"""A time in which a store may have told us nothing of what happened there."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class Gap:
    """A request that the orders of a store be read again, as far as they changed `since` then."""

    shop: ShopDomain
    since: datetime
    reason: str
    noticed_at: datetime
