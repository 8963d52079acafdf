"""Storage locations of the fake ERP."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.storage_location import StorageLocation


@dataclass(frozen=True, slots=True)
class MemoryStorageLocations:
    """The port `StorageLocations`."""

    state: State

    def save(self, location: StorageLocation) -> StorageLocation:
        saved = replace(location, id=location.id or allocate_id(self.state.storage_locations))
        self.state.storage_locations[saved.id] = saved
        return saved

    def get(self, location_id: int) -> StorageLocation | None:
        return self.state.storage_locations.get(location_id)

    def find(self, name: str) -> StorageLocation | None:
        return next((each for each in self.list_all() if each.name.lower() == name.lower()), None)

    def list_all(self) -> Sequence[StorageLocation]:
        return sorted(self.state.storage_locations.values(), key=attrgetter("name"))
