"""Asks the EasyPost stand-in what EasyPost was asked, after preparing what a recording had before it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from starlette.testclient import TestClient

from novex_shopify.entrypoints.sandbox.easypost.app import create_easypost_sandbox
from tests.easypost import (
    CUSTOMER,
    CUSTOMS,
    PARCEL,
    WAREHOUSE,
    WEBHOOK_URL,
    EasyPostAccount,
    build_settings,
    select_rate,
)

JsonObject = dict[str, Any]
Recording = Mapping[str, Any]
NO_ADDRESS = {**CUSTOMER, "street1": "UNKNOWN STREET"}

NOT_FOUND, METHOD_NOT_ALLOWED = 404, 405
WALKED_SECONDS = {"pre_transit": 1, "in_transit": 60, "out_for_delivery": 120, "delivered": 180}
BODIES: Mapping[str, Any] = {
    "addresses": {"address": CUSTOMER},
    "parcels": {"parcel": PARCEL},
    "customs_infos": {"customs_info": CUSTOMS},
    "customs_items": {"customs_item": CUSTOMS["customs_items"][0]},
    "trackers": {"tracker": {"tracking_code": "EZ1000000001"}},
    "end_shippers": {"address": CUSTOMER},
    "insurances": {
        "insurance": {
            "to_address": CUSTOMER,
            "from_address": WAREHOUSE,
            "tracking_code": "EZ1000000001",
            "amount": "100",
        }
    },
}
"""What creates one object of a collection."""

UNBOUGHT = ("buy", "rerate", "smartrate", "luma")
"""Operations on a shipment that has no postage yet."""


class NotOffered(Exception):
    """The stand-in has nothing of this kind."""


def replay(recording: Recording) -> tuple[int, Any]:
    """The stand-in's status and body for a recorded call, or for an object that was taken out of one."""
    receiver = httpx.MockTransport(lambda _: httpx.Response(200))
    settings = build_settings(international_verification=True)
    with TestClient(create_easypost_sandbox(settings, transport=receiver)) as client:
        account = EasyPostAccount(client)
        if "request" not in recording:
            return 200, _make_object(account, dict(recording))
        return _replay_call(account, recording["request"], recording["response"])


def get_expected(recording: Recording) -> tuple[int, Any]:
    if "request" in recording:
        return recording["response"]["status"], recording["response"]["body"]
    return 200, recording


def _replay_call(account: EasyPostAccount, request: Recording, response: Recording) -> tuple[int, Any]:
    is_dead_key = "APIKEY" in json.dumps(response["body"])
    _fail_carriers(account, response["body"])
    body = _adapt_body(account, request["body"], has_messages=bool(_read_messages(response["body"])))
    path = request["path"].removeprefix("/v2")
    parts = path.strip("/").split("/")
    if parts[0] == "carrier_accounts":
        account.mode = "production"
    if len(parts) > 1 and parts[1] not in ("create_and_verify", "batch", "carriers"):
        exists = response["status"] != NOT_FOUND and not is_dead_key
        if exists:
            parts[1] = _prepare(account, parts, response)
        if parts[0] == "shipments" and parts[-1] == "buy":
            body = select_rate(account.call("GET", f"/shipments/{parts[1]}"), "GroundAdvantage")
        if exists and parts[0] == "events" and len(parts) > 3:
            parts[3] = account.call("GET", f"/events/{parts[1]}/payloads")["payloads"][0]["id"]
    elif request["method"] == "GET":
        _make_listed(account, parts[0])
    if is_dead_key:
        account.control("PUT", "/key", {"active": False})
    parameters = {**(request["query"] or {}), "page_size": 100}  # a page that shows each kind of object
    query = "&".join(f"{key}={value}" for key, value in parameters.items())
    answer = account.send(request["method"], f"/{'/'.join(parts)}?{query}", body)
    if answer.status_code in (NOT_FOUND, METHOD_NOT_ALLOWED) and response["status"] != NOT_FOUND:
        raise NotOffered(f"{request['method']} {re.sub('_[0-9a-f]{32}', '', path)}")
    return answer.status_code, answer.json()


