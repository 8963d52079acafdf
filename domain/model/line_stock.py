"""How far the warehouse is with an order line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineStock:
    """All quantities are base units of the item.

    - `item_id`: None for a line without an ERP item, which no lot can be assigned to.
    - `needs_lots`: whether its item is tracked by lots.
    - `wanted`: what the customer is to get in total, with what has left already.
    - `shipped`: what has left, by the ERP's shipments and by fulfillments made in Shopify.
    - `assigned`: what is set aside for it and has not left.
    """

    line_item_id: int
    item_id: str | None
    title: str
    needs_lots: bool
    wanted: int
    shipped: int
    assigned: int

    @property
    def to_ship(self) -> int:
        return max(0, self.wanted - self.shipped)

    @property
    def short(self) -> int:
        """What still needs a lot."""
        return max(0, self.to_ship - self.assigned) if self.needs_lots else 0

    @property
    def over_assigned(self) -> int:
        """What is set aside and is not wanted any more."""
        return max(0, self.assigned - self.to_ship)

    @property
    def over_shipped(self) -> int:
        """What has left and is not wanted any more."""
        return max(0, self.shipped - self.wanted)
