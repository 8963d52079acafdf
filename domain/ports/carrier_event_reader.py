"""Parsing of a label provider's webhook bodies."""

from typing import Protocol

from novex_shopify.domain.model.carrier_event import CarrierEvent, LabelRefund
from novex_shopify.domain.model.tracker import Tracker


class CarrierEventReader(Protocol):
    """Turns the provider's JSON into domain objects. Every method raises `UnreadablePayload` for an invalid body."""

    def parse_event(self, body: bytes) -> CarrierEvent:
        """Parse the head of any event."""
        ...

    def parse_tracker(self, body: bytes) -> Tracker:
        """Parse the tracker of a `tracker.*` event."""
        ...

    def parse_refund(self, body: bytes) -> LabelRefund:
        """Parse the refund of `refund.successful`."""
        ...
