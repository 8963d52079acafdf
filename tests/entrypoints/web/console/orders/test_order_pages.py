"""An order is shown in full, also before it is booked, and the list says how far each is."""

from collections.abc import Generator

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.product import Item, MappedItem
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_orders
from tests.builders import (
    ORDER_ID,
    SHOP,
    VARIANT_ID,
    a_delivery,
    a_link,
    a_new_event,
    a_sales_order,
    a_shop,
    a_variant,
    an_order_body,
    euros,
)
from tests.entrypoints.web.console.local_console import open_local_console, send_form

OTHER_ID = 7
BLOCKED_URL = f"/console/orders/{SHOP}/{ORDER_ID}"


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    """The console of a local installation with an order that is booked, and one that lacks a product."""
    now = container.clock().now()
    booked = a_sales_order(
        shopify_order_id=OTHER_ID,
        name="#1002",
        total=euros("1234.50"),
        email="ada@example.com",
        shipping_address=Address("Grace Hopper"),
    )
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        (erp_id,) = tx.erp.orders.apply([booked])
        tx.order_links.save([a_link(OTHER_ID, erp_id)])
        describe_orders(tx, [erp_id], now)
        tx.mappings.upsert_variants(SHOP, [a_variant(VARIANT_ID, sku="TEA")])
        tx.erp.catalog.put([Item("ART-1", "Earl Grey, 100 g", "TEA")])
        body = an_order_body(email="Ada@Example.com")
        tx.events.add([a_new_event(resource_key=f"order:{ORDER_ID}", delivery=a_delivery(body=body))])
        (event,) = tx.events.claim(WorkerId("a-worker-of-the-test", 1), now, 9)
        waiting = (f"variant:{VARIANT_ID}",)
        tx.events.settle([(event, Settlement(EventStatus.PARKED, "not mapped", waiting_for=waiting))], now)
        tx.commit()
    with open_local_console(container) as client:
        yield client


def test_the_list_says_of_each_order_how_far_it_is(console: TestClient) -> None:
    page = console.get("/console/orders").text
    for text in (
        "#1001",
        "Blocked",
        "#1002",
        "Booked",
        "Grace H.",
        "1\N{NARROW NO-BREAK SPACE}234.50\N{NO-BREAK SPACE}EUR",
    ):
        assert text in page
    blocked = console.get("/console/orders?state=blocked").text
    assert ["#1001" in blocked, "#1002" in blocked] == [True, False]
    assert "No orders match" in console.get("/console/orders?state=failed").text


def test_an_e_mail_address_finds_the_same_orders_whatever_its_case_with_customer_and_date(console: TestClient) -> None:
    pages = []
    for address in ("ada@example.com", "ADA@EXAMPLE.COM"):
        _, text = send_form(console, "/console/orders", {"text": address})
        assert not text
        token = console.get("/console/stores").text.partition('name="csrf" value="')[2].partition('"')[0]
        location = console.post("/console/orders", data={"csrf": token, "text": address}).headers["location"]
        pages.append(console.get(location).text)
    for page in pages:
        assert ["#1001" in page, "#1002" in page, "Grace H." in page] == [True] * 3
        assert page.count("<time ") >= 2


def test_an_order_that_is_not_booked_shows_its_payload_and_masks_its_customer(console: TestClient) -> None:
    page = console.get(BLOCKED_URL).text
    for text in ("Not booked yet", "Earl Grey", "15.71", "A•••@Example.com", "product isn&#39;t mapped", "ART-1"):
        assert text in page
    assert "Ada@Example.com" not in page
    assert "Ada@Example.com" in console.get(f"{BLOCKED_URL}?personal_data=show").text


def test_a_missing_product_is_mapped_on_the_orders_page(console: TestClient, container: Container) -> None:
    status, _ = send_form(console, f"{BLOCKED_URL}/map/{VARIANT_ID}", {"item": "ART-1"})
    assert status == 303
    with container.read_transaction() as tx:
        assert tx.mappings.get_items(SHOP, [VARIANT_ID]) == {VARIANT_ID: MappedItem("ART-1")}
        assert tx.events.count_by_status() == {EventStatus.PENDING: 1}
    page = console.get(BLOCKED_URL).text
    assert "Nothing is missing now: the order is booked in a moment." in page
    assert "Undo" not in page.partition('class="toasts"')[2]


def test_an_order_that_failed_is_not_said_to_be_booked_when_its_product_is_mapped(
    console: TestClient, container: Container
) -> None:
    with container.unit_of_work()() as tx:
        tx.events.release(SHOP, [f"variant:{VARIANT_ID}"], container.clock().now())
        events = tx.events.claim(WorkerId("a-worker-of-the-test", 1), container.clock().now(), 9)
        tx.events.settle([(each, Settlement(EventStatus.DEAD, "refused")) for each in events], container.clock().now())
        tx.commit()
    send_form(console, f"{BLOCKED_URL}/map/{VARIANT_ID}", {"item": "ART-1"})
    assert "Nothing is missing now: retry the order." in console.get(BLOCKED_URL).text
