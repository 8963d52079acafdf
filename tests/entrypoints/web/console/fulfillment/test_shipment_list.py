"""The list of shipments says of each what it is, whose it is, and what keeps it from Shopify."""

from collections.abc import Generator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.config.settings import Settings
from novex_shopify.domain.errors import CannotAllocate
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.fulfillment import PushAttempt, PushStatus
from novex_shopify.domain.model.work import WorkerId
from tests.builders import ORDER_ID, SHOP, a_sales_order, a_shipment, a_shop
from tests.entrypoints.web.console.local_console import open_local_console

WORKER = WorkerId("a-worker-of-the-test", 1)


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with a shipment of an order that was refunded."""
    now = container.clock().now()
    refusal = CannotAllocate(["'Earl Grey': 2 shipped, 0 expected from there; nothing more of it is left to ship"])
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        (line,) = a_sales_order().lines
        tx.erp.orders.apply(
            [
                a_sales_order(
                    lines=(replace(line, current_quantity=0),),
                    financial_status="refunded",
                    shipping_address=Address("Ada Lovelace"),
                )
            ]
        )
        tx.pushes.add(a_shipment("SHIP-OUT-1004"), SHOP, ORDER_ID, PushStatus.PENDING, now)
        push = tx.pushes.claim(WORKER, now)
        assert push
        attempt = PushAttempt(1, now, str(WORKER), (), str(refusal), refusal.title, refusal.details)
        tx.pushes.settle(push, PushStatus.PARKED, attempt)
        tx.pushes.add(a_shipment("SHIP-2", "777"), None, None, PushStatus.NOT_SHOPIFY, now)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def test_a_shipment_names_its_order_customer_contents_carrier_and_problem(console: TestClient) -> None:
    page = console.get("/console/shipments").text
    for text in (
        "SHIP-OUT-1004",
        "#1001",
        "Ada L.",
        "2 items",
        "2 \N{MULTIPLICATION SIGN} Earl Grey",
        "DHL Express",
        "tracking-id=JD01",
    ):
        assert text in page
    for text in ("Nothing is left to ship", "Order was refunded; nothing is left to ship.", "Cancel this shipment."):
        assert page.count(text) == 1
    assert "Not a Shopify order" in page
    assert not [word for word in ("CannotAllocate", "gid://", "Lovelace") if word in page]
    assert "every 3s" in page


def test_shipments_are_found_by_tracking_number_and_by_order(console: TestClient) -> None:
    for text, found in (
        ("JD01", [True, True]),
        ("%231001", [True, False]),
        ("SHIP-2", [False, True]),
        ("x", [False] * 2),
    ):
        page = console.get(f"/console/shipments?text={text}").text
        assert [f">{number}<" in page for number in ("SHIP-OUT-1004", "SHIP-2")] == found
    assert "No shipments match this filter" in console.get("/console/shipments?text=x").text


def test_without_shipments_the_page_says_how_they_get_here(settings: Settings, container: Container) -> None:
    with open_local_console(container) as client:
        page = client.get("/console/shipments").text
    assert "When your ERP ships an order" in page
    assert "connector." not in page
