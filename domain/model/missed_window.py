"""Times in which webhooks may be missing."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MissedWindow:
    """A time, `since` then, in which a shop's webhooks may be missing, so its changes must be read again."""

    shop: ShopDomain
    since: datetime
    reason: str
    detected_at: datetime
