"""Manifests in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from novex_shopify.adapters.memory.due_records import claim_due
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.errors import ManifestRefused
from novex_shopify.domain.model.manifest import Manifest
from novex_shopify.domain.model.work import WorkerId


@dataclass(frozen=True, slots=True)
class MemoryManifests:
    """The port `Manifests`."""

    state: State

    def add(self, manifest: Manifest, purchase_ids: Collection[int]) -> Manifest:
        if any(each in self.state.manifest_parcels for each in purchase_ids):
            raise ManifestRefused("One of the labels is on a manifest.")
        added = self._store(replace(manifest, id=allocate_id(self.state.manifests)))
        self.state.manifest_parcels.update(dict.fromkeys(purchase_ids, added.id))
        return added

    def claim(self, worker: WorkerId, now: datetime) -> Manifest | None:
        return claim_due(self.state.manifests, self.state.manifest_claims, worker, now)

    def save(self, manifest: Manifest) -> bool:
        current = self.state.manifests[manifest.id]
        if (current.claimed_by, current.attempts) != (manifest.claimed_by, manifest.attempts):
            return False
        self._store(manifest)
        return True

    def settle(self, manifest: Manifest) -> bool:
        if not self.save(manifest):
            return False
        self._store(replace(manifest, claimed_by=None))
        self.state.manifest_claims.pop(manifest.id, None)
        return True

    def get(self, manifest_id: int) -> Manifest | None:
        return self.state.manifests.get(manifest_id)

    def list_by_day(self, day: date) -> Sequence[Manifest]:
        return [each for each in self._list_by_id() if each.carrier_day.day == day]

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[Manifest]:
        return [each for each in reversed(self._list_by_id()) if before is None or each.id < before][:limit]

    def list_purchases(self, manifest_id: int) -> Sequence[int]:
        return sorted(each for each, its_manifest in self.state.manifest_parcels.items() if its_manifest == manifest_id)

    def find_by_purchases(self, purchase_ids: Collection[int]) -> Mapping[int, int]:
        return {each: found for each, found in self.state.manifest_parcels.items() if each in purchase_ids}

    def release(self, manifest_id: int, purchase_ids: Collection[int]) -> None:
        for each in purchase_ids:
            if self.state.manifest_parcels.get(each) == manifest_id:
                del self.state.manifest_parcels[each]

    def save_file(self, manifest_id: int, content: bytes) -> None:
        self.state.manifest_files.setdefault(manifest_id, content)

    def get_file(self, manifest_id: int) -> bytes | None:
        return self.state.manifest_files.get(manifest_id)

    def _store(self, manifest: Manifest) -> Manifest:
        self.state.manifests[manifest.id] = manifest
        return manifest

    def _list_by_id(self) -> list[Manifest]:
        return [self.state.manifests[number] for number in sorted(self.state.manifests)]
