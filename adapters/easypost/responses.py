"""The parts of EasyPost's records that this product reads.

Required is what a purchase cannot do without. What only informs is `Raw` or `Any`, and read as far as it can be: an
odd scan or fee must not hide that a label was bought.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Raw, Struct

from novex_shopify.domain.model.label import CarrierMode


class RateResponse(Struct, frozen=True):
    id: str
    carrier: str
    service: str
    rate: Decimal
    currency: str = "USD"
    delivery_days: Any = None
    delivery_date: Any = None
    carrier_account_id: str | None = None


class RatesResponse(Struct, frozen=True):
    """`rates` are many `RateResponse`."""

    rates: Raw


class MessageResponse(Struct, frozen=True):
    carrier: str | None = None
    message: str | None = None


class LabelResponse(Struct, frozen=True):
    label_url: str | None = None
    label_pdf_url: str | None = None
    label_zpl_url: str | None = None


class FeeResponse(Struct, frozen=True):
    amount: Decimal
    type: str = ""
    charged: bool = True
    refunded: bool = False


class FormResponse(Struct, frozen=True):
    form_type: str
    form_url: str
    submitted_electronically: bool | None = None


class LocationResponse(Struct, frozen=True):
    city: str | None = None
    state: str | None = None
    country: str | None = None


class ScanResponse(Struct, frozen=True):
    message: str | None = None
    status: str | None = None
    status_detail: str | None = None
    datetime: str | None = None
    tracking_location: LocationResponse | None = None


class TrackerResponse(Struct, frozen=True):
    id: str
    mode: CarrierMode
    tracking_code: str
    status: str
    updated_at: datetime
    carrier: str | None = None
    status_detail: str | None = None
    shipment_id: str | None = None
    signed_by: str | None = None
    est_delivery_date: Any = None
    public_url: str | None = None
    tracking_details: Raw = Raw()
    """Many `ScanResponse`."""


class ScanFormResponse(Struct, frozen=True):
    id: str
    status: str
    tracking_codes: tuple[str, ...] = ()
    form_url: str | None = None
    message: str | None = None


class ShipmentResponse(Struct, frozen=True):
    """Of the lists each entry is a `RateResponse`, `MessageResponse`, `FeeResponse` or `FormResponse`."""

    id: str
    mode: CarrierMode
    rates: Raw = Raw()
    messages: Raw = Raw()
    selected_rate: RateResponse | None = None
    postage_label: LabelResponse | None = None
    tracking_code: str | None = None
    tracker: Raw = Raw()
    """A `TrackerResponse`, or null."""
    fees: Raw = Raw()
    forms: Raw = Raw()
    refund_status: Any = None
    scan_form: Raw = Raw()
    """A `ScanFormResponse`, or null."""


class AddressErrorResponse(Struct, frozen=True):
    code: str | None = None
    message: str | None = None
    suggestion: str | None = None


class VerificationResponse(Struct, frozen=True):
    """Each of `errors` is an `AddressErrorResponse`, or a text."""

    success: Any = None
    errors: Raw = Raw()


class VerificationsResponse(Struct, frozen=True):
    delivery: Raw = Raw()
    """A `VerificationResponse`, or null."""


class AddressResponse(Struct, frozen=True):
    mode: CarrierMode
    name: str | None = None
    company: str | None = None
    street1: str | None = None
    street2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    phone: str | None = None
    residential: Any = None
    verifications: Raw = Raw()
    """A `VerificationsResponse`, or null."""


class WebhookResponse(Struct, frozen=True):
    id: str
    mode: CarrierMode
    url: str
    disabled_at: datetime | None = None


class WebhooksResponse(Struct, frozen=True):
    webhooks: tuple[WebhookResponse, ...] = ()
