"""`/api/v1/shipments` of a store that keeps stock: lots leave with a shipment."""

from collections.abc import Generator
from typing import Any

import pytest
from dependency_injector import providers
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.in_memory_container import IN_MEMORY_SETTINGS, build_in_memory_container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.entrypoints.web.app import create_app
from tests.builders import LINE_ID
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.domain.use_cases.fulfillment.shipping_steps import assign_proposed
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, open_warehouse

TOKEN = "token-of-the-warehouse-0123456789"


@pytest.fixture
def container() -> Container:
    """Order 1 has 7 units, and 5 of lot L1 are assigned to it."""
    container = build_in_memory_container()
    settings = {**IN_MEMORY_SETTINGS, "api_tokens": f"warehouse:{TOKEN}"}
    container.settings.override(providers.Object(Settings.model_validate(settings)))
    unit_of_work = container.unit_of_work()
    open_warehouse(unit_of_work)
    keep_stock(unit_of_work)
    container.receive_lot()(Receipt(KIMCHI.item_id, KIMCHI.code, RACK, 5))
    assign_proposed(unit_of_work, container.clock(), book(unit_of_work, an_order_line(7)))
    return container


@pytest.fixture
def api(container: Container) -> Generator[TestClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(create_app(container, with_worker=False), headers=headers) as client:
        yield client


def send(api: TestClient, quantity: int, shipment_id: str = "S-1", lot: str | None = None, **fields: Any) -> Any:
    line = {"line_item_id": str(LINE_ID), "quantity": quantity, **({"lot": lot} if lot else {})}
    return api.post("/api/v1/shipments", json={"id": shipment_id, "order_id": "1", "lines": [line], **fields})


def get_lines(answer: Any) -> list[tuple[int, str | None]]:
    return [(line["quantity"], line["lot"]) for line in answer.json()["shipment"]["lines"]]


@pytest.mark.parametrize("lot", [None, "L1"])
def test_a_shipment_takes_assigned_lots_once(api: TestClient, lot: str | None) -> None:
    first, again = send(api, 3, lot=lot), send(api, 3, lot=lot)
    assert (first.status_code, again.status_code, get_lines(first)) == (202, 202, [(3, "L1")])
    assert first.json() == again.json()
    assert send(api, 2, "S-2").status_code == 202
    assert get_lines(send(api, 2, "S-2")) == [(2, "L1")]


def test_a_carrier_without_a_tracking_number_is_kept(api: TestClient) -> None:
    tracking = send(api, 3, tracking={"carrier": "DHL Express"}).json()["shipment"]["tracking"]
    assert (tracking["number"], tracking["carrier"]) == (None, "DHL Express")
    refused = send(api, 1, "S-2", tracking={"url": "https://carrier.example"})
    assert (refused.status_code, "give one of them" in refused.text) == (422, True)


@pytest.mark.parametrize("lot", [None, "L1"])
def test_what_has_no_lot_is_refused_with_both_numbers(api: TestClient, lot: str | None) -> None:
    answer = send(api, 6, lot=lot)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (409, "units_without_lot")
    assert (error["available"], error["asked"]) == (5, 6)
    assert "6" in error["message"]


def test_a_reason_lets_units_leave_without_a_lot(api: TestClient) -> None:
    answer = send(api, 6, untraced_reason="the label was gone")
    assert get_lines(answer) == [(5, "L1"), (1, None)]


@pytest.mark.parametrize("lot", [None, "L1"])
def test_another_content_under_the_same_id_is_a_conflict(api: TestClient, lot: str | None) -> None:
    send(api, 3, lot=lot)
    answer = send(api, 2, lot=lot)
    assert (answer.status_code, answer.json()["error"]["type"]) == (409, "conflict")
    other = send(api, 3, lot=lot, notify_customer=False)
    assert (other.status_code, "notify_customer" in other.json()["error"]["message"]) == (409, True)


def test_an_unknown_lot_is_not_found(api: TestClient) -> None:
    assert send(api, 1, lot="NONE").status_code == 404


def test_a_cancelled_shipment_can_be_shipped_again_under_another_id(api: TestClient) -> None:
    send(api, 5)
    assert api.delete("/api/v1/shipments/S-1").status_code == 202
    assert get_lines(send(api, 5, "S-2", lot="L1")) == [(5, "L1")]