def _read_messages(recorded: Any) -> list[JsonObject]:
    """What carriers said, in the answer of a shipment."""
    return recorded.get("messages", []) if isinstance(recorded, dict) and "rates" in recorded else []


def _fail_carriers(account: EasyPostAccount, recorded: Any) -> None:
    """Have a carrier refuse to rate where one did, or all of them where no rate is left."""
    if _read_messages(recorded):
        for carrier in ("FedExDefault",) if recorded.get("rates") else ("FedExDefault", "UPS", "USPS"):
            account.fail_next("carrier_error", carrier=carrier, message="Too Many Requests")


def _prepare(account: EasyPostAccount, parts: list[str], response: Recording) -> str:
    """Make what the call is about, and return its id."""
    makers: Mapping[str, Callable[[], Any]] = {
        "shipments": lambda: _make_shipment(account, parts[-1], response["body"]),
        "addresses": lambda: account.call(
            "POST", "/addresses", {"address": NO_ADDRESS if response["status"] == 422 else CUSTOMER}, status=201
        ),
        "trackers": lambda: account.call(
            "POST", "/trackers", {"tracker": {"tracking_code": "EZ1000000001"}}, status=201
        ),
        "batches": lambda: _make_batch(account, parts[-1]),
        "webhooks": lambda: _make_webhook(account),
        "events": lambda: _make_event(account, response["body"]),
    }
    if parts[0] in makers:
        return str(makers[parts[0]]()["id"])
    return str(_make_listed(account, parts[0])["id"])


def _adapt_body(account: EasyPostAccount, body: Any, *, has_messages: bool) -> Any:
    """Name objects of this account where the recorded body names others, and ask all carriers if some said no."""
    if not isinstance(body, dict):
        return body
    adapted = json.loads(json.dumps(body))
    for fields in (adapted, *(each for each in adapted.values() if isinstance(each, dict))):
        if "carrier_accounts" in fields:
            first = account.control("GET")["carrier_accounts"][0]["id"]
            fields["carrier_accounts"] = [] if has_messages else [first]
        if "tracking_codes" in fields:
            fields["tracking_codes"] = [account.create_and_buy()["tracking_code"]]
        for name in ("shipments", "shipment"):
            if isinstance(fields.get(name), list):
                fields[name] = [
                    {"id": account.create_and_buy()["id"]} if "id" in each else each for each in fields[name]
                ]
    return adapted


def _make_shipment(account: EasyPostAccount, action: str, recorded: Any) -> JsonObject:
    """With the reference, customs data and options that the answer shows; bought, if the action asks for it."""
    shown = recorded if isinstance(recorded, dict) else {}
    fields = {
        "reference": shown.get("reference"),
        "customs_info": CUSTOMS if shown.get("customs_info") else None,
        "options": {key: shown["options"][key] for key in shown.get("options", {}) if key != "date_advance"},
    }
    shipment: JsonObject = account.create(**fields)
    if action in UNBOUGHT or (action == shipment["id"] and not shown.get("postage_label")):
        return shipment
    bought: JsonObject = account.buy(shipment)
    account.move_clock(1)
    return bought


def _make_batch(account: EasyPostAccount, action: str) -> JsonObject:
    shipment = {"to_address": CUSTOMER, "from_address": WAREHOUSE, "parcel": PARCEL, "service": "Priority"}
    batch: JsonObject = account.call("POST", "/batches", {"batch": {"shipments": [shipment]}})
    if action in ("label", "scan_form"):
        account.call("POST", f"/batches/{batch['id']}/buy")
        account.call("GET", f"/batches/{batch['id']}")
    return batch


