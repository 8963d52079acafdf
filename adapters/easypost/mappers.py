"""EasyPost's records as objects of the domain."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from novex_shopify.adapters.easypost.responses import (
    AddressErrorResponse,
    AddressResponse,
    FeeResponse,
    FormResponse,
    LocationResponse,
    MessageResponse,
    RateResponse,
    RatesResponse,
    ScanFormResponse,
    ScanResponse,
    ShipmentResponse,
    TrackerResponse,
    VerificationResponse,
    VerificationsResponse,
)
from novex_shopify.domain.model.currency import round_amount
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import (
    CarrierMessage,
    CarrierShipment,
    CostKind,
    CustomsForm,
    LabelCost,
    Postage,
    Rate,
    RefundState,
)
from novex_shopify.domain.model.manifest import CarrierManifest, ManifestState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.tracker import Tracker, TrackerScan, TrackerStatus
from novex_shopify.domain.model.verified_address import VerifiedAddress

_MANIFEST_STATES = (ManifestState.CREATING, ManifestState.CREATED, ManifestState.FAILED)
_CURRENCY_OF_FEES, _MAX_PRICE = "USD", 10**9
_KINDS_OF_FEES = {"PostageFee": CostKind.POSTAGE, "InsuranceFee": CostKind.INSURANCE}
"""All others, such as `LabelFee` and `TrackerFee`, are EasyPost's own."""

Part = TypeVar("Part")


def to_rates(response: RatesResponse | ShipmentResponse) -> tuple[Rate, ...]:
    """The rates that can be read: no other can be bought."""
    return tuple(_to_rate(each) for each in _read_each(response.rates, RateResponse) if _is_price(each.rate))


def _to_rate(response: RateResponse) -> Rate:
    """Raises `ValueError` for a price that is none."""
    days = response.delivery_days
    return Rate(
        id=response.id,
        carrier=response.carrier,
        service=response.service,
        price=Money(response.rate, response.currency),
        delivery_days=days if type(days) is int else None,
        delivery_date=_read_time(response.delivery_date),
        carrier_account_id=response.carrier_account_id,
    )


def to_shipment(response: ShipmentResponse) -> CarrierShipment:
    """Raises `ValueError` for a label without a readable price."""
    messages = _read_each(response.messages, MessageResponse)
    postage = _to_postage(response)
    is_sold = response.postage_label or response.tracking_code
    return CarrierShipment(
        id=response.id,
        mode=response.mode,
        rates=to_rates(response),
        messages=tuple(CarrierMessage(each.carrier or "A carrier", each.message) for each in messages if each.message),
        postage=postage,
        refund=to_refund_state(response.refund_status),
        has_unreadable_postage=bool(is_sold and postage is None),
    )


def to_refund_state(text: Any) -> RefundState | None:
    """A state that is not known is one that has not ended."""
    if text is None:
        return None
    return RefundState(text) if isinstance(text, str) and text in set(RefundState) else RefundState.SUBMITTED


def to_tracker(response: TrackerResponse) -> Tracker:
    updated_at = _to_utc(response.updated_at)
    return Tracker(
        id=response.id,
        tracking_number=response.tracking_code,
        carrier=response.carrier or "",
        status=_to_status(response.status),
        updated_at=updated_at,
        detail=response.status_detail,
        shipment_id=response.shipment_id,
        signed_by=response.signed_by,
        estimated_delivery=_read_time(response.est_delivery_date),
        public_url=response.public_url,
        scans=tuple(_to_scan(each, updated_at) for each in _read_each(response.tracking_details, ScanResponse)),
    )


def to_verified_address(response: AddressResponse) -> VerifiedAddress:
    """Some carriers answer that it succeeded and list errors: then it did not."""
    verifications = _read(response.verifications, VerificationsResponse)
    verified = _read(verifications.delivery, VerificationResponse) if verifications else None
    problems = tuple(_list_objections(verified.errors)) if verified else ()
    if not problems and not (verified and verified.success is True):
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
    is_residential = response.residential if isinstance(response.residential, bool) else None
    return VerifiedAddress(suggested, problems, is_residential)


