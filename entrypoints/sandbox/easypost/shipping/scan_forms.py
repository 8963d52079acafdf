"""Scan forms: one sheet that the carrier scans for all parcels of a day."""

from typing import Any

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.errors import build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.labels.files import issue_scan_form
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.carriers import ALL_CARRIERS
from novex_shopify.entrypoints.sandbox.easypost.model.faults import FaultKind
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment
from novex_shopify.entrypoints.sandbox.easypost.shipping.addresses import TEXT_FIELDS
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState

_CARRIERS = frozenset(carrier.name for carrier in ALL_CARRIERS if carrier.makes_scan_forms)


def create_scan_form(state: EasyPostState, account: Account, given: list[Any], url: str) -> JsonObject:
    """Put bought shipments on one form: of one carrier and origin, not refunded, and on no other form."""
    shipments = [account.get_shipment(each["id"] if isinstance(each, dict) else each) for each in given]
    if not shipments:
        raise build_missing_parameter("shipments")
    _check_shipments(state, shipments)
    fault = account.faults.take(FaultKind.SCAN_FORM_FAILED)
    moment = format_time(state.clock())
    scan_form: JsonObject = {
        "id": create_id("sf"),
        "object": "ScanForm",
        "created_at": moment,
        "updated_at": moment,
        "tracking_codes": [] if fault else [each.tracking_code for each in shipments],
        "address": None if fault else shipments[0].from_address,
        "status": "failed" if fault else "created",
        "message": f"Unable to create manifest. {fault.message}" if fault else None,
        "form_url": None,
        "form_file_type": None,
        "batch_id": shipments[0].batch_id or create_id("batch"),
        "confirmation": None,
    }
    if not fault:
        scan_form["form_url"] = issue_scan_form(account, shipments, url, state.clock())
        for shipment in shipments:
            shipment.scan_form = scan_form
    publish_event(state, account, "scan_form.created", scan_form)
    return account.add_resource(scan_form)


def _check_shipments(state: EasyPostState, shipments: list[Shipment]) -> None:
    if len({each.selected_rate and each.selected_rate.carrier_account_id for each in shipments}) > 1:
        raise build_invalid("SCAN_FORM.BATCH.MULTIPLE_CARRIERS", "All shipments must have the same carrier account.")
    if len({tuple(each.from_address[field] for field in TEXT_FIELDS) for each in shipments}) > 1:
        raise build_invalid("SCAN_FORM.SHIPMENTS.INVALID", "All shipments must have the same origin address.")
    for shipment in shipments:
        if shipment.label is None:
            raise build_invalid("SCAN_FORM.BATCH.NOT_PURCHASED", f"{shipment.id} was not purchased.")
        if shipment.selected_rate and shipment.selected_rate.carrier not in _CARRIERS:
            message = f"{shipment.selected_rate.carrier} does not support scan forms."
            raise build_invalid("SCAN_FORM.CARRIER.UNSUPPORTED", message)
        if shipment.label.label_date.date() < state.clock().date():
            raise build_invalid("SCAN_FORM.SHIPMENTS.INVALID", f"The label date of {shipment.id} is in the past.")
        if shipment.refund_status not in (None, "rejected"):
            raise build_invalid("SCAN_FORM.SHIPMENTS.INVALID", f"{shipment.id} was refunded.")
        if shipment.scan_form:
            raise build_invalid("SCAN_FORM.SHIPMENTS.INVALID", f"{shipment.id} is on another form.")
