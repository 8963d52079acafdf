"""A shipment that Shopify does not take is corrected, given up with a reason, or cancelled."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.fulfillment import FulfillmentPush, PushStatus, Shipment, ShipmentLine, Tracking
from tests.entrypoints.web.console.local_console import open_local_console, send_form

SHIPMENT = Shipment("SHIP-1", "212", (ShipmentLine(1, 1),), Tracking("JD-OLD"))


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with a shipment that waits."""
    with container.transaction() as tx:
        tx.pushes.add(SHIPMENT, None, None, PushStatus.PENDING, container.clock().now())
        tx.commit()
    with open_local_console(container) as client:
        yield client


def get_push(container: Container) -> FulfillmentPush:
    with container.transaction() as tx:
        push = tx.pushes.get(SHIPMENT.id)
    assert push
    return push


def test_the_tracking_is_corrected(console: TestClient, container: Container) -> None:
    form = {"shipment": "SHIP-1", "number": "JD-NEW", "carrier": "DHL"}
    assert send_form(console, "/console/shipments/tracking", form)[0] == 303
    assert get_push(container).shipment.tracking == Tracking("JD-NEW", "DHL")
    assert send_form(console, "/console/shipments/tracking", {"shipment": "SHIP-1"})[0] == 422


def test_it_is_given_up_only_with_a_reason(console: TestClient, container: Container) -> None:
    assert send_form(console, "/console/shipments/give-up", {"shipment": "SHIP-1"})[0] == 422
    form = {"shipment": "SHIP-1", "reason": "handed over in the shop"}
    assert send_form(console, "/console/shipments/give-up", form)[0] == 303
    push = get_push(container)
    assert (push.status, push.last_error) == (PushStatus.REFUSED, "given up: handed over in the shop")


def test_its_quantities_are_corrected_with_a_reason(console: TestClient, container: Container) -> None:
    form = {"shipment": "SHIP-1", "quantity-1": "3", "quantity-99": "1"}
    assert send_form(console, "/console/shipments/quantities", form)[0] == 422
    for quantity, status in (("three", 422), ("0", 422), ("3", 303)):
        changed = {**form, "quantity-1": quantity, "reason": "counted again"}
        assert send_form(console, "/console/shipments/quantities", changed)[0] == status
    push = get_push(container)
    assert push.shipment.lines == (ShipmentLine(1, 3),)
    assert push.history[-1].steps == ("Quantities were changed by local user: counted again",)


def test_it_is_marked_as_shipped_elsewhere_with_a_reason(console: TestClient, container: Container) -> None:
    assert send_form(console, "/console/shipments/elsewhere", {"shipment": "SHIP-1"})[0] == 422
    form = {"shipment": "SHIP-1", "reason": "entered in Shopify by hand"}
    assert send_form(console, "/console/shipments/elsewhere", form)[0] == 303
    assert get_push(container).status is PushStatus.ELSEWHERE
    assert "Shipped elsewhere" in console.get("/console/shipments").text


def test_it_is_cancelled(console: TestClient, container: Container) -> None:
    assert send_form(console, "/console/shipments/cancel", {"shipment": "SHIP-1"})[0] == 303
    assert get_push(container).shipment.cancelled
    assert "Give up" in console.get("/console/shipments").text


def test_chosen_shipments_are_retried_unless_they_ended(console: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        tx.pushes.add(replace(SHIPMENT, id="SHIP-2"), None, None, PushStatus.PARKED, container.clock().now())
        tx.pushes.add(replace(SHIPMENT, id="SHIP-3"), None, None, PushStatus.PUSHED, container.clock().now())
        tx.commit()
    form: dict[str, str | list[str]] = {
        "id": ["SHIP-2", "SHIP-3", "SHIP-9"],
        "next": "/console/shipments?status=failed",
    }
    assert send_form(console, "/console/shipments/retry-chosen", form)[0] == 303
    with container.transaction() as tx:
        pushes = [tx.pushes.get(shipment) for shipment in ("SHIP-2", "SHIP-3")]
    assert [push.status for push in pushes if push] == [PushStatus.PENDING, PushStatus.PUSHED]
    assert "1 shipment queued for retry" in console.get("/console/shipments").text


def test_the_file_of_shipments_has_those_of_the_filter(console: TestClient) -> None:
    header, row = console.get("/console/shipments?format=csv&status=waiting").text.splitlines()
    columns = "shipment,created,order,store,items,lots,carrier,tracking,contents,tracking_pages,delivery,label,cost"
    assert header.removeprefix("\ufeff").startswith(columns)
    assert row.startswith("SHIP-1,")
    assert len(console.get("/console/shipments?format=csv&status=pushed").text.splitlines()) == 1
