"""The pages for people."""

from tests.entrypoints.sandbox.harness import SandboxShop


def test_the_front_page_lists_the_shops(store: SandboxShop) -> None:
    assert "No store yet" in store.client.get("/").text
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
    assert "delivered" in shown


def test_a_page_says_what_went_wrong(store: SandboxShop) -> None:
    answer = store.client.post(f"/sandbox/stores/{store.domain}/orders/7", data={"note": ""})
    assert answer.status_code == 422
    assert "note: write what should stand on the order" in answer.text
