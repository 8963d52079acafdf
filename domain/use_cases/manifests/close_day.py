"""Closes a carrier's day."""

from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.errors import ManifestRefused, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject, AuditValues
from novex_shopify.domain.model.manifest import Manifest
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.parcel_totals import total_parcels
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.manifests.carrier_days import find_carrier_day, find_made


@dataclass(frozen=True, slots=True)
class CloseDay:
    """Records the manifest of the parcels that are on none yet. The worker asks for it; nothing here waits for it.

    Parcels that are packed afterwards get a manifest of their own: carriers add nothing to one that is made.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, key: str, day: date) -> Manifest:
        """Close a day by the key of its `CarrierDay`; a day without new parcels returns the manifest that it has.

        Raises `NotFound` if the carrier collects nothing, and `ManifestRefused` if it has no manifests, or the day has
        passed.
        """
        with self.unit_of_work() as tx:
            tx.key_locks.acquire([f"manifest {key}"])
            manifest = self._add(tx, key, day)
            tx.commit()
        self.notifier.notify(Work.MANIFESTS)
        return manifest

    def _add(self, tx: Transaction, key: str, day: date) -> Manifest:
        now = self.clock.now()
        found = find_carrier_day(tx, key, day, now)
        if found is None:
            raise NotFound(f"No carrier collects parcels under {key} on {day}.")
        locked = tx.label_purchases.lock_many([each.id for each in found.open])
        parcels = [each for each in locked if each.voided_at is None]  # it may have become void meanwhile
        made = find_made(found)
        if not parcels and made:
            return made
        if not parcels or found.obstacle:
            raise ManifestRefused(found.obstacle or "All labels of this day are void.")
        manifest = tx.manifests.add(
            Manifest.begin(found.carrier_day, total_parcels(parcels), now), [each.id for each in parcels]
        )
        values: AuditValues = {"carrier": found.carrier_day.carrier, "day": day.isoformat(), "parcels": len(parcels)}
        tx.audit_log.record(AuditAction.DAY_CLOSED, AuditSubject(AuditedKind.MANIFEST, str(manifest.id)), after=values)
        return manifest
