"""Manifests of parcels."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from novex_shopify.domain.model.manifest import Manifest
from novex_shopify.domain.model.work import WorkerId


class Manifests(Protocol):
    """The manifests. A label is on one at most, guarded by the database."""

    def add(self, manifest: Manifest, purchase_ids: Collection[int]) -> Manifest:
        """Store a new manifest with the labels on it; returns it with its id.

        Raises `ManifestRefused`, and stores nothing, if one of the labels is on a manifest.
        """
        ...

    def claim(self, worker: WorkerId, now: datetime) -> Manifest | None:
        """Claim the manifest that has been due for longest, and count the attempt."""
        ...

    def save(self, manifest: Manifest) -> bool:
        """Store how far a manifest is, and keep the claim.

        Returns False, and stores nothing, if it is no longer claimed as it was when it was read.
        """
        ...

    def settle(self, manifest: Manifest) -> bool:
        """Do the same and end the claim; the manifest is due again at `next_attempt_at`, if it has one."""
        ...

    def get(self, manifest_id: int) -> Manifest | None:
        """Get a manifest; None if there is none."""
        ...

    def list_by_day(self, day: date) -> Sequence[Manifest]:
        """List the manifests of a day, oldest first."""
        ...

    def list_latest(self, limit: int, before: int | None = None) -> Sequence[Manifest]:
        """List the newest manifests, newest first, before the id `before`."""
        ...

    def list_purchases(self, manifest_id: int) -> Sequence[int]:
        """List the ids of the labels on a manifest, in order."""
        ...

    def find_by_purchases(self, purchase_ids: Collection[int]) -> Mapping[int, int]:
        """Find the manifests that labels are on, by the ids of both; what is on none is left out."""
        ...

    def release(self, manifest_id: int, purchase_ids: Collection[int]) -> None:
        """Take labels off a manifest, so that another one can have them."""
        ...

    def save_file(self, manifest_id: int, content: bytes) -> None:
        """Store the file of a manifest; one that is stored stays as it is."""
        ...

    def get_file(self, manifest_id: int) -> bytes | None:
        """Get the stored file; None if there is none."""
        ...
