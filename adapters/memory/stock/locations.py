"""Shopify's locations in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class MemoryLocations:
    """The port `Locations`."""

    state: State

    def save(self, locations: Collection[Location]) -> None:
        for location in locations:
            self.state.locations[location.shop, location.id] = location

    def remove(self, shop: ShopDomain, location_ids: Collection[int]) -> None:
        for location_id in location_ids:
            self.state.locations.pop((shop, location_id), None)
            self.state.location_mappings.pop((shop, location_id), None)

    def get(self, shop: ShopDomain, location_id: int) -> Location | None:
        return self.state.locations.get((shop, location_id))

    def list_for_shop(self, shop: ShopDomain) -> Sequence[Location]:
        found = [location for location in self.state.locations.values() if location.shop == shop]
        return sorted(found, key=lambda location: (location.name, location.id))

    def save_mapping(self, mapping: LocationMapping) -> None:
        key = (mapping.shop, mapping.location_id)
        if mapping.is_mapped and key in self.state.locations:
            self.state.location_mappings[key] = mapping
        else:
            self.state.location_mappings.pop(key, None)

    def list_mappings(self, shop: ShopDomain) -> Sequence[LocationMapping]:
        found = [mapping for mapping in self.state.location_mappings.values() if mapping.shop == shop]
        return sorted(found, key=lambda mapping: mapping.location_id)
