"""A shipment as it was packed."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import Tracking


@dataclass(frozen=True, slots=True)
class PackedLine:
    """What was packed of an order line: sold units, or with a lot's code base units of that lot."""

    line_item_id: int
    quantity: int
    lot_code: str | None = None


@dataclass(frozen=True, slots=True)
class PackedShipment:
    """A shipment of an order. Without `lines` it is everything that is assigned, and all items without lots.

    `id` and `order_id` are the ERP's; the same id is the same shipment. `location_id` is Shopify's id of the location
    it left from. `untraced_reason` says, in a person's words, why units may leave although no lot is assigned.
    """

    id: str
    order_id: str
    lines: Sequence[PackedLine] | None = None
    tracking: Tracking | None = None
    notify_customer: bool = True
    location_id: int | None = None
    untraced_reason: str | None = None
