"""A provider of labels in memory, for tests and embedded use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from itertools import count

from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    PostageUnclear,
    RateGone,
)
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhook
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import (
    CarrierMode,
    CarrierShipment,
    CostKind,
    CustomsForm,
    LabelCost,
    LabelFormat,
    Postage,
    Rate,
    RateRequest,
    RefundState,
)
from novex_shopify.domain.model.manifest import CarrierManifest, ManifestState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.tracker import Tracker, TrackerStatus
from novex_shopify.domain.model.verified_address import VerifiedAddress

_OFFERS = (
    ("USPS", "GroundAdvantage", "6.07", 3),
    ("USPS", "Priority", "7.42", 2),
    ("UPS", "NextDayAir", "28.10", 1),
)
_FIRST_REPORT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class MemoryCarriers:
    """The port `Carriers`. `fail_next` plans an error: before anything is done, or after it was done."""

    mode: CarrierMode = CarrierMode.TEST
    shipments: dict[str, CarrierShipment] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    trackers: dict[str, Tracker] = field(default_factory=dict)
    manifests: dict[str, CarrierManifest] = field(default_factory=dict)
    manifests_by_shipment: dict[str, str] = field(default_factory=dict)
    webhooks: dict[str, datetime | None] = field(default_factory=dict)
    rise: Decimal = Decimal(0)
    calls: Counter[str] = field(default_factory=Counter)
    _errors: dict[tuple[str, bool], BaseException] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def fail_next(self, call: str, error: BaseException, *, after_completion: bool = False) -> None:
        """Raise this error once, when the method of this name is called."""
        self._errors[call, after_completion] = error

    def forget_faults(self) -> None:
        """Forget the errors that are planned and were not raised."""
        self._errors.clear()

    def end_rates(self, rise: str = "0.00") -> None:
        """End all rates that were offered; new ones cost more by this amount."""
        self.rise = Decimal(rise)
        for shipment in list(self.shipments.values()):
            self.shipments[shipment.id] = replace(shipment, rates=())

    def request_rates(self, account: CarrierAccount, request: RateRequest) -> CarrierShipment:
        self._begin_call("request_rates", account)
        if not request.ship_to.country_code:
            raise CarriersRefused("The address has no country.", "ADDRESS.COUNTRY.INVALID")
        shipment = CarrierShipment(f"shp_{next(self._numbers)}", self.mode, self._build_rates())
        self.shipments[shipment.id] = shipment
        self.references[request.reference] = shipment.id
        if request.customs:
            self.declared.add(shipment.id)
        self._end_call("request_rates")
        return shipment

    def find_shipment(self, account: CarrierAccount, reference: str) -> CarrierShipment | None:
        self._begin_call("find_shipment", account)
        return self.shipments.get(self.references.get(reference, ""))

    def fetch_shipment(self, account: CarrierAccount, shipment_id: str) -> CarrierShipment:
        self._begin_call("fetch_shipment", account)
        return self._get(shipment_id)

    def request_rates_again(self, account: CarrierAccount, shipment_id: str) -> Sequence[Rate]:
        self._begin_call("request_rates_again", account)
        shipment = replace(self._get(shipment_id), rates=self._build_rates())
        self.shipments[shipment_id] = shipment
        return shipment.rates

    def buy(
        self, account: CarrierAccount, shipment_id: str, rate: Rate, insured_value: Money | None = None
    ) -> CarrierShipment:
        self._begin_call("buy", account)
        shipment = self._get(shipment_id)
        if shipment.postage:
            raise PostageUnclear("Postage already exists for this shipment.")
        offered = next((each for each in shipment.rates if each.id == rate.id), None)
        if offered is None:
            raise RateGone("The rate is no longer offered.")
        number = f"9400{next(self._numbers):018}"
        tracker = Tracker(f"trk_{number}", number, offered.carrier, TrackerStatus.UNKNOWN, _FIRST_REPORT)
        self.trackers[tracker.id] = replace(tracker, shipment_id=shipment_id)
        url = f"https://labels.example/{number}"
        postage = Postage(number, offered, offered.price, f"{url}.png", tracker.id)
        if shipment_id in self.declared and offered.carrier != "USPS":  # which prints it on the label
            postage = replace(postage, forms=(CustomsForm("commercial_invoice", f"{url}-invoice.pdf"),))
        if insured_value:
            fee = Money((insured_value.amount / 100).to_integral_value(ROUND_CEILING), "USD")
            costs = (LabelCost(CostKind.POSTAGE, offered.price), LabelCost(CostKind.INSURANCE, fee))
            postage = replace(postage, charged=offered.price + fee, costs=costs)
        self.shipments[shipment_id] = replace(shipment, postage=postage)
        self._end_call("buy")
        return self.shipments[shipment_id]

    def fetch_label(self, account: CarrierAccount, shipment: CarrierShipment, label_format: LabelFormat) -> bytes:
        self._begin_call("fetch_label", account)
        postage = self._get(shipment.id).postage
        if postage is None:
            raise CarriersRefused("The shipment has no label.", "SHIPMENT.POSTAGE.REQUIRED")
        return f"{label_format} of {postage.tracking_number}".encode()

    def fetch_form(self, account: CarrierAccount, url: str) -> bytes:
        self._begin_call("fetch_form", account)
        return url.encode()

    def request_refund(self, account: CarrierAccount, shipment_id: str) -> RefundState:
        self._begin_call("request_refund", account)
        shipment = self._get(shipment_id)
        if shipment.postage is None:
            raise CarriersRefused("The shipment has no label.", "SHIPMENT.REFUND.UNAVAILABLE")
        self.shipments[shipment_id] = replace(shipment, refund=RefundState.SUBMITTED)
        self._end_call("request_refund")
        return RefundState.SUBMITTED

    def verify_address(self, account: CarrierAccount, address: Address) -> VerifiedAddress:
        self._begin_call("verify_address", account)
        return VerifiedAddress(address, () if address.address1 else ("Address not found",))

    def track(self, account: CarrierAccount, tracking_number: str, carrier: str | None) -> Tracker:
        self._begin_call("track", account)
        known = next((each for each in self.trackers.values() if each.tracking_number == tracking_number), None)
        tracker = known or Tracker(
            f"trk_{tracking_number}", tracking_number, carrier or "USPS", TrackerStatus.UNKNOWN, _FIRST_REPORT
        )
        self.trackers[tracker.id] = tracker
        return tracker

    def fetch_tracker(self, account: CarrierAccount, tracker_id: str) -> Tracker:
        self._begin_call("fetch_tracker", account)
        if tracker_id not in self.trackers:
            raise CarriersRefused(f"There is no tracker {tracker_id}.", "NOT_FOUND")
        return self.trackers[tracker_id]

    def create_manifest(self, account: CarrierAccount, shipment_ids: Sequence[str]) -> CarrierManifest:
        self._begin_call("create_manifest", account)
        if any(each in self.manifests_by_shipment for each in shipment_ids):
            raise CarriersRefused("A shipment is on another form.", "SCAN_FORM.SHIPMENTS.INVALID")
        if any(self._get(each).refund not in (None, RefundState.REJECTED) for each in shipment_ids):
            raise CarriersRefused("A shipment was refunded.", "SCAN_FORM.SHIPMENTS.INVALID")
        postages = [self._get(each).postage for each in shipment_ids]
        numbers = tuple(each.tracking_number for each in postages if each)
        number = next(self._numbers)
        manifest = CarrierManifest(
            f"sf_{number}", ManifestState.CREATED, numbers, f"https://labels.example/sf_{number}.pdf"
        )
        self.manifests[manifest.id] = manifest
        self.manifests_by_shipment.update(dict.fromkeys(shipment_ids, manifest.id))
        self._end_call("create_manifest")
        return manifest

    def find_manifest(self, account: CarrierAccount, shipment_id: str) -> CarrierManifest | None:
        self._begin_call("find_manifest", account)
        manifest_id = self.manifests_by_shipment.get(shipment_id)
        return self.manifests[manifest_id] if manifest_id else None

    def fetch_manifest(self, account: CarrierAccount, manifest_id: str) -> CarrierManifest:
        self._begin_call("fetch_manifest", account)
        if manifest_id not in self.manifests:
            raise CarriersRefused(f"There is no manifest {manifest_id}.", "NOT_FOUND")
        return self.manifests[manifest_id]

    def register_webhook(self, account: CarrierAccount, url: str) -> None:
        self._begin_call("register_webhook", account)
        self.webhooks[url] = None

    def find_webhook(self, account: CarrierAccount, url: str) -> CarrierWebhook | None:
        self._begin_call("find_webhook", account)
        return CarrierWebhook(url, self.webhooks[url]) if url in self.webhooks else None

    def _begin_call(self, call: str, account: CarrierAccount) -> None:
        self.calls[call] += 1
        if account.mode is not self.mode:
            raise CarriersAccessDenied(f"The key is for {self.mode} and was entered for {account.mode}.")
        self._raise_planned(call, after_completion=False)

    def _end_call(self, call: str) -> None:
        self._raise_planned(call, after_completion=True)

    def _raise_planned(self, call: str, *, after_completion: bool) -> None:
        error = self._errors.pop((call, after_completion), None)
        if error:
            raise error

    def _get(self, shipment_id: str) -> CarrierShipment:
        if shipment_id not in self.shipments:
            raise CarriersRefused(f"There is no shipment {shipment_id}.", "NOT_FOUND")
        return self.shipments[shipment_id]

    def _build_rates(self) -> tuple[Rate, ...]:
        return tuple(
            Rate(f"rate_{next(self._numbers)}", carrier, service, Money(Decimal(price) + self.rise, "USD"), days)
            for carrier, service, price, days in _OFFERS
        )