def _make_event(account: EasyPostAccount, recorded: JsonObject) -> JsonObject:
    """An event of the recorded kind, as its webhook got it."""
    account.register_webhook()
    kind = recorded.get("description", "tracker.created")
    if kind.startswith("tracker"):
        shipment = account.create_and_buy()
        account.move_clock(WALKED_SECONDS["in_transit"])
        account.call("GET", f"/trackers/{shipment['tracker']['id']}")
    elif kind.startswith("batch"):
        batch = _make_batch(account, "label")
        account.call("POST", f"/batches/{batch['id']}/label", {"file_format": "ZPL"})
        account.call("GET", f"/batches/{batch['id']}")
    elif kind.startswith("scan_form"):
        _make_scan_form(account)
    elif kind.startswith("refund"):
        shipment = account.create_and_buy()
        account.call("POST", f"/shipments/{shipment['id']}/refund")
        account.control("POST", f"/shipments/{shipment['id']}/settle-refund", {"status": "refunded"})
    elif kind.startswith("insurance"):
        account.call("POST", f"/shipments/{account.create_and_buy()['id']}/insure", {"amount": "100"})
    found = [each["body"] for each in account.control("GET", f"/deliveries?description={kind}")["deliveries"]]
    if not found:
        raise NotOffered(kind)
    account.wait_for_deliveries()
    return dict(found[-1])


def _make_object(account: EasyPostAccount, recorded: JsonObject) -> Any:
    """An object like one that was taken out of an answer."""
    match recorded.get("object"):
        case "Tracker" if recorded["shipment_id"]:
            shipment = account.create_and_buy()
            account.move_clock(WALKED_SECONDS.get(recorded["status"], 0))
            if "finalized" in recorded:
                return account.call("GET", f"/trackers/{shipment['tracker']['id']}")
            return account.call("GET", f"/shipments/{shipment['id']}")["tracker"]
        case "ScanForm" if recorded["status"] == "failed":
            account.fail_next("scan_form_failed", message="USPS received too many requests in test mode")
            return _make_scan_form(account)
        case "Event":
            return _make_event(account, recorded)
        case "Shipment":
            made = _make_shipment(account, "", recorded)
            return account.call("GET", f"/shipments/{made['id']}")
    name = str(recorded.get("object"))
    return _make_listed(account, {"Address": "addresses", "Batch": "batches"}.get(name, f"{_to_snake(name)}s"))


def _make_listed(account: EasyPostAccount, collection: str) -> Any:
    """One object of a collection, so that a list of it is not empty."""
    if collection in BODIES:
        return account.send("POST", f"/{collection}", BODIES[collection]).json()
    makers: Mapping[str, Callable[[], Any]] = {
        "shipments": lambda: _make_shipments(account),
        "events": lambda: _make_events(account),
        "webhooks": lambda: _make_webhook(account),
        "batches": lambda: _make_batch(account, ""),
        "refunds": lambda: _make_refund(account),
        "scan_forms": lambda: _make_scan_form(account),
        "metadata": dict,
        "carrier_accounts": dict,
    }
    if collection not in makers:
        raise NotOffered(collection)
    return makers[collection]()


def _make_webhook(account: EasyPostAccount) -> Any:
    fields = {"url": WEBHOOK_URL, "custom_headers": [{"name": "A", "value": "b"}]}
    return account.call("POST", "/webhooks", {"webhook": fields}, status=201)


def _make_shipments(account: EasyPostAccount) -> Any:
    """One of each kind that a list can show."""
    _make_refund(account)
    _make_scan_form(account)
    account.call("POST", f"/shipments/{account.create_and_buy()['id']}/insure", {"amount": "100"})
    account.create_and_buy(customs_info=CUSTOMS)
    account.fail_next("carrier_error", carrier="UPS", message="Too Many Requests")
    account.create_and_buy()
    account.move_clock(WALKED_SECONDS["pre_transit"])
    return account.create_and_buy()


def _make_events(account: EasyPostAccount) -> Any:
    _make_batch(account, "label")
    _make_scan_form(account)
    account.move_clock(WALKED_SECONDS["delivered"])
    return account.call("GET", "/events")["events"][0]


def _make_refund(account: EasyPostAccount) -> Any:
    codes = [account.create_and_buy()["tracking_code"]]
    return account.call("POST", "/refunds", {"refund": {"tracking_codes": codes}}, status=201)[0]


def _make_scan_form(account: EasyPostAccount) -> Any:
    return account.call("POST", "/scan_forms", {"shipments": [{"id": account.create_and_buy()["id"]}]})


def _to_snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
