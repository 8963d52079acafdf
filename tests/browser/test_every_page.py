"""Every page, with long texts in every list: nothing is cut off, and axe finds nothing.

In `make test` each is looked at in its most telling views, in `make pages` in all.
"""

from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, expect

from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.web.console.routes import routes
from tests.browser.console_user import ConsoleUser, open_tab
from tests.browser.page_faults import VIEWS_OF_A_STATE, find_faults, find_faults_of_double_text, open_all_details
from tests.browser.running_product import RunningProduct
from tests.console_addresses import ADDRESSES, NOT_PAGES
from tests.planted_records import ERROR, plant_records
from tests.polling import wait_until

SHOP = ShopDomain("a-store-with-a-rather-long-name-of-its-own.myshopify.com")


@pytest.fixture(scope="module")
def ids(product: RunningProduct, key: str) -> dict[str, object]:
    """A store with an order, a shipment that cannot be sent, and a failed import, all with long texts."""
    order_id: int = product.connect_shop(SHOP).place_custom_order({})["id"]
    wait_until(lambda: product.container.get_overview()()[0].parked, 10, "the order to wait for its products")
    product.container.push_fulfillment()(
        Shipment("SHIP-OUT-2026-11-26-1004", "1", (ShipmentLine(1, 1),), Tracking("JD01460000" * 4, "DHL Express"))
    )
    with product.container.engine().begin() as connection:
        connection.exec_driver_sql(
            "UPDATE shopify_fulfillment_pushes"
            " SET status = 'parked', last_error = ?, shop_domain = ?, shopify_order_id = ?",
            (ERROR, SHOP, order_id),
        )
        connection.exec_driver_sql(
            "UPDATE shopify_webhook_events SET last_error = ?, retried_at = '2026-11-26 12:00:00.000000'"
            " WHERE status = 'parked'",
            (ERROR,),
        )
    return {"order": order_id, **plant_records(product.container, SHOP)}


@pytest.fixture(scope="module")
def tab(chromium: Browser, product: RunningProduct, key: str) -> Generator[ConsoleUser]:
    """One tab for all pages: a new one would start a process, and compile every script and axe once more."""
    with open_tab(chromium, product) as user:
        user.use_session(key)
        yield user


@pytest.fixture
def visitor(tab: ConsoleUser) -> Generator[ConsoleUser]:
    """A signed-in user in that tab."""
    tab.console_errors.clear()
    yield tab
    assert tab.console_errors == []


def test_every_page_is_looked_at() -> None:
    routed = {route.path for route in routes if "GET" in (route.methods or ())}
    assert {f"/console{path}" for path in ADDRESSES} == routed - NOT_PAGES


@pytest.mark.parametrize("route", ADDRESSES)
def test_a_page_has_no_fault(visitor: ConsoleUser, ids: dict[str, object], route: str) -> None:
    page = visitor.page
    for address in ADDRESSES[route]:
        page.goto(f"/console{address.format(**ids)}")
        open_all_details(page)
        faults = [f"{fault} ({', '.join(views)})" for fault, views in find_faults(page).items()]
        faults += [f"{fault} (text of 200 %)" for fault in find_faults_of_double_text(page)]
        assert not faults, "\n".join([address, *faults])


def test_every_component_has_enough_contrast_in_both_themes(visitor: ConsoleUser) -> None:
    visitor.page.goto("/console/components")
    open_all_details(visitor.page)
    assert find_faults(visitor.page, VIEWS_OF_A_STATE) == {}


@pytest.mark.usefixtures("ids")
def test_an_open_menu_and_the_shortcuts_have_no_fault(visitor: ConsoleUser) -> None:
    page = visitor.page
    page.goto("/console/health")
    for menu in page.locator(".top-bar summary").all():
        menu.click()
        assert find_faults(page, VIEWS_OF_A_STATE) == {}
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_visible()
    assert find_faults(page, VIEWS_OF_A_STATE) == {}
