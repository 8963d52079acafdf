"""News of a provider of labels."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.label import CarrierMode, RefundState


@dataclass(frozen=True, slots=True)
class CarrierEvent:
    """The head of an event. `topic` is the provider's name for it, such as `tracker.updated`.

    `tracker_id` and `shipment_id` are the provider's ids of what it is about, as far as it says so.
    """

    id: str
    topic: str
    mode: CarrierMode
    created_at: datetime | None = None
    tracker_id: str | None = None
    shipment_id: str | None = None


@dataclass(frozen=True, slots=True)
class LabelRefund:
    """How far the refund of a label is. `shipment_id` is the provider's."""

    shipment_id: str
    state: RefundState
