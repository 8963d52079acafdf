"""What the warehouse needs to know of Shopify's fulfillment orders."""

from dataclasses import dataclass
from datetime import datetime

_CLOSED_STATUSES = frozenset({"CLOSED", "CANCELLED"})


@dataclass(frozen=True, slots=True)
class FulfillmentOrderState:
    """A fulfillment order as it was read last. `id` is its gid, `order_id` Shopify's number of the order.

    - `location`: the name of the location that Shopify expects it from; `is_third_party` if that is another company's.
    - `fulfill_by`: until when it must have left. `fulfill_at`: when a scheduled one is due.
    - `holds`: why it is on hold, in Shopify's words, which are a fixed list; people's notes are not read.
    - `moved`: whether it was moved to its location after it was routed.
    """

    id: str
    order_id: int
    status: str
    updated_at: datetime
    location: str
    fulfill_by: datetime | None = None
    fulfill_at: datetime | None = None
    holds: tuple[str, ...] = ()
    moved: bool = False
    is_third_party: bool = False

    @property
    def is_open(self) -> bool:
        return self.status not in _CLOSED_STATUSES
