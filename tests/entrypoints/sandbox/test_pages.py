"""The sandbox's pages."""

import pytest

from novex_shopify.entrypoints.sandbox.model.webhooks import DeliveryState
from tests.entrypoints.sandbox.harness import SandboxShop


def test_the_front_page_lists_the_shops(store: SandboxShop) -> None:
    assert "No stores yet" in store.client.get("/").text
    opened = store.client.post("/sandbox/stores", data={"name": "Tea-House"})
    assert opened.url.path == f"/sandbox/stores/{store.domain}"
    assert store.domain in store.client.get("/sandbox").text


def test_the_buttons_place_and_update_an_order(connected: SandboxShop) -> None:
    connected.subscribe("ORDERS_CREATE", "ORDERS_UPDATED")
    page = f"/sandbox/stores/{connected.domain}"
    assert "#1001" in connected.client.post(f"{page}/orders").text
    number = connected.call_control_api("GET", "/orders")["orders"][0]["order"]["id"]
    assert (
        "leave at the &lt;door&gt;"
        in connected.client.post(f"{page}/orders/{number}", data={"note": "leave at the <door>"}).text
    )
    connected.wait_for_deliveries()
    shown = connected.client.get(page).text
    assert "orders/updated" in shown
    assert "Delivered" in shown


def test_a_page_says_what_went_wrong(store: SandboxShop) -> None:
    answer = store.client.post(f"/sandbox/stores/{store.domain}/orders/7", data={"note": ""})
    assert answer.status_code == 422
    assert "note: enter a note" in answer.text


@pytest.mark.parametrize("state", DeliveryState)
def test_the_page_of_a_shop_shows_deliveries_of_every_state(connected: SandboxShop, state: DeliveryState) -> None:
    connected.subscribe("ORDERS_CREATE")
    connected.place_order()
    connected.wait_for_deliveries()
    (delivery,) = connected.state.get_or_create_shop(connected.domain).deliveries.values()
    delivery.state = state
    page = connected.client.get(f"/sandbox/stores/{connected.domain}")
    assert page.status_code == 200
    assert state.capitalize() in page.text


def test_the_page_of_a_shop_shows_dropped_deliveries(connected: SandboxShop) -> None:
    connected.subscribe("ORDERS_CREATE")
    connected.call_control_api("POST", "/drop-rate", {"drop_rate": 1})
    connected.place_order()
    page = connected.client.get(f"/sandbox/stores/{connected.domain}")
    assert "Dropped" in page.text
    assert "not sent" in page.text


def test_stock_is_counted_on_the_page_of_a_shop(connected: SandboxShop) -> None:
    level = connected.call_control_api("GET", "/inventory?sku=TEA-EARL-100")["levels"][0]
    address = f"/sandbox/stores/{connected.domain}/stock/{level['inventory_item_id']}/{level['location_id']}"
    assert (
        'value="42" aria-label="On hand of TEA-EARL-100' in connected.client.post(address, data={"on_hand": "42"}).text
    )
    assert connected.client.post(address, data={"on_hand": "many"}).status_code == 422