def _list_objections(errors: Raw) -> Iterator[str]:
    yield from _read_each(errors, str)
    for error in _read_each(errors, AddressErrorResponse):
        text = error.message or error.code or "An objection without words"
        yield f"{text} ({error.suggestion})" if error.suggestion else text


def to_manifest(response: ScanFormResponse) -> CarrierManifest:
    state = ManifestState(response.status) if response.status in _MANIFEST_STATES else ManifestState.CREATING
    return CarrierManifest(response.id, state, response.tracking_codes, response.form_url, response.message)


def find_manifest(response: ShipmentResponse) -> CarrierManifest | None:
    """The manifest that a shipment is on."""
    scan_form = _read(response.scan_form, ScanFormResponse)
    return to_manifest(scan_form) if scan_form else None


def _to_postage(response: ShipmentResponse) -> Postage | None:
    label = response.postage_label
    if label is None or not label.label_url or not response.tracking_code or not response.selected_rate:
        return None
    rate, tracker = _to_rate(response.selected_rate), _read(response.tracker, TrackerResponse)
    costs = _list_costs(rate, [fee for fee in _read_each(response.fees, FeeResponse) if _is_price(fee.amount)])
    return Postage(
        tracking_number=response.tracking_code,
        rate=rate,
        charged=_sum_in(rate.price.currency, costs),
        costs=costs,
        label_url=label.label_url,
        tracker_id=tracker.id if tracker else None,
        tracking_url=tracker.public_url if tracker else None,
        forms=tuple(
            CustomsForm(each.form_type, each.form_url, each.submitted_electronically or False)
            for each in _read_each(response.forms, FormResponse)
        ),
    )


def _list_costs(rate: Rate, fees: Sequence[FeeResponse]) -> tuple[LabelCost, ...]:
    """EasyPost takes its fees in US dollars. Postage in another currency, or that a carrier bills, is that of the rate.

    What is refunded was charged before; the refund itself says what came back.
    """
    sums: dict[CostKind, Decimal] = defaultdict(Decimal)
    for fee in fees:
        if fee.charged:
            sums[_KINDS_OF_FEES.get(fee.type, CostKind.FEE)] += fee.amount
    postage = Money(sums.pop(CostKind.POSTAGE, Decimal(0)), _CURRENCY_OF_FEES)
    if not postage.amount or rate.price.currency != _CURRENCY_OF_FEES:
        postage = rate.price
    others = [LabelCost(kind, Money(amount, _CURRENCY_OF_FEES)) for kind, amount in sums.items() if amount]
    return (LabelCost(CostKind.POSTAGE, postage), *others)


def _is_price(amount: Decimal) -> bool:
    """Anything else is no price of a label, and must not keep a label that was bought from being stored."""
    return amount.is_finite() and 0 <= amount < _MAX_PRICE


def _sum_in(currency: str, costs: Sequence[LabelCost]) -> Money:
    total = sum((each.amount.amount for each in costs if each.amount.currency == currency), Decimal(0))
    return Money(round_amount(total, currency), currency)


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


def _read_each(entries: Raw, entry_type: type[Part]) -> Sequence[Part]:
    """The entries of a list that can be read."""
    try:
        parts = msgspec.json.decode(entries, type=tuple[Raw, ...])
    except msgspec.MsgspecError:
        return ()
    return [each for part in parts if (each := _read(part, entry_type))]


def _read(part: Raw, part_type: type[Part]) -> Part | None:
    try:
        return msgspec.json.decode(part, type=part_type)
    except (msgspec.MsgspecError, ValueError):
        return None


def _read_time(text: Any) -> datetime | None:
    """A time of a carrier, which need not have an offset."""
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return _to_utc(at)


def _to_utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _describe_place(location: LocationResponse | None) -> str | None:
    if location is None:
        return None
    return ", ".join(filter(None, (location.city, location.state, location.country))) or None
