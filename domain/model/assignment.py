"""Assignments: which units of a lot belong to which order line."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.record_id import parse_id

_MADE_IN_SHOPIFY = "shopify:"


class AssignmentState(StrEnum):
    """Where the units are: set aside for the order, gone with a shipment, come back, or free for others again."""

    ASSIGNED = auto()
    SHIPPED = auto()
    RETURNED = auto()
    RELEASED = auto()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Units of a lot at a location for an order line. `order_id` is the ERP's, `line_item_id` Shopify's.

    - `quantity`: base units. Of a part that ships, returns or is released, a row of its own is split off.
    - `shipment_id`: the ERP's shipment, or `build_shopify_shipment_id` of a fulfillment that was made in Shopify.
    - `reason`: why this lot was chosen, in words. `override_reason`: why a person chose it against a rule.
    - `inferred`: the lot is assumed, because the units left without anybody naming it.
    - `named_later`: a person named the lot after the units had left.
    - `grams`: the measured weight of the units, where it differs from unit to unit.
    - `actor`, `at`: who assigned it, and when.
    """

    id: int
    order_id: str
    line_item_id: int
    item_id: str
    lot_id: int
    location_id: int
    quantity: int
    actor: Actor
    at: datetime
    state: AssignmentState = AssignmentState.ASSIGNED
    shipment_id: str | None = None
    reason: str | None = None
    override_reason: str | None = None
    inferred: bool = False
    grams: int | None = None
    named_later: bool = False

    @property
    def may_be_corrected(self) -> bool:
        """Whether a person may say that another lot left: no papers of the ERP name this one, and it is not assumed."""
        is_made_in_shopify = (self.shipment_id or "").startswith(_MADE_IN_SHOPIFY)
        return self.state is AssignmentState.SHIPPED and not self.inferred and (self.named_later or is_made_in_shopify)


def build_shopify_shipment_id(fulfillment_id: int) -> str:
    """The shipment of a fulfillment that was made in Shopify, not by the ERP."""
    return f"{_MADE_IN_SHOPIFY}{fulfillment_id}"


def parse_shopify_shipment_id(shipment_id: str) -> int | None:
    """Return the fulfillment id; None for a shipment of the ERP."""
    return parse_id(shipment_id.removeprefix(_MADE_IN_SHOPIFY)) if shipment_id.startswith(_MADE_IN_SHOPIFY) else None
