"""EasyPost's records as objects of the domain."""

from datetime import UTC, datetime

from novex_shopify.adapters.easypost.responses import (
    AddressResponse,
    LocationResponse,
    RateResponse,
    ScanFormResponse,
    ScanResponse,
    ShipmentResponse,
    TrackerResponse,
)
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import (
    CarrierMessage,
    CarrierShipment,
    CustomsForm,
    Postage,
    Rate,
    RefundState,
)
from novex_shopify.domain.model.manifest import CarrierManifest, ManifestState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.model.verified_address import VerifiedAddress

_MANIFEST_STATES = (ManifestState.CREATING, ManifestState.CREATED, ManifestState.FAILED)


def to_rate(response: RateResponse) -> Rate:
    return Rate(
        id=response.id,
        carrier=response.carrier,
        service=response.service,
        price=Money(response.rate, response.currency),
        delivery_days=response.delivery_days,
        delivery_date=response.delivery_date,
        carrier_account_id=response.carrier_account_id,
    )


def to_shipment(response: ShipmentResponse) -> CarrierShipment:
    return CarrierShipment(
        id=response.id,
        mode=response.mode,
        rates=tuple(map(to_rate, response.rates)),
        messages=tuple(
            CarrierMessage(each.carrier or "A carrier", each.message) for each in response.messages if each.message
        ),
        postage=_to_postage(response),
        refund=to_refund_state(response.refund_status),
    )


def to_refund_state(text: str | None) -> RefundState | None:
    """A state that is not known is one that has not ended."""
    if text is None:
        return None
    return RefundState(text) if text in set(RefundState) else RefundState.SUBMITTED


def to_tracker(response: TrackerResponse) -> Tracker:
    return Tracker(
        id=response.id,
        tracking_number=response.tracking_code,
        carrier=response.carrier or "",
        status=_to_status(response.status),
        updated_at=response.updated_at,
        detail=response.status_detail,
        shipment_id=response.shipment_id,
        signed_by=response.signed_by,
        estimated_delivery=response.est_delivery_date,
        public_url=response.public_url,
        scans=tuple(_to_scan(each, response.updated_at) for each in response.tracking_details),
    )


def to_verified_address(response: AddressResponse) -> VerifiedAddress:
    """Some carriers answer that it succeeded and list errors: then it did not."""
    verified = response.verifications.delivery if response.verifications else None
    problems = tuple(
        f"{error.message} ({error.suggestion})" if error.suggestion else error.message
        for error in (verified.errors if verified else ())
    )
    if not problems and not (verified and verified.success):
        problems = ("The address could not be verified.",)
    suggested = Address(
        name=response.name,
        company=response.company,
        address1=response.street1,
        address2=response.street2 or None,
        zip=response.zip,
        city=response.city,
        province_code=response.state,
        country_code=response.country,
        phone=response.phone,
    )
    return VerifiedAddress(suggested, problems, response.residential)


def to_manifest(response: ScanFormResponse) -> CarrierManifest:
    state = ManifestState(response.status) if response.status in _MANIFEST_STATES else ManifestState.CREATING
    return CarrierManifest(response.id, state, response.tracking_codes, response.form_url, response.message)


def _to_postage(response: ShipmentResponse) -> Postage | None:
    label = response.postage_label
    if label is None or not label.label_url or not response.tracking_code or not response.selected_rate:
        return None
    rate, tracker = to_rate(response.selected_rate), response.tracker
    charged = sum((fee.amount for fee in response.fees if fee.charged and not fee.refunded), rate.price.amount * 0)
    return Postage(
        tracking_number=response.tracking_code,
        rate=rate,
        charged=Money(charged, "USD") if charged else rate.price,
        label_url=label.label_url,
        tracker_id=tracker.id if tracker else None,
        tracking_url=tracker.public_url if tracker else None,
        forms=tuple(
            CustomsForm(each.form_type, each.form_url, each.submitted_electronically or False)
            for each in response.forms
        ),
    )


def _to_status(text: str | None) -> TrackerStatus:
    return TrackerStatus(text) if text in set(TrackerStatus) else TrackerStatus.UNKNOWN


def _to_scan(response: ScanResponse, updated_at: datetime) -> TrackerScan:
    return TrackerScan(
        at=_read_time(response.datetime) or updated_at,
        status=_to_status(response.status),
        text=response.message or "",
        detail=response.status_detail,
        place=_describe_place(response.tracking_location),
    )


def _read_time(text: str | None) -> datetime | None:
    """A time of a carrier, which need not have an offset."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _describe_place(location: LocationResponse | None) -> str | None:
    if location is None:
        return None
    return ", ".join(filter(None, (location.city, location.state, location.country))) or None
