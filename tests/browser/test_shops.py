"""A store is connected, repaired, configured and disconnected in the browser."""

import re

from playwright.sync_api import Page, expect

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct

SHOP = ShopDomain("paper-boats.myshopify.com")


def get_settings(product: RunningProduct, shop: ShopDomain) -> ShopSettings:
    """The settings of a store."""
    with product.container.unit_of_work()() as tx:
        return tx.shops.get_settings(shop)


def test_a_shop_is_connected_on_its_own_consent_page(product: RunningProduct, visitor: ConsoleUser) -> None:
    page = visitor.page
    page.goto("/console/stores")
    visitor.check_page("stores-none")
    page.get_by_label("Store address").fill(SHOP)
    page.get_by_role("button", name="Connect").click()
    page.get_by_role("button", name="Install").click()
    expect(page.get_by_role("heading")).to_have_text(f"{SHOP} is connected")
    page.get_by_role("link", name="Go to the console").click()
    page.get_by_role("link", name="Stores").click()
    page.get_by_role("link", name=SHOP).click()
    expect(page.get_by_text("Missing", exact=True)).to_have_count(0)
    page.get_by_text(re.compile(r"^\d+ topics$")).click()
    expect(page.get_by_text("Subscribed", exact=True).first).to_be_visible()
    today = product.container.clock().now().date()
    product.container.audit_orders()(SHOP, today, today)
    page.reload()
    expect(page.get_by_role("region", name="Data check")).to_contain_text("Matches")
    visitor.check_page("store")


def test_a_missing_subscription_is_repaired(product: RunningProduct, page: Page) -> None:
    product.connect_shop("gone-away.myshopify.com")
    shop = ShopDomain("gone-away.myshopify.com")
    with product.container.unit_of_work()() as tx:
        tx.subscriptions.replace(shop, tx.subscriptions.list_for_shop(shop)[1:])
        tx.commit()
    page.goto(f"/console/stores/{shop}")
    expect(page.get_by_text("Missing", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Repair now").click()
    expect(page.get_by_role("status")).to_contain_text("Repairing subscriptions…")
    expect(page.get_by_text("Missing", exact=True)).to_have_count(0)


def test_settings_are_changed_and_harmful_ones_are_refused(product: RunningProduct, page: Page) -> None:
    product.connect_shop("settings.myshopify.com")
    shop = ShopDomain("settings.myshopify.com")
    page.goto(f"/console/stores/{shop}")
    page.get_by_label("Keep processed events for (days)").fill("30")
    page.get_by_label("Orders with unmapped products").select_option("Book without an item")
    page.get_by_label("Send shipments of test orders to Shopify").check()
    page.get_by_label("Carrier names").fill("Post=Deutsche Post\nGLS=GLS")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Settings saved")
    decided = get_settings(product, shop)
    assert (decided.keep_events_days, decided.unmapped_products) == (30, UnmappedProducts.PLACEHOLDER)
    assert (decided.ship_test_orders, decided.carriers) == (True, {"Post": "Deutsche Post", "GLS": "GLS"})
    page.get_by_label("Keep processed events for (days)").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("7 to 3650 days")
    assert get_settings(product, shop) == decided


def test_a_shop_is_disconnected_after_the_consequences_were_shown(
    product: RunningProduct, visitor: ConsoleUser
) -> None:
    product.connect_shop("farewell.myshopify.com")
    page = visitor.page
    page.goto("/console/stores/farewell.myshopify.com")
    page.get_by_role("link", name="Disconnect").click()
    visitor.check_page("disconnect")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Disconnected"))
    expect(page.get_by_role("button", name="Reconnect")).to_be_visible()
