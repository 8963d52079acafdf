"""A store that usually tells something, and does not."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class Silence:
    """`since` is the store's last delivery; `noticed_at` is when that was last acted upon."""

    shop: ShopDomain
    since: datetime
    noticed_at: datetime
