"""Changes that people make to the items of booked lines."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class Rebooking:
    """A line that a person booked to another item; None is no item."""

    shop_domain: ShopDomain
    shopify_order_id: int
    line_item_id: int
    previous_item_id: str | None
    item_id: str | None
    reason: str
    rebooked_by: str
    rebooked_at: datetime
