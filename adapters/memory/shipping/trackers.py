"""Trackers in memory."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.tracker import ENDED_TRACKER_STATUSES, Tracker


@dataclass(frozen=True, slots=True)
class MemoryTrackers:
    """The port `Trackers`."""

    state: State

    def save(self, shipment_id: str, tracker: Tracker) -> bool:
        known_shipment, known = self.state.trackers.get(tracker.id, (shipment_id, tracker))
        if tracker.updated_at < known.updated_at:
            return False
        self.state.trackers[tracker.id] = (known_shipment, tracker)
        return True

    def get(self, tracker_id: str) -> Tracker | None:
        return self.state.trackers[tracker_id][1] if tracker_id in self.state.trackers else None

    def find_shipment(self, tracker_id: str) -> str | None:
        return self.state.trackers[tracker_id][0] if tracker_id in self.state.trackers else None

    def find_shops(self, tracker_ids: Collection[str]) -> Mapping[str, ShopDomain]:
        shops = {each.shipment.id: each.shop_domain for each in self.state.pushes.values()}
        found = ((tracker_id, shops.get(self.find_shipment(tracker_id) or "")) for tracker_id in tracker_ids)
        return {tracker_id: shop for tracker_id, shop in found if shop}

    def get_for_shipments(self, shipment_ids: Collection[str]) -> Mapping[str, Sequence[Tracker]]:
        found: dict[str, list[Tracker]] = defaultdict(list)
        for _, (shipment_id, tracker) in sorted(self.state.trackers.items()):
            if shipment_id in shipment_ids:
                found[shipment_id].append(tracker)
        return found

    def erase(self, shipment_ids: Collection[str]) -> None:
        for tracker_id, (shipment_id, tracker) in list(self.state.trackers.items()):
            if shipment_id in shipment_ids:
                self.state.trackers[tracker_id] = (shipment_id, tracker.without_personal_data())

    def list_open(self, updated_before: datetime, limit: int) -> Sequence[Tracker]:
        waiting = [
            tracker
            for _, tracker in self.state.trackers.values()
            if tracker.status not in ENDED_TRACKER_STATUSES and tracker.updated_at < updated_before
        ]
        return sorted(waiting, key=lambda tracker: (tracker.updated_at, tracker.id))[:limit]
