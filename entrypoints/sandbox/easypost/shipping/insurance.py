"""Insures shipments, and parcels whose labels were bought elsewhere."""

from decimal import ROUND_CEILING, Decimal

from novex_shopify.entrypoints.sandbox.easypost.clock import format_time
from novex_shopify.entrypoints.sandbox.easypost.errors import build_invalid, build_missing_parameter
from novex_shopify.entrypoints.sandbox.easypost.events import publish_event
from novex_shopify.entrypoints.sandbox.easypost.ids import create_id
from novex_shopify.entrypoints.sandbox.easypost.model.account import Account
from novex_shopify.entrypoints.sandbox.easypost.model.shipment import Fee, JsonObject, Shipment
from novex_shopify.entrypoints.sandbox.easypost.model.tracker import Tracker
from novex_shopify.entrypoints.sandbox.easypost.payloads.trackers import build_tracker
from novex_shopify.entrypoints.sandbox.easypost.shipping.addresses import create_address
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState
from novex_shopify.entrypoints.sandbox.easypost.tracking.registration import find_or_start_tracker

MAX_AMOUNT = Decimal(5000)


def insure_shipment(state: EasyPostState, account: Account, shipment: Shipment, amount: Decimal) -> None:
    """Insure a bought shipment, which takes effect at once; the fee is 1.00 for each begun 100.00."""
    if shipment.tracker is None:
        raise build_invalid("SHIPMENT.POSTAGE.REQUIRED", "Postage is required to insure a shipment.")
    if shipment.insurance is not None:
        raise build_invalid("SHIPMENT.INSURANCE.ALREADY_PURCHASED", "Insurance was already purchased.")
    _check_amount(amount)
    shipment.insurance = amount
    shipment.fees.append(Fee("InsuranceFee", _compute_fee(amount)))
    insurance = _add_insurance(
        state, account, amount, shipment.tracker, to_address=shipment.to_address, from_address=shipment.from_address
    )
    insurance["status"] = "purchased"
    publish_event(state, account, "insurance.purchased", insurance)


def insure_parcel(state: EasyPostState, account: Account, fields: JsonObject | None) -> JsonObject:
    """Insure a parcel by its tracking code; the insurance is pending until the code is checked."""
    if not fields:
        raise build_missing_parameter("insurance")
    now = state.clock()
    amount = Decimal(str(fields.get("amount") or 0))
    _check_amount(amount)
    to_address = create_address(account, fields.get("to_address"), "to_address", now)
    from_address = create_address(account, fields.get("from_address"), "from_address", now)
    tracker, _ = find_or_start_tracker(state, account, fields.get("tracking_code"), fields.get("carrier"))
    insurance = _add_insurance(state, account, amount, tracker, to_address=to_address, from_address=from_address)
    insurance["reference"] = fields.get("reference")
    return insurance


def _add_insurance(
    state: EasyPostState,
    account: Account,
    amount: Decimal,
    tracker: Tracker,
    *,
    to_address: JsonObject,
    from_address: JsonObject,
) -> JsonObject:
    moment = format_time(state.clock())
    fee = {"object": "Fee", "type": "InsuranceFee", "amount": f"{_compute_fee(amount):.5f}"}
    return account.add_resource(
        {
            "id": create_id("ins"),
            "object": "Insurance",
            "mode": account.mode,
            "reference": None,
            "amount": f"{amount:.5f}",
            "provider": "easypost",
            "provider_id": create_id("eppi"),
            "shipment_id": tracker.shipment_id,
            "tracking_code": tracker.tracking_code,
            "status": "pending",
            "tracker": build_tracker(tracker),
            "to_address": to_address,
            "from_address": from_address,
            "fee": {**fee, "charged": True, "refunded": False},
            "messages": [],
            "created_at": moment,
            "updated_at": moment,
        }
    )


def _check_amount(amount: Decimal) -> None:
    if amount <= 0:
        raise build_invalid("INSURANCE.AMOUNT.BELOW_MINIMUM", "The amount must be greater than 0.")
    if amount > MAX_AMOUNT:
        raise build_invalid("INSURANCE.AMOUNT.ABOVE_MAXIMUM", f"The amount must not exceed {MAX_AMOUNT}.")


def _compute_fee(amount: Decimal) -> Decimal:
    return (amount / 100).to_integral_value(ROUND_CEILING)
