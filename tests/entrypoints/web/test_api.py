"""`/api/v1`: shipments over HTTP."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.config.startup import migrate_database
from novex_shopify.domain.errors import DatabaseUnavailable, NovexError
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.entrypoints.web.api_endpoint import MAX_BODY_BYTES
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import LINE_ID, ORDER_ID, SHOP, a_link, a_sales_order, a_shop

TOKENS = ("first-token-of-the-api-0001", "second-token-of-the-api-0002")
READING_TOKEN = "third-token-of-the-api-0003"
SHIPMENT = {
    "id": "SHIP-1",
    "order_id": "1",
    "lines": [{"line_item_id": LINE_ID, "quantity": 2}],
    "tracking": {"number": "JD01", "carrier": "DHL"},
}


@pytest.fixture
def api(settings: Settings) -> Generator[TestClient]:
    """The API of a product with an order and two tokens; requests carry the second."""
    container = Container(
        settings=Settings.model_validate(
            {**settings.model_dump(), "api_tokens": (TOKENS[0], f"erp:{TOKENS[1]}", f"dashboard:{READING_TOKEN}:read")}
        )
    )
    migrate_database(container)
    with container.unit_of_work()() as tx:
        tx.shops.save(a_shop())
        tx.order_links.save([a_link(erp_id=tx.erp.orders.apply([a_sales_order()])[0])])
        tx.commit()
    headers = {"Authorization": f"Bearer {TOKENS[1]}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client
    container.engine().dispose()


def test_a_shipment_is_recorded_once_and_can_be_followed(api: TestClient) -> None:
    first, again = api.post("/api/v1/shipments", json=SHIPMENT), api.post("/api/v1/shipments", json=SHIPMENT)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json() == api.get("/api/v1/shipments/SHIP-1").json()
    shipment = first.json()
    assert (shipment["status"], shipment["shop"], shipment["shopify_order_id"]) == ("pending", SHOP, str(ORDER_ID))
    assert shipment["shipment"]["tracking"]["number"] == "JD01"


def test_a_non_shopify_order_is_not_pushed(api: TestClient) -> None:
    assert api.post("/api/v1/shipments", json={**SHIPMENT, "order_id": "777"}).json()["status"] == "not_shopify"


def test_tracking_is_corrected_and_a_shipment_cancelled(api: TestClient) -> None:
    api.post("/api/v1/shipments", json=SHIPMENT)
    corrected = api.put("/api/v1/shipments/SHIP-1/tracking", json={"number": "JD02"})
    assert corrected.json()["shipment"]["tracking"]["number"] == "JD02"
    assert api.delete("/api/v1/shipments/SHIP-1").json()["shipment"]["cancelled"] is True
    assert api.post("/api/v1/shipments/SHIP-1/retry").json()["status"] == "pending"


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"{", 400, "not JSON"),
        (b"\xff", 400, "not JSON"),
        (b'{"id": "SHIP-1"}', 400, "missing required field `order_id`"),
        (b'{"id": "S", "order_id": "1", "lines": [], "notifyCustomer": false}', 400, "unknown field `notifyCustomer`"),
        (b'{"id": "S", "order_id": "1", "lines": [{"line_item_id": "A1", "quantity": 1}]}', 400, "line_item_id"),
        (b'{"id": "S", "order_id": "1", "lines": [{"line_item_id": 1, "quantity": 1, "sku": "A"}]}', 400, "`sku`"),
        (b'{"id": "S", "order_id": "1", "lines": [], "tracking": {"number": "A", "page": ""}}', 400, "`page`"),
        (b'{"id": "S", "order_id": "1", "lines": [{"line_item_id": "%d", "quantity": 1}]}' % 2**63, 400, "larger"),
        (b'{"id": "S", "order_id": "1", "lines": [{"line_item_id": %d, "quantity": 1}]}' % 2**63, 400, "line_item_id"),
        (b'{"id": "S", "order_id": "1", "lines": [{"line_item_id": 1, "quantity": %d}]}' % 2**31, 400, "quantity"),
        (b'{"id": "%s", "order_id": "1", "lines": []}' % (b"x" * 256), 400, "255"),
        (b'{"id": ' + b"[" * 100_000, 400, ""),
        (b'{"id": "S", "order_id": "1", "lines": []}', 422, "must have lines"),
        (b'{"id": "S", "order_id": "1", "lines": [{"line_item_id": 1, "quantity": 0}]}', 422, "at least 1"),
    ],
)
def test_invalid_input_is_refused_with_its_reason(api: TestClient, body: bytes, status: int, message: str) -> None:
    answer = api.post("/api/v1/shipments", content=body)
    error_type = {400: "malformed", 422: "invalid_shipment"}[status]
    assert (answer.status_code, answer.json()["error"]["type"]) == (status, error_type)
    assert message in answer.json()["error"]["message"]


def test_a_correction_with_an_unknown_key_is_refused(api: TestClient) -> None:
    api.post("/api/v1/shipments", json=SHIPMENT)
    answer = api.put("/api/v1/shipments/SHIP-1/tracking", json={"number": "JD02", "trackingUrl": "https://a.example"})
    assert (answer.status_code, "`trackingUrl`" in answer.json()["error"]["message"]) == (400, True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"lines": [{"line_item_id": LINE_ID, "quantity": 1}]}, "values of lines."),
        ({"tracking": {"number": "JD09"}}, "values of tracking."),
        ({"notify_customer": False}, "values of notify_customer."),
        ({"order_id": "2", "cancelled": True}, "values of order_id, cancelled."),
    ],
)
def test_another_shipment_of_the_same_id_is_refused(api: TestClient, change: dict[str, Any], named: str) -> None:
    first = api.post("/api/v1/shipments", json=SHIPMENT)
    answer = api.post("/api/v1/shipments", json={**SHIPMENT, **change})
    assert (answer.status_code, answer.json()["error"]["type"]) == (409, "conflict")
    assert named in answer.json()["error"]["message"]
    assert api.get("/api/v1/shipments/SHIP-1").json() == first.json()


def test_a_cancelled_shipment_is_accepted_again_unchanged(api: TestClient) -> None:
    api.post("/api/v1/shipments", json=SHIPMENT)
    api.delete("/api/v1/shipments/SHIP-1")
    assert api.post("/api/v1/shipments", json=SHIPMENT).status_code == 202


def test_a_shipment_that_is_not_pushed_can_be_neither_corrected_nor_cancelled(api: TestClient) -> None:
    api.post("/api/v1/shipments", json={**SHIPMENT, "order_id": "777"})
    corrected = api.put("/api/v1/shipments/SHIP-1/tracking", json={"number": "JD02"})
    cancelled = api.delete("/api/v1/shipments/SHIP-1")
    assert (corrected.status_code, cancelled.status_code) == (409, 409)
    assert "Shipment SHIP-1 is not_shopify" in corrected.json()["error"]["message"]


def test_no_shipment_has_an_id_that_not_every_database_can_store(api: TestClient) -> None:
    assert api.post("/api/v1/shipments", json={**SHIPMENT, "id": "SHIP\0"}).status_code == 422
    assert api.get("/api/v1/shipments/SHIP%00").status_code == 404


def test_an_id_may_hold_slashes(api: TestClient) -> None:
    assert api.post("/api/v1/shipments", json={**SHIPMENT, "id": "LS/2026/1"}).status_code == 202
    for path in ("LS/2026/1", "LS%2F2026%2F1"):
        assert api.get(f"/api/v1/shipments/{path}").json()["shipment"]["id"] == "LS/2026/1"
        assert api.put(f"/api/v1/shipments/{path}/tracking", json={"number": "JD02"}).status_code == 202
        assert api.post(f"/api/v1/shipments/{path}/retry").status_code == 202
        assert api.delete(f"/api/v1/shipments/{path}").status_code == 202


def test_shopify_ids_are_accepted_as_text_or_numbers_and_returned_as_text(api: TestClient) -> None:
    as_text = {**SHIPMENT, "lines": [{"line_item_id": str(LINE_ID), "quantity": 2}], "location_id": "5"}
    first = api.post("/api/v1/shipments", json=as_text)
    assert first.json()["shipment"]["lines"] == [{"line_item_id": str(LINE_ID), "quantity": 2, "lot": None}]
    assert first.json()["shipment"]["location_id"] == "5"
    assert api.post("/api/v1/shipments", json={**SHIPMENT, "location_id": 5}).json() == first.json()
    assert api.post("/api/v1/shipments", json=first.json()["shipment"]).json() == first.json()


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/retry")])
def test_an_unknown_shipment_is_not_found(api: TestClient, method: str, path: str) -> None:
    answer = api.request(method, f"/api/v1/shipments/SHIP-9{path}")
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "not_found")


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": ""}, {"Authorization": f"Basic {TOKENS[0]}"}, {"Authorization": "Bearer nothing"}],
    ids=["no token", "another scheme", "a wrong token"],
)
def test_without_a_token_every_request_is_rejected(api: TestClient, headers: dict[str, Any]) -> None:
    answer = api.post("/api/v1/shipments", json=SHIPMENT, headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["type"] == "unauthorized"
    assert "API tokens" in answer.json()["error"]["message"]
    assert api.get("/api/v1/shipments/SHIP-1").status_code == 404


def test_without_api_tokens_every_request_is_rejected(web: TestClient) -> None:
    assert web.get("/api/v1/shipments/SHIP-1", headers={"Authorization": "Bearer "}).status_code == 401


def test_every_configured_token_is_accepted(api: TestClient) -> None:
    answer = api.post("/api/v1/shipments", json=SHIPMENT, headers={"Authorization": f"Bearer {TOKENS[0]}"})
    assert answer.status_code == 202


def test_a_token_for_reading_changes_nothing(api: TestClient) -> None:
    api.post("/api/v1/shipments", json=SHIPMENT)
    reading = {"Authorization": f"Bearer {READING_TOKEN}"}
    assert api.get("/api/v1/shipments/SHIP-1", headers=reading).status_code == 200
    requests = (("POST", "s"), ("PUT", "s/SHIP-1/tracking"), ("POST", "s/SHIP-1/retry"), ("DELETE", "s/SHIP-1"))
    for method, path in requests:
        answer = api.request(method, f"/api/v1/shipment{path}", json={}, headers=reading)
        assert (answer.status_code, answer.json()["error"]["type"]) == (403, "forbidden")


def test_changes_and_refusals_are_logged_with_the_client(api: TestClient) -> None:
    with capture_logs() as logs:
        api.post("/api/v1/shipments", json=SHIPMENT)
        api.get("/api/v1/shipments/SHIP-1")
        api.delete("/api/v1/shipments/SHIP-1", headers={"Authorization": "Bearer nothing"})
    done, refused = (each for each in logs if str(each["event"]).startswith("api."))
    assert (done["event"], done["client"], done["status"]) == ("api.request", "erp", 202)
    assert (refused["event"], refused["method"]) == ("api.refused", "DELETE")
    assert not any(token in str(logs) for token in (*TOKENS, "nothing"))


def test_a_body_that_is_too_large_is_refused(api: TestClient) -> None:
    assert api.post("/api/v1/shipments", content=b" " * (MAX_BODY_BYTES + 1)).status_code == 413


def test_a_database_that_is_away_is_reported_as_unavailable(api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseUnavailable("The database is unavailable.")

    monkeypatch.setattr(PushFulfillment, "retry", refuse)
    answer = api.post("/api/v1/shipments/SHIP-1/retry")
    assert (answer.status_code, answer.json()["error"]["type"]) == (503, "unavailable")


def list_error_kinds(kind: type[NovexError]) -> Iterator[type[NovexError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from list_error_kinds(each)


def test_the_docs_name_every_type_of_error_and_no_other() -> None:
    page = (Path(__file__).parents[3] / "docs" / "http-api.md").read_text("utf-8")
    table = page[page.index("| status | type | meaning |") :].splitlines()[2:]
    documented = {name for row in table for name in re.findall("`([a-z_]+)`", row.split("|")[2])}
    of_requests = {"malformed", "unauthorized", "forbidden", "conflict"}
    assert documented == of_requests | {kind.code for kind in list_error_kinds(NovexError)}
