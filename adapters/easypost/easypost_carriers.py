"""The port `Carriers`, at EasyPost."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from novex_shopify.adapters.easypost.client import EasyPostClient
from novex_shopify.adapters.easypost.mappers import (
    find_manifest,
    to_manifest,
    to_rates,
    to_refund_state,
    to_shipment,
    to_tracker,
    to_verified_address,
)
from novex_shopify.adapters.easypost.purchase_errors import explain_purchase_error
from novex_shopify.adapters.easypost.requests import build_address, build_shipment
from novex_shopify.adapters.easypost.responses import (
    AddressResponse,
    LabelResponse,
    RatesResponse,
    ScanFormResponse,
    ShipmentResponse,
    TrackerResponse,
    WebhookResponse,
    WebhooksResponse,
)
from novex_shopify.domain.errors import (
    CarriersAccessDenied,
    CarriersRefused,
    CarriersUnavailable,
    PostageUnclear,
)
from novex_shopify.domain.model.carrier_account import CarrierAccount
from novex_shopify.domain.model.carrier_webhook import CarrierWebhook
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CarrierMode, CarrierShipment, LabelFormat, Rate, RateRequest, RefundState
from novex_shopify.domain.model.manifest import CarrierManifest
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.verified_address import VerifiedAddress

_FILE_HOSTS = ("easypost-files.s3.us-west-2.amazonaws.com", "easypost-files.s3-us-west-2.amazonaws.com")
_NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class EasyPostCarriers:
    """Calls to EasyPost."""

    client: EasyPostClient

    def request_rates(self, account: CarrierAccount, request: RateRequest) -> CarrierShipment:
        body = build_shipment(request)
        return _map(account, self.client.change(account, "POST", "/shipments", ShipmentResponse, body))

    def find_shipment(self, account: CarrierAccount, reference: str) -> CarrierShipment | None:
        try:
            return self.fetch_shipment(account, reference)
        except CarriersRefused as error:
            if error.provider_code == _NOT_FOUND:
                return None
            raise

    def fetch_shipment(self, account: CarrierAccount, shipment_id: str) -> CarrierShipment:
        return _map(account, self.client.read(account, f"/shipments/{quote(shipment_id, safe='')}", ShipmentResponse))

    def request_rates_again(self, account: CarrierAccount, shipment_id: str) -> Sequence[Rate]:
        path = f"/shipments/{quote(shipment_id, safe='')}/rerate"
        return to_rates(self.client.change(account, "POST", path, RatesResponse))

    def buy(
        self, account: CarrierAccount, shipment_id: str, rate: Rate, insured_value: Money | None = None
    ) -> CarrierShipment:
        path = f"/shipments/{quote(shipment_id, safe='')}/buy"
        insurance = {"insurance": str(insured_value.amount)} if insured_value else {}
        try:
            response = self.client.change(
                account, "POST", path, ShipmentResponse, {"rate": {"id": rate.id}, **insurance}
            )
        except (CarriersRefused, CarriersUnavailable) as error:
            raise explain_purchase_error(error) from error
        try:
            bought = _map(account, response)
        except (CarriersAccessDenied, CarriersUnavailable) as error:  # it was not refused: it may be sold
            raise PostageUnclear(str(error)) from error
        if bought.postage is None or bought.postage.rate.id != rate.id:
            raise PostageUnclear(f"EasyPost's response to POST {path} does not show the label that was asked for.")
        return bought

    def fetch_label(self, account: CarrierAccount, shipment: CarrierShipment, label_format: LabelFormat) -> bytes:
        path = f"/shipments/{quote(shipment.id, safe='')}"
        if label_format is LabelFormat.PNG and shipment.postage and shipment.postage.label_url:
            return self._download(shipment.postage.label_url)
        wanted = label_format.upper()
        response = self.client.read(account, f"{path}/label", ShipmentResponse, file_format=wanted)
        url = _find_url(response.postage_label, label_format)
        if url is None:
            raise CarriersRefused(f"EasyPost has no {wanted} of the label of shipment {shipment.id}.")
        return self._download(url)

    def fetch_form(self, account: CarrierAccount, url: str) -> bytes:
        return self._download(url)

    def request_refund(self, account: CarrierAccount, shipment_id: str) -> RefundState:
        path = f"/shipments/{quote(shipment_id, safe='')}/refund"
        response = self.client.change(account, "POST", path, ShipmentResponse)
        _require_mode(account, response.mode)
        return to_refund_state(response.refund_status) or RefundState.SUBMITTED

    def verify_address(self, account: CarrierAccount, address: Address) -> VerifiedAddress:
        body = {"address": build_address(address), "verify": True}
        response = self.client.change(account, "POST", "/addresses", AddressResponse, body)
        _require_mode(account, response.mode)
        return to_verified_address(response)

    def track(self, account: CarrierAccount, tracking_number: str, carrier: str | None) -> Tracker:
        tracker = {"tracking_code": tracking_number} | ({"carrier": carrier} if carrier else {})
        response = self.client.change(account, "POST", "/trackers", TrackerResponse, {"tracker": tracker})
        _require_mode(account, response.mode)
        return to_tracker(response)

    def fetch_tracker(self, account: CarrierAccount, tracker_id: str) -> Tracker:
        response = self.client.read(account, f"/trackers/{quote(tracker_id, safe='')}", TrackerResponse)
        _require_mode(account, response.mode)
        return to_tracker(response)

    def create_manifest(self, account: CarrierAccount, shipment_ids: Sequence[str]) -> CarrierManifest:
        body = {"scan_form": {"shipments": [{"id": each} for each in shipment_ids]}}
        return to_manifest(self.client.change(account, "POST", "/scan_forms", ScanFormResponse, body))

    def find_manifest(self, account: CarrierAccount, shipment_id: str) -> CarrierManifest | None:
        response = self.client.read(account, f"/shipments/{quote(shipment_id, safe='')}", ShipmentResponse)
        _require_mode(account, response.mode)
        return find_manifest(response)

    def fetch_manifest(self, account: CarrierAccount, manifest_id: str) -> CarrierManifest:
        return to_manifest(self.client.read(account, f"/scan_forms/{quote(manifest_id, safe='')}", ScanFormResponse))

    def register_webhook(self, account: CarrierAccount, url: str) -> None:
        secret = {"webhook_secret": account.webhook_secret.value} if account.webhook_secret else {}
        known = self._find_webhook(account, url)
        if known is None:
            body = {"webhook": {"url": url, **secret}}
            self.client.change(account, "POST", "/webhooks", WebhookResponse, body)
            return
        self.client.change(account, "PATCH", f"/webhooks/{quote(known.id, safe='')}", WebhookResponse, secret)

    def find_webhook(self, account: CarrierAccount, url: str) -> CarrierWebhook | None:
        known = self._find_webhook(account, url)
        return CarrierWebhook(url, known.disabled_at) if known else None

    def _find_webhook(self, account: CarrierAccount, url: str) -> WebhookResponse | None:
        webhooks = self.client.read(account, "/webhooks", WebhooksResponse).webhooks
        for webhook in webhooks:
            _require_mode(account, webhook.mode)
        return next((each for each in webhooks if each.url == url), None)

    def _download(self, url: str) -> bytes:
        # The address comes from a response: only EasyPost's own places are fetched.
        own_host = urlsplit(self.client.base_url).hostname
        parts = urlsplit(url)
        if parts.hostname not in (*_FILE_HOSTS, own_host) or (parts.scheme != "https" and parts.hostname != own_host):
            raise CarriersRefused(f"EasyPost's file is at {parts.hostname}, which is not one of its places.")
        return self.client.download(url)


def _map(account: CarrierAccount, response: ShipmentResponse) -> CarrierShipment:
    _require_mode(account, response.mode)
    try:
        return to_shipment(response)
    except ValueError as error:
        raise CarriersUnavailable(f"EasyPost's record of shipment {response.id} cannot be read: {error}.") from error


def _require_mode(account: CarrierAccount, mode: CarrierMode) -> None:
    if mode is not account.mode:
        raise CarriersAccessDenied(
            f"The key is for {mode} and was entered for {account.mode}. Enter the right key under Settings, Carriers."
        )


def _find_url(label: LabelResponse | None, label_format: LabelFormat) -> str | None:
    if label is None:
        return None
    urls = {
        LabelFormat.PNG: label.label_url,
        LabelFormat.PDF: label.label_pdf_url,
        LabelFormat.ZPL: label.label_zpl_url,
    }
    return urls[label_format]
