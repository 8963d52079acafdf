"""Sells postage: at most one per shipment, whatever is asked how often."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal

from novex_shopify.entrypoints.sandbox.easypost.errors import EasyPostError, build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id, create_tracking_code
from novex_shopify.entrypoints.sandbox.easypost.labels.files import issue_commercial_invoice, issue_label
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.faults import ApiFault, FaultKind, Sale
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import Fee, JsonObject, PostageLabel, Rate, Shipment
from novex_shopify.entrypoints.sandbox.easypost.shipping.addresses import find_address_errors, normalise_address
from novex_shopify.entrypoints.sandbox.easypost.shipping.insurance import insure_shipment
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState
from novex_shopify.entrypoints.sandbox.easypost.tracking.registration import start_tracker_of_label

US_TERRITORIES = frozenset(("AS", "GU", "MP", "PR", "VI", "AA", "AE", "AP"))
"""Two-letter states of the US that need customs data, those of military mail among them."""


async def buy_postage(state: EasyPostState, account: Account, shipment: Shipment, fields: JsonObject, url: str) -> None:
    """Buy the rate of the request. Raises an error if that is impossible, or was done, or is being done.

    `url` is the address of the stand-in, where the label will be.
    """
    if shipment.label:
        raise build_invalid("SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment.")
    if shipment.is_being_bought:
        raise build_invalid("SHIPMENT.PURCHASE.IN_PROGRESS", "A purchase of this shipment is in progress.")
    rate = _find_rate(state, shipment, fields)
    _check_customs(shipment)
    _check_end_shipper(account, fields)
    if fault := account.faults.take(FaultKind.SLOW_PURCHASE):
        await _take_time(shipment, fault)
    fault = account.faults.take(FaultKind.NO_RESPONSE)
    if fault is None or fault.sale is Sale.DONE:
        sell(state, account, shipment, rate, url)
        if insurance := Decimal(str(fields.get("insurance") or 0)):
            insure_shipment(state, account, shipment, insurance)
    if fault:
        _refuse_without_response(account, shipment, rate, fault)


def sell(state: EasyPostState, account: Account, shipment: Shipment, rate: Rate, url: str) -> None:
    """Make the label, the tracker and the fees, and rewrite the address as the carrier has it."""
    now = state.clock()
    shipment.selected_rate, shipment.updated_at = rate, now
    if not find_address_errors(shipment.to_address, international=False):
        normalise_address(shipment.to_address, now)
    shipment.tracker = start_tracker_of_label(state, account, shipment, create_tracking_code(rate.carrier))
    shipment.label = PostageLabel(
        id=create_id("pl"),
        created_at=now,
        updated_at=now,
        label_date=_read_label_date(shipment) or now,
        file_format=shipment.options.get("label_format", "PNG"),
        size=shipment.options.get("label_size", "4x6"),
    )
    issue_label(account, shipment, shipment.label.file_format, url, now)
    shipment.fees += [Fee("LabelFee", Decimal(0)), Fee("PostageFee", rate.amount)]
    if shipment.is_international and rate.carrier != "USPS":
        issue_commercial_invoice(account, shipment, url, now)


def sell_service(state: EasyPostState, account: Account, shipment: Shipment, service: str | None, url: str) -> None:
    """Sell the cheapest rate of a service, which a request to create a shipment or a batch has named."""
    rates = [each for each in shipment.rates if service in (None, each.service)]
    if service is None or not rates:
        raise build_invalid("SHIPMENT.RATES.UNAVAILABLE", "Unable to purchase: no carrier rated this service.")
    _check_customs(shipment)
    sell(state, account, shipment, min(rates, key=lambda each: each.amount), url)


def _find_rate(state: EasyPostState, shipment: Shipment, fields: JsonObject) -> Rate:
    """The rate of the latest rating, by its id, or by carrier and service."""
    wanted = fields.get("rate")
    if not wanted:
        raise build_missing_parameter("rate")
    rate_id = wanted.get("id") if isinstance(wanted, dict) else wanted
    rate = next((each for each in shipment.rates if each.id == rate_id), None)
    if rate is None:
        raise build_invalid("SHIPMENT.MISSING_RATE", "The rate does not exist for this shipment.")
    if state.clock() - rate.created_at > timedelta(seconds=state.settings.rate_lifetime):
        raise build_invalid("SHIPMENT.RATE.EXPIRED", "The rate has expired. Please regenerate the rates.")
    return rate


def _check_customs(shipment: Shipment) -> None:
    is_declared = shipment.customs_info and shipment.customs_info["customs_items"]
    if (shipment.is_international or shipment.recipient["state"] in US_TERRITORIES) and not is_declared:
        raise build_invalid("SHIPMENT.CUSTOMS_INFO.REQUIRED", "Customs info is required for this destination.")


def _check_end_shipper(account: Account, fields: JsonObject) -> None:
    if end_shipper_id := fields.get("end_shipper_id"):
        account.get_resource(end_shipper_id, "EndShipper")


async def _take_time(shipment: Shipment, fault: ApiFault) -> None:
    shipment.is_being_bought = True
    try:
        await asyncio.sleep(fault.seconds)
    finally:
        shipment.is_being_bought = False


def _refuse_without_response(account: Account, shipment: Shipment, rate: Rate, fault: ApiFault) -> None:
    if fault.sale is Sale.CARRIER_ONLY:
        label = {"shipment_id": shipment.id, "carrier": rate.carrier, "amount": f"{rate.amount:.2f}"}
        account.carrier_labels.append({**label, "tracking_code": create_tracking_code(rate.carrier)})
    raise EasyPostError(422, "SHIPMENT.POSTAGE.NO_RESPONSE", f"No response from {rate.carrier}.")


def _read_label_date(shipment: Shipment) -> datetime | None:
    given = shipment.options.get("label_date")
    try:
        return datetime.fromisoformat(given) if given else None
    except ValueError:
        raise build_invalid("DATE.PARSE.FAILURE", f"label_date '{given}' is not an ISO 8601 time.") from None
