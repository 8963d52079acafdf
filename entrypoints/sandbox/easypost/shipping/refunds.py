"""Refunds postage: asked for at once, settled by the carrier later, or never."""

from datetime import timedelta

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.errors import build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.faults import FaultKind
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import JsonObject, Shipment
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState

SETTLING_PERIOD = timedelta(days=15)
"""After it, a refund in production mode is paid. In test mode, it stays submitted."""


def request_refund(state: EasyPostState, account: Account, shipment: Shipment) -> JsonObject | None:
    """Ask for the postage back. Asking again changes nothing, unless the carrier had rejected it.

    A carrier with an account of its own charged nothing yet, so there is nothing to refund.
    """
    if shipment.tracker is None or shipment.selected_rate is None:
        raise build_invalid("SHIPMENT.POSTAGE.REQUIRED", "Postage is required to request a refund.")
    if shipment.tracker.status not in ("unknown", "pre_transit"):
        message = "Unable to request refund. The parcel has been shipped."
        raise build_invalid("SHIPMENT.REFUND.UNAVAILABLE", message)
    if shipment.refund_status not in (None, "rejected"):
        return find_refund(account, shipment)
    shipment.updated_at = state.clock()
    if shipment.selected_rate.billing_type == "carrier":
        shipment.refund_status = "not_applicable"
    elif account.faults.take(FaultKind.REFUND_REJECTED):
        shipment.refund_status = "rejected"
    else:
        shipment.refund_status, shipment.refund_submitted_at = "submitted", state.clock()
        account.open_refunds.add(shipment.id)
    return _store_refund(state, account, shipment)


def request_refunds(state: EasyPostState, account: Account, fields: JsonObject | None) -> list[JsonObject]:
    """Ask for several by carrier and tracking codes."""
    if not fields:
        raise build_missing_parameter("refund")
    codes = fields.get("tracking_codes") or []
    if not codes:
        raise build_missing_parameter("tracking_codes")
    found = [
        next((each for each in account.shipments.values() if each.tracking_code == code), None)
        for code in ([codes] if isinstance(codes, str) else codes)
    ]
    if None in found:
        raise build_invalid("REFUND.TRACKING_CODE.NOT_FOUND", "A tracking code was not found.")
    refunds = [request_refund(state, account, each) for each in found if each]
    return [each for each in refunds if each]


def settle_refund(state: EasyPostState, account: Account, shipment: Shipment, status: str) -> None:
    """End a refund as refunded or rejected; only the first is announced."""
    refund = find_refund(account, shipment)
    if refund is None:
        raise build_invalid("REFUND.FAILURE", f"No refund was requested for {shipment.id}.")
    account.open_refunds.discard(shipment.id)
    shipment.refund_status = refund["status"] = status
    shipment.updated_at, refund["updated_at"] = state.clock(), format_time(state.clock())
    if status == "refunded":
        for fee in shipment.fees:
            fee.refunded = fee.type in ("LabelFee", "PostageFee")
        publish_event(state, account, "refund.successful", dict(refund), {"status": "submitted"})


def settle_due_refunds(state: EasyPostState) -> None:
    account = state.accounts["production"]
    for shipment in [account.shipments[each] for each in account.open_refunds]:
        submitted_at = shipment.refund_submitted_at
        if submitted_at and state.clock() - submitted_at >= SETTLING_PERIOD:
            settle_refund(state, account, shipment, "refunded")


def find_refund(account: Account, shipment: Shipment) -> JsonObject | None:
    """The latest one of the shipment."""
    found = [each for each in account.list_resources("Refund") if each["shipment_id"] == shipment.id]
    return found[-1] if found else None


def _store_refund(state: EasyPostState, account: Account, shipment: Shipment) -> JsonObject:
    assert shipment.selected_rate
    moment = format_time(state.clock())
    refund = find_refund(account, shipment) or account.add_resource(
        {
            "id": create_id("rfnd"),
            "object": "Refund",
            "created_at": moment,
            "updated_at": moment,
            "tracking_code": shipment.tracking_code,
            "confirmation_number": None,
            "status": shipment.refund_status,
            "carrier": shipment.selected_rate.carrier,
            "shipment_id": shipment.id,
        }
    )
    refund["status"], refund["updated_at"] = shipment.refund_status, moment
    return refund
