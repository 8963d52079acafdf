"""An account of the EasyPost stand-in, for tests: in this process, or on a port of its own."""

import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from novex_shopify.entrypoints.sandbox.easypost.app import EasyPostSettings, create_easypost_sandbox
from novex_shopify.entrypoints.sandbox.easypost.state import EasyPostState
from tests.polling import wait_until
from tests.servers import find_free_port

TEST_KEY, PRODUCTION_KEY = "EZTK-planted", "EZAK-planted"
WEBHOOK_URL = "https://erp.example/webhooks/easypost"
WEBHOOK_SECRET = "sécret"

JsonObject = dict[str, Any]

WAREHOUSE: JsonObject = {
    "name": "Jack Sparrow",
    "street1": "388 Townsend St",
    "street2": "Apt 20",
    "city": "San Francisco",
    "state": "CA",
    "zip": "94107",
    "country": "US",
    "email": "test@example.com",
    "phone": "5555555555",
}
CUSTOMER: JsonObject = {
    "name": "Elizabeth Swan",
    "street1": "179 N Harbor Dr",
    "city": "Redondo Beach",
    "state": "CA",
    "zip": "90277",
    "country": "US",
    "email": "test@example.com",
    "phone": "5555555555",
}
ABROAD: JsonObject = {
    **CUSTOMER,
    "street1": "1 St James's Square",
    "city": "London",
    "state": None,
    "zip": "SW1Y 4JU",
} | {"country": "GB"}
PARCEL: JsonObject = {"length": 10, "width": 8, "height": 4, "weight": 15.4}
CUSTOMS: JsonObject = {
    "eel_pfc": "NOEEI 30.37(a)",
    "customs_certify": True,
    "customs_signer": "Steve Brule",
    "contents_type": "merchandise",
    "contents_explanation": "",
    "restriction_type": "none",
    "non_delivery_option": "return",
    "customs_items": [
        {
            "description": "Tea",
            "quantity": 2,
            "weight": 11,
            "value": 23.25,
            "hs_tariff_number": "090210",
            "origin_country": "US",
        }
    ],
}


def a_shipment(**fields: Any) -> JsonObject:
    """The body of a request that creates a domestic shipment."""
    return {"shipment": {"to_address": CUSTOMER, "from_address": WAREHOUSE, "parcel": PARCEL, **fields}}


@dataclass
class EasyPostAccount:
    """Calls the API and the control API of one mode."""

    client: httpx.Client | TestClient
    mode: str = "test"

    @property
    def state(self) -> EasyPostState:
        """Only in this process."""
        assert isinstance(self.client, TestClient)
        assert isinstance(self.client.app, Starlette)
        state = self.client.app.state.easypost
        assert isinstance(state, EasyPostState)
        return state

    def send(self, method: str, path: str, body: Any = None) -> Any:
        key = TEST_KEY if self.mode == "test" else PRODUCTION_KEY
        headers = {"Authorization": f"Bearer {key}"}
        return self.client.request(method, f"/v2{path}", json=body, headers=headers)

    def call(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Return the answer, which must have this status."""
        response = self.send(method, path, body)
        assert response.status_code == status, response.text
        return response.json()

    def refuse(self, method: str, path: str, body: Any = None, *, status: int = 422) -> str:
        """Return the code of the error with which the call is refused."""
        code: str = self.call(method, path, body, status=status)["error"]["code"]
        return code

    def control(self, method: str, path: str = "", body: Any = None) -> Any:
        response = self.client.request(method, f"/sandbox/{self.mode}{path}", json=body)
        return response.raise_for_status().json()

    def fail_next(self, kind: str, operation: str | None = None, **options: Any) -> None:
        """Plan a fault; `options` are fields of the stand-in's `ApiFault`."""
        self.control("POST", "/faults", {"kind": kind, "operation": operation, **options})

    def move_clock(self, seconds: float) -> None:
        self.client.post("/sandbox/clock", json={"seconds": seconds}).raise_for_status()

    def create(self, **fields: Any) -> Any:
        return self.call("POST", "/shipments", a_shipment(**fields), status=201)

    def buy(self, shipment: JsonObject, service: str = "GroundAdvantage", **fields: Any) -> Any:
        return self.call("POST", f"/shipments/{shipment['id']}/buy", {**select_rate(shipment, service), **fields})

    def create_and_buy(self, service: str = "GroundAdvantage", **fields: Any) -> Any:
        return self.buy(self.create(**fields), service)

    def register_webhook(self, url: str = WEBHOOK_URL, secret: str | None = WEBHOOK_SECRET) -> Any:
        return self.call("POST", "/webhooks", {"webhook": {"url": url, "webhook_secret": secret}}, status=201)

    def list_postages(self) -> list[JsonObject]:
        """Everything that was sold."""
        found: list[JsonObject] = self.control("GET")["postages"]
        return found

    def wait_for_deliveries(self) -> None:
        """Wait until every webhook is delivered or has failed. Only in this process."""
        assert isinstance(self.client, TestClient)
        assert self.client.portal
        settle: Callable[[], Awaitable[None]] = self.state.task_runner.wait_until_idle
        self.client.portal.call(settle)


def select_rate(shipment: JsonObject, service: str) -> JsonObject:
    """The body of a request that buys the shipment's rate of this service."""
    return {"rate": {"id": next(each["id"] for each in shipment["rates"] if each["service"] == service)}}


def build_settings(**settings: Any) -> EasyPostSettings:
    """Settings without waiting between retries; others are fields of `EasyPostSettings`."""
    fast: JsonObject = {"retry_delays": (0.0,) * 6, "list_requests_per_second": 1000, "tracker_interval": 3600.0}
    return EasyPostSettings(test_key=TEST_KEY, production_key=PRODUCTION_KEY, **(fast | settings))


@contextmanager
def run_easypost(**settings: Any) -> Generator[EasyPostAccount]:
    """Run the stand-in in a thread, on a port of its own; `settings` are fields of `EasyPostSettings`."""
    port = find_free_port()
    app = create_easypost_sandbox(build_settings(**settings))
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started, 10, "the EasyPost stand-in")
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as http:
            yield EasyPostAccount(http)
    finally:
        server.should_exit = True
        thread.join()
