"""What people write about an order, for each other."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.shop import ShopDomain

MAX_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class OrderComment:
    """A comment. Shopify's id of the order names it, because people comment on an order before the ERP has it.

    `text` is plain, may have line breaks, and may name a person: it is erased with the customer's data.
    """

    id: int
    shop: ShopDomain
    order_id: int
    text: str
    written_at: datetime
    written_by: Actor
