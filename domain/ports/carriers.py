"""A provider of labels, rates and tracking."""

from collections.abc import Sequence
from typing import Protocol

from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhook
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CarrierShipment, LabelFormat, Rate, RateRequest, RefundState
from novex_shopify.domain.model.manifest import CarrierManifest
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.verified_address import VerifiedAddress


class Carriers(Protocol):
    """Calls to one provider. No call that changes something is sent twice.

    Every method raises `CarriersThrottled` (nothing was done), `CarriersUnavailable` (it is unknown whether it was
    done), `CarriersAccessDenied` (the key, or a response in the other mode) or `CarriersRefused` (its words).
    """

    def request_rates(self, account: CarrierAccount, request: RateRequest) -> CarrierShipment:
        """Ask all carriers what they want for a parcel. This never buys.

        A response without rates is no error: `messages` say why.
        """
        ...

    def find_shipment(self, account: CarrierAccount, reference: str) -> CarrierShipment | None:
        """Find what `request_rates` created under our reference; None if there is nothing."""
        ...

    def fetch_shipment(self, account: CarrierAccount, shipment_id: str) -> CarrierShipment:
        """Fetch a shipment as it is now. Whether it has a `postage` shows whether a label was bought."""
        ...

    def request_rates_again(self, account: CarrierAccount, shipment_id: str) -> Sequence[Rate]:
        """Ask for new rates of the same shipment. They have new ids, and prices may have moved."""
        ...

    def buy(
        self, account: CarrierAccount, shipment_id: str, rate: Rate, insured_value: Money | None = None
    ) -> CarrierShipment:
        """Buy a label, and insure the parcel with it for a value in US dollars.

        A shipment sells one label, so the same call again can never buy a second.

        Raises `PostageUnclear` if the response does not say whether it was sold, `CarrierMayHaveLabel` if the carrier
        did not respond to the provider, and `RateGone`.
        """
        ...

    def fetch_label(self, account: CarrierAccount, shipment: CarrierShipment, label_format: LabelFormat) -> bytes:
        """Fetch the file of a bought label. A label that was bought as PNG can be had in every format."""
        ...

    def fetch_form(self, account: CarrierAccount, url: str) -> bytes:
        """Fetch a paper that the provider made: a customs form, or a manifest."""
        ...

    def request_refund(self, account: CarrierAccount, shipment_id: str) -> RefundState:
        """Ask for the money of an unused label. Asking again is how a rejected request is repeated."""
        ...

    def verify_address(self, account: CarrierAccount, address: Address) -> VerifiedAddress:
        """Look an address up. It costs a little beyond the addresses of bought labels."""
        ...

    def track(self, account: CarrierAccount, tracking_number: str, carrier: str | None) -> Tracker:
        """Follow a parcel whose label was bought elsewhere; the same number again is the same tracker."""
        ...

    def fetch_tracker(self, account: CarrierAccount, tracker_id: str) -> Tracker:
        """Fetch the provider's last known state of a parcel. It can be some hours old."""
        ...

    def create_manifest(self, account: CarrierAccount, shipment_ids: Sequence[str]) -> CarrierManifest:
        """Ask for the manifest of shipments of one carrier account, one sender's address and one day.

        A shipment is on one manifest at most, so the same call again is refused. Raises `CarriersRefused` as well for
        labels that are refunded or of an earlier day; then no manifest was made.
        """
        ...

    def find_manifest(self, account: CarrierAccount, shipment_id: str) -> CarrierManifest | None:
        """Find the manifest that a shipment is on; None if it is on none."""
        ...

    def fetch_manifest(self, account: CarrierAccount, manifest_id: str) -> CarrierManifest:
        """Fetch how far a manifest is."""
        ...

    def register_webhook(self, account: CarrierAccount, url: str) -> None:
        """Have tracking sent to this address, signed with the account's secret; a disabled one is enabled again."""
        ...

    def find_webhook(self, account: CarrierAccount, url: str) -> CarrierWebhook | None:
        """Find the webhook that sends to this address; None if it was never registered."""
        ...
