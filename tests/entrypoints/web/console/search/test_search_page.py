"""One search for everything: the page works without scripts, and the palette gets the same as JSON."""

from collections.abc import Generator, Mapping
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.user import Role
from novex_shopify.domain.model.webhook_event import NewEvent
from novex_shopify.domain.use_cases.indexing.index_records import index_customers, index_orders
from tests.audited_world import list_entries
from tests.builders import (
    NOON,
    ORDER_ID,
    OTHER_SHOP,
    SHOP,
    a_customer,
    a_delivery,
    a_sales_order,
    a_shop,
    an_order_body,
)
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.entrypoints.web.console.signed_in import add_user, sign_in_as

ORDER_URL = f"/console/orders/{SHOP}/{ORDER_ID}"


@pytest.fixture
def container(container: Container) -> Container:
    """Two stores, an order of each for Anna, who is a customer."""
    orders = [
        a_sales_order(shop_domain=shop, name=name, shipping_address=Address("Anna Berg"))
        for shop, name in ((SHOP, "#1001"), (OTHER_SHOP, "#2001"))
    ]
    with container.transaction() as tx:
        for shop, order in zip((SHOP, OTHER_SHOP), orders, strict=True):
            tx.shops.save(a_shop(domain=shop))
            index_orders(tx, dict(zip(tx.erp.orders.apply([order]), [order], strict=True)))
        customer = a_customer(first_name="Anna", last_name="Berg")
        index_customers(tx, SHOP, dict.fromkeys(tx.erp.customers.add(SHOP, [customer]), customer))
        tx.commit()
    return container


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client


def suggest(client: TestClient, text: str, query: str = "") -> Mapping[str, list[str]]:
    """The titles by group."""
    response = client.get(f"/console/search/suggestions{query}", headers={"X-Search-Text": quote(text)})
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    return {group["label"]: [each["title"] for each in group["options"]] for group in response.json()["groups"]}


def test_a_name_finds_orders_and_customers_and_does_not_stand_in_the_address(console: TestClient) -> None:
    response = console.post("/console/search", data={"csrf": read_token(console), "text": "anna berg"})
    address = response.headers["location"]
    assert response.status_code == 303
    assert "anna" not in address
    page = console.get(address).text
    for part in ("#1001", "#2001", "Anna B.", '<a href="/console/customers/1">', f'<a href="{ORDER_URL}">'):
        assert part in page, part
    assert "Anna Berg</a>" not in page


def read_token(client: TestClient) -> str:
    return client.get("/console/search").text.partition('name="csrf" value="')[2].partition('"')[0]


def test_a_single_match_leads_to_its_page(console: TestClient) -> None:
    response = console.get("/console/search?text=%231001")
    assert (response.status_code, response.headers["location"]) == (303, ORDER_URL)


def test_pages_and_actions_are_found_by_their_words(console: TestClient) -> None:
    assert suggest(console, "locat") == {"Pages and actions": ["Locations"]}
    assert suggest(console, "api create") == {"Pages and actions": ["Create an API token"]}
    assert {"Orders", "Health", "Connect a store"} <= set(suggest(console, "")["Pages and actions"])
    assert "Create an API token" in console.get("/console/search?text=api").text


def test_the_chosen_store_limits_what_is_found(console: TestClient) -> None:
    assert suggest(console, "anna")["Orders"] == ["#2001", "#1001"]
    assert suggest(console, "anna", f"?shop={OTHER_SHOP}") == {"Orders": ["#2001"]}
    send_form(console, "/console/store", {"shop": OTHER_SHOP, "next": "/console"})
    assert f"shop={OTHER_SHOP}" in console.get("/console/search?text=anna&kind=order").text


def test_a_kind_can_be_shown_alone(console: TestClient) -> None:
    page = console.get("/console/search?text=anna&kind=customer").text
    assert "Anna B." in page
    assert "#1001" not in page
    assert "All results" in page


@pytest.mark.parametrize("text", ["qqqqq", "#", "🙂", "a" * 500, "%00", "<script>", "kind:order"])
def test_what_matches_nothing_says_how_to_search(console: TestClient, text: str) -> None:
    page = console.get(f"/console/search?text={quote(text)}")
    assert page.status_code == 200
    assert "Nothing matches" in page.text
    assert "<script>”" not in page.text
    assert suggest(console, text) == {}


def test_a_viewer_finds_no_people_and_only_the_pages_of_the_role(web: TestClient, container: Container) -> None:
    sign_in_as(web, container, add_user(container, "Vera", Role.VIEWER))
    assert suggest(web, "anna") == suggest(web, "invite") == {}
    assert suggest(web, "1001") == {"Orders": ["#1001"]}
    assert web.get("/console/customers/1").status_code == 403
    assert "Users and roles" not in suggest(web, "")["Pages and actions"]
    sign_in_as(web, container, add_user(container, "Paul", Role.PACKER))
    assert suggest(web, "anna") == {"Orders": ["#2001", "#1001"], "Customers": ["Anna B."]}
    assert "Invite a user" not in suggest(web, "")["Pages and actions"]


def test_a_viewer_finds_no_people_in_lists_either(web: TestClient, container: Container) -> None:
    with container.transaction() as tx:
        body = an_order_body(id=7, name="#3001", email="anna@example.com", phone="+49301234567")
        tx.events.add([NewEvent(a_delivery("orders/create", body, "1"), "order:7", NOON)])
        tx.erp.orders.apply([a_sales_order(email="anna@example.com")])
        tx.commit()
    found = {}
    for role in (Role.PACKER, Role.VIEWER):
        sign_in_as(web, container, add_user(container, role.name, role))
        texts = ("anna@example.com", "anna\uff20example.com", "+49301234567", "1001")
        responses = {text: web.get(f"/console/orders?text={quote(text)}") for text in texts}
        found[role] = {
            text for text, page in responses.items() if page.status_code == 303 or "/orders/tea" in page.text
        }
    assert found == {Role.PACKER: set(texts), Role.VIEWER: {"1001"}}


def test_a_customer_is_masked_until_somebody_asks(console: TestClient, container: Container) -> None:
    page = console.get("/console/customers/1").text
    assert "Anna B." in page
    assert "ada@example.com" not in page
    assert "ada@example.com" in console.get("/console/customers/1?personal_data=show").text
    assert list_entries(container)[0].action is AuditAction.PERSONAL_DATA_SHOWN
    assert console.get("/console/customers/404").status_code == 404
