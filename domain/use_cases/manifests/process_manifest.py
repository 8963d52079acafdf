"""Brings each manifest to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersThrottled,
    CarriersUnavailable,
    NovexError,
    describe,
)
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.manifest import CarrierManifest, Manifest, ManifestState
from novex_shopify.domain.model.work import ActiveClaims, Work, WorkerId
from novex_shopify.domain.policies.parcel_totals import total_parcels
from novex_shopify.domain.policies.retry import Retry, RetryPolicy, find_check_delay
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import POSTAGE_CHECK_DELAYS, POSTAGE_UNCLEAR_FOR
from novex_shopify.domain.use_cases.claim_lost import ClaimLost
from novex_shopify.domain.use_cases.claimed_steps import ClaimedSteps
from novex_shopify.domain.use_cases.labels.records import get_account


@dataclass(frozen=True, slots=True)
class ProcessManifest:
    """Makes the next step of a manifest, which is stored before it is sent.

    The provider puts a parcel on one manifest at most, and its record of the parcel names it. So a lost response is
    answered by reading that record; only if it shows none after the provider must have ended, the same parcels are sent
    again. A manifest that fails frees its parcels for another.
    """

    unit_of_work: UnitOfWork
    carriers: Carriers
    retry: RetryPolicy
    notifier: WorkNotifier
    clock: Clock
    worker: WorkerId
    active_claims: ActiveClaims

    def run_next(self) -> bool:
        """Make one step of the next manifest that is due; False if none is."""
        return self._steps.run_next(self._step, self._decide)

    @property
    def _steps(self) -> ClaimedSteps[Manifest]:
        return ClaimedSteps(
            Work.MANIFESTS,
            "manifest",
            "manifest",
            attrgetter("manifests"),
            self.unit_of_work,
            self.notifier,
            self.clock,
            self.worker,
            self.active_claims,
        )

    def _step(self, manifest: Manifest) -> None:
        with self.unit_of_work.read() as tx:
            parcels = tx.label_purchases.get_many(tx.manifests.list_purchases(manifest.id))
            account = get_account(tx, parcels[0].shop_domain)
        match manifest.state:
            case ManifestState.REQUESTED if manifest.sent_at is None:
                self._send(account, manifest, parcels)
            case ManifestState.REQUESTED | ManifestState.UNCLEAR:
                self._read_back(account, manifest, parcels)
            case ManifestState.CREATING if manifest.provider_id:
                self._take(account, manifest, self.carriers.fetch_manifest(account, manifest.provider_id), parcels)
            case _:
                self._steps.settle(replace(manifest, next_attempt_at=None))

    def _send(self, account: CarrierAccount, manifest: Manifest, parcels: Sequence[LabelPurchase]) -> None:
        sent = replace(manifest, sent_at=self.clock.now())
        with self.unit_of_work() as tx:
            if not tx.manifests.save(sent):
                raise ClaimLost
            tx.commit()
        try:
            record = self.carriers.create_manifest(account, [each.shipment_id for each in parcels if each.shipment_id])
        except CarriersUnavailable as error:
            unclear = replace(sent, state=ManifestState.UNCLEAR, last_error=describe(error))
            self._steps.settle(self._check_later(unclear))
        except CarriersThrottled as error:
            self._steps.settle(self._decide(replace(sent, sent_at=None), error))
        except CarriersAccessDenied as error:
            self._fail(sent, error)
        except CarriersRefused as error:
            # A parcel may be on a manifest that was made elsewhere, or by a request whose response was lost.
            known = self._find_record(account, parcels)
            if known:
                self._take(account, sent, known, parcels)
            else:
                self._fail(sent, error)
        else:
            self._take(account, sent, record, parcels)

    def _read_back(self, account: CarrierAccount, manifest: Manifest, parcels: Sequence[LabelPurchase]) -> None:
        """Find out what a request did whose response is not known. Its parcels are on one manifest, or on none."""
        assert manifest.sent_at is not None
        may_be_running = self.clock.now() < manifest.sent_at + POSTAGE_UNCLEAR_FOR
        known = self._find_record(account, parcels[:1])
        unclear = replace(manifest, state=ManifestState.UNCLEAR, failures=manifest.failures + 1)
        if known:
            self._take(account, manifest, known, parcels)
        elif may_be_running:
            self._steps.settle(self._check_later(unclear))
        elif unclear.failures >= self.retry.max_attempts + len(POSTAGE_CHECK_DELAYS):
            self._fail(unclear, CarriersUnavailable("The label provider never answered, and has made no manifest."))
        else:
            again = replace(unclear, state=ManifestState.REQUESTED, sent_at=None)
            self._steps.settle(replace(again, next_attempt_at=self.clock.now()))

    def _find_record(self, account: CarrierAccount, parcels: Sequence[LabelPurchase]) -> CarrierManifest | None:
        for parcel in parcels:
            known = self.carriers.find_manifest(account, parcel.shipment_id) if parcel.shipment_id else None
            if known and known.state is not ManifestState.FAILED:
                return known
        return None

    def _take(
        self, account: CarrierAccount, manifest: Manifest, record: CarrierManifest, parcels: Sequence[LabelPurchase]
    ) -> None:
        """Go on from the provider's record. Parcels that it does not name are free again."""
        if record.state is ManifestState.FAILED:
            self._fail(manifest, CarriersRefused(record.message or "The carrier made no manifest and gave no reason."))
            return
        known = replace(manifest, provider_id=record.id, state=ManifestState.CREATING, last_error=None)
        if record.state is ManifestState.CREATING or record.form_url is None:
            self._steps.settle(self._check_later(replace(known, failures=known.failures + 1)))
            return
        on_it = [each for each in parcels if each.postage and each.postage.tracking_number in record.tracking_numbers]
        others = [each.id for each in parcels if each not in on_it]
        content = self.carriers.fetch_form(account, record.form_url)
        done = replace(known, state=ManifestState.CREATED, failures=0, next_attempt_at=None)
        with self.unit_of_work() as tx:
            tx.manifests.save_file(manifest.id, content)
            tx.manifests.release(manifest.id, others)
            if not tx.manifests.settle(replace(done, totals=total_parcels(on_it))):
                raise ClaimLost
            tx.commit()

    def _fail(self, manifest: Manifest, error: NovexError) -> None:
        failed = replace(manifest, state=ManifestState.FAILED, next_attempt_at=None, last_error=describe(error))
        with self.unit_of_work() as tx:
            tx.manifests.release(manifest.id, tx.manifests.list_purchases(manifest.id))
            if not tx.manifests.settle(failed):
                raise ClaimLost
            tx.commit()

    def _check_later(self, manifest: Manifest) -> Manifest:
        return replace(manifest, next_attempt_at=self.clock.now() + find_check_delay(manifest.failures))

    def _decide(self, manifest: Manifest, error: Exception) -> Manifest:
        """When a step that failed is tried again. A manifest that may have been made is never given up by this."""
        failed = replace(manifest, failures=manifest.failures + 1, last_error=describe(error))
        decision = self.retry.decide(error, min(failed.failures, self.retry.max_attempts - 1))
        delay = decision.delay if isinstance(decision, Retry) else self.retry.max_delay
        return replace(failed, next_attempt_at=self.clock.now() + delay)
