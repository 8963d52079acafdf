"""`/api/v1`: lots, stock, and the lots of orders."""

from collections.abc import Generator, Mapping
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import LINE_ID, an_item
from tests.domain.use_cases.assignment.assignment_steps import SECOND_LINE, an_order_line, book

TOKEN, READING_TOKEN = "token-of-the-warehouse-0123456789", "token-of-the-dashboard-0123456789"
LOT = {"item_id": "ART-1", "lot": "L1", "location": "Rack", "quantity": 5, "expires_on": "2027-05-02"}
LINE = str(LINE_ID)


@pytest.fixture
def api() -> Generator[TestClient]:
    """An order of three and four units of an item, of which a lot of five is on a rack."""
    container: Container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN},dashboard:{READING_TOKEN}:read"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    container.put_items()([an_item("ART-1"), an_item("ART-2")])
    container.save_location()(StorageLocation(0, "Rack"))
    book(container.unit_of_work(), an_order_line(3), an_order_line(4, line_item_id=SECOND_LINE))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        post(client, "/lots", LOT)
        yield client


def call(api: TestClient, method: str, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
    answer = api.request(method, f"/api/v1{path}", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def post(api: TestClient, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
    return call(api, "POST", path, body, status)


def get(api: TestClient, path: str, status: int = 200) -> dict[str, Any]:
    return call(api, "GET", path, None, status)


def select(quantity: int, **changes: Any) -> Mapping[str, Any]:
    return {"line_item_id": LINE, "lot": "L1", "quantity": quantity, **changes}


def list_assigned(order: Mapping[str, Any]) -> list[tuple[str, str, int, str]]:
    return [(each["line_item_id"], each["lot"], each["quantity"], each["state"]) for each in order["assignments"]]


def test_a_lot_is_received_once_for_a_reference_shown_held_and_released(api: TestClient) -> None:
    receipt = {**LOT, "lot": "L2/27", "quantity": 4, "reference": "PO-1", "source": "production"}
    first = post(api, "/lots", receipt)
    assert post(api, "/lots", receipt) == first == {**get(api, "/lots/ART-1/L2%2F27"), "warning": None}
    assert (first["status"], first["expires_on"], first["source"]) == ("released", "2027-05-02", "production")
    assert first["stock"] == [{"location": "Rack", "free": 4, "assigned": 0, "held": 0}]
    held = post(api, "/lots/ART-1/L2%2F27/hold", {"reason": "smells odd"})
    assert (held["status"], held["status_reason"]) == ("quarantined", "smells odd")
    assert post(api, "/lots/ART-1/L2%2F27/release", {"reason": "fine"})["status"] == "released"
    conflict = post(api, "/lots", {**receipt, "quantity": 5}, 409)["error"]
    assert (conflict["type"], "PO-1" in conflict["message"]) == ("conflict", True)


def test_a_receipt_says_what_a_person_should_know(api: TestClient) -> None:
    expired = post(api, "/lots", {**LOT, "lot": "OLD", "expires_on": "2020-05-02"})
    assert "Lot OLD expired on 2020-05-02" in expired["warning"]
    assert "L1 already" in post(api, "/lots", {**LOT, "lot": "l1"}, 409)["error"]["message"]
    assert post(api, "/lots", {**LOT, "source": "conversion"}, 400)["error"]["type"] == "malformed"
    assert get(api, "/lots/ART-1/l1")["lot"] == "L1"


def test_stock_is_listed_by_item_page_by_page(api: TestClient) -> None:
    post(api, "/lots", {**LOT, "item_id": "ART-2"})
    first = get(api, "/stock?limit=1")
    assert [(each["item_id"], each["free"], each["on_hand"]) for each in first["items"]] == [("ART-1", 5, 5)]
    second = get(api, f"/stock?limit=1&after={first['next']}")
    assert [(each["item_id"], second["next"]) for each in second["items"]] == [("ART-2", None)]
    assert len(get(api, "/stock?item_id=ART-2&location=rack&view=all")["items"]) == 1
    assert get(api, "/stock?location=Cellar", 404)["error"]["type"] == "not_found"


def test_lots_are_proposed_assigned_and_unassigned(api: TestClient) -> None:
    proposal = post(api, "/orders/1/propose")
    assert proposal == get(api, "/orders/1/propose")
    assert [[each["quantity"] for each in line["lots"]] for line in proposal["lines"]] == [[3], [2]]
    assert (proposal["lines"][1]["missing"], proposal["lines"][1]["short"]) == (2, 4)
    assert "the earliest that may leave" in proposal["lines"][0]["lots"][0]["reason"]
    assigned = post(api, "/orders/1/assignments")
    assert assigned == get(api, "/orders/1/assignments")
    assert list_assigned(assigned) == [(LINE, "L1", 3, "assigned"), (str(SECOND_LINE), "L1", 2, "assigned")]
    assert [(line["to_ship"], line["short"]) for line in assigned["lines"]] == [(3, 0), (4, 2)]
    assert assigned["assignments"][0]["by"] == "warehouse"
    left = call(api, "DELETE", f"/orders/1/assignments?line_item_id={LINE}&quantity=1&reason=waits")
    assert list_assigned(left)[0] == (LINE, "L1", 2, "assigned")
    assert get(api, "/lots/ART-1/L1")["stock"] == [{"location": "Rack", "free": 1, "assigned": 4, "held": 0}]


def test_the_same_request_again_gives_the_same_answer(api: TestClient) -> None:
    wanted = {"lots": [select(2)], "reference": "A-1"}
    first = post(api, "/orders/1/assignments", wanted)
    assert post(api, "/orders/1/assignments", wanted) == first
    conflict = post(api, "/orders/1/assignments", {**wanted, "lots": [select(1)]}, 409)
    assert conflict["error"]["type"] == "conflict"
    query = "/orders/1/assignments?quantity=1&reason=waits&reference=U-1"
    assert call(api, "DELETE", query) == call(api, "DELETE", query)


def test_a_lot_is_exchanged(api: TestClient) -> None:
    post(api, "/lots", {**LOT, "lot": "L2"})
    [assignment] = post(api, "/orders/1/assignments", {"lots": [select(2)]})["assignments"]
    path = f"/assignments/{assignment['id']}"
    changed = call(api, "PUT", path, {"lot": "L2", "quantity": 1, "reason": "torn", "location": "Rack"})
    assert [row[1:] for row in list_assigned(changed)] == [
        ("L1", 1, "assigned"),
        ("L1", 1, "released"),
        ("L2", 1, "assigned"),
    ]
    assert changed["assignments"][-1]["override_reason"] == "torn"
    assert call(api, "PUT", "/assignments/404", {"lot": "L2", "reason": "torn"}, 404)["error"]["type"] == "not_found"


def test_a_refusal_has_both_numbers(api: TestClient) -> None:
    refused = post(api, "/orders/1/assignments", {"lots": [select(4)]}, 409)["error"]
    assert (refused["type"], refused["available"], refused["asked"]) == ("more_than_ordered", 3, 4)
    both = {"lots": [select(3), select(3, line_item_id=SECOND_LINE)]}
    refused = post(api, "/orders/1/assignments", both, 409)["error"]
    assert (refused["type"], refused["available"], refused["asked"]) == ("not_enough_stock", 2, 3)
    assert get(api, "/orders/1/assignments")["assignments"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", "/orders/404/assignments", None, 404, "not_found"),
        ("GET", "/orders/no-number/assignments", None, 404, "not_found"),
        ("POST", "/orders/1/assignments", {"lots": []}, 400, "malformed"),
        ("POST", "/orders/1/assignments", {"lots": [select(0)]}, 400, "malformed"),
        ("POST", "/orders/1/assignments", {"lots": [select(1, lots="L1")]}, 400, "malformed"),
        ("POST", "/orders/1/assignments", {"reference": "A\0"}, 400, "malformed"),
        ("POST", "/orders/1/assignments", {"lots": [select(1, item_id="ART-2")]}, 422, "wrong_item"),
        ("DELETE", "/orders/1/assignments", None, 422, "stock_refused"),
        ("DELETE", "/orders/1/assignments?reason=a&line=1", None, 400, "malformed"),
        ("DELETE", "/orders/1/assignments?reason=a&quantity=0", None, 400, "malformed"),
        ("DELETE", "/orders/1/assignments?reason=a&quantity=1", None, 409, "more_than_assigned"),
        ("POST", "/assignments/x/correct", {"lot": "L2", "location": "Rack", "reason": "torn"}, 404, "not_found"),
        ("POST", "/assignments/9/correct", {"lot": "L2", "location": "Rack", "reason": "torn"}, 404, "not_found"),
        ("PUT", "/assignments/x", {"lot": "L2", "reason": "torn"}, 404, "not_found"),
        ("POST", "/lots", {**LOT, "quantity": 0}, 400, "malformed"),
        ("POST", "/lots", {**LOT, "expires_on": "2028-01-01"}, 409, "stock_refused"),
        ("POST", "/lots", {**LOT, "item_id": "NONE"}, 404, "not_found"),
        ("GET", "/lots/ART-1/NONE", None, 404, "not_found"),
        ("GET", "/lots/ART-1/L%00", None, 404, "not_found"),
        ("POST", "/lots/ART-1/L1/hold", {}, 400, "malformed"),
        ("GET", "/stock?view=most", None, 400, "malformed"),
        ("GET", "/stock?after=%00", None, 400, "malformed"),
    ],
)
def test_what_cannot_be_done_says_why(
    api: TestClient, method: str, path: str, *, body: Any, status: int, kind: str
) -> None:
    assert call(api, method, path, body, status)["error"]["type"] == kind


def test_a_token_that_may_only_read_proposes_and_shows_but_changes_nothing(api: TestClient) -> None:
    api.headers["Authorization"] = f"Bearer {READING_TOKEN}"
    for path in ("/orders/1/propose", "/orders/1/assignments", "/lots/ART-1/L1", "/stock"):
        get(api, path)
    for method, path in (("POST", "/orders/1/assignments"), ("DELETE", "/orders/1/assignments"), ("POST", "/lots")):
        assert call(api, method, path, LOT, 403)["error"]["type"] == "forbidden"
