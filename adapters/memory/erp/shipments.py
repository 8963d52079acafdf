"""Shipments of the fake ERP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.fulfillment import Shipment


@dataclass(frozen=True, slots=True)
class MemoryShipments:
    """The port `ErpShipments`."""

    state: State

    def record(self, shipment: Shipment) -> bool:
        if shipment.id in self.state.shipments:
            return False
        self.state.shipments[shipment.id] = shipment
        return True

    def confirm(self, shipment_id: str, fulfillment_ids: Sequence[str], at: datetime) -> None:
        self.state.confirmed_fulfillment_ids[shipment_id] = tuple(fulfillment_ids)
