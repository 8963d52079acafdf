"""The pages for people."""

from tests.entrypoints.sandbox.harness import Store


def test_the_front_page_lists_the_stores(store: Store) -> None:
    assert "No store yet" in store.client.get("/").text
    opened = store.client.post("/sandbox/stores", data={"name": "Tea-House"})
    assert opened.url.path == f"/sandbox/stores/{store.shop}"
    assert store.shop in store.client.get("/sandbox").text


def test_the_buttons_place_and_update_an_order(connected: Store) -> None:
    connected.subscribe("ORDERS_CREATE", "ORDERS_UPDATED")
    page = f"/sandbox/stores/{connected.shop}"
    assert "#1001" in connected.client.post(f"{page}/orders").text
    number = connected.control("GET", "/orders")["orders"][0]["order"]["id"]
    assert (
        "leave at the &lt;door&gt;"
        in connected.client.post(f"{page}/orders/{number}", data={"note": "leave at the <door>"}).text
    )
    connected.settle()
    shown = connected.client.get(page).text
    assert "orders/updated" in shown
    assert "delivered" in shown


def test_a_page_says_what_went_wrong(store: Store) -> None:
    answer = store.client.post(f"/sandbox/stores/{store.shop}/orders/7", data={"note": ""})
    assert answer.status_code == 422
    assert "note: write what should stand on the order" in answer.text
