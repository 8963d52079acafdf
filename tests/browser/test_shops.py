"""A store is connected, repaired, configured and disconnected in the browser."""

import re

from playwright.sync_api import Page, expect

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from novex_shopify.domain.policies.reconciliation import to_day
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = ShopDomain("paper-boats.myshopify.com")


def get_settings(product: RunningProduct, shop: ShopDomain) -> ShopSettings:
    """The settings of a store."""
    with product.container.unit_of_work()() as tx:
        return tx.shops.get_settings(shop)


def test_a_shop_is_connected_on_its_own_consent_page(product: RunningProduct, visitor: ConsoleUser) -> None:
    page = visitor.page
    page.goto("/console/stores")
    visitor.check_page("stores-none")
    page.get_by_label("Store name or address").fill(f"https://{SHOP}/admin/products")
    page.get_by_role("button", name="Connect").click()
    page.get_by_role("button", name="Install").click()
    expect(page.get_by_role("heading")).to_have_text(f"{SHOP} is connected")
    visitor.check_page("connected")
    page.get_by_role("link", name="See the progress of paper-boats").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Connected")
    assert page.locator("main .danger, main button.primary").count() == 0  # nothing loud on a healthy store
    visitor.check_page("store")
    page.get_by_role("navigation", name="Pages of the store").get_by_role("link", name="Webhooks").click()
    expect(page.get_by_text("Subscribed", exact=True).first).to_be_visible()
    expect(page.get_by_text("Missing", exact=True)).to_have_count(0)
    check_orders_of_a_day(product, visitor)


def check_orders_of_a_day(product: RunningProduct, visitor: ConsoleUser) -> None:
    """Check a day with an order that the ERP does not have yet, because its products are not mapped."""
    page = visitor.page
    with product.container.unit_of_work()() as tx:
        shop = tx.shops.get(SHOP)
    assert shop
    today = to_day(product.container.clock().now(), shop.profile.zone)
    product.sandbox.get_shop(SHOP).place_custom_order({})
    wait_until(lambda: product.container.get_overview()()[0].blocked_orders == 1, 10, "the order to wait")
    page.get_by_role("link", name="Data check").last.click()
    page.get_by_text("Other days").click()
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(f"#day-{today}").get_by_text("1 difference").wait_for()
    visitor.check_page("data-check")
    page.locator(f"#day-{today}").get_by_role("link").click()
    expect(page.get_by_role("region", name="Differences")).to_contain_text("Missing")
    visitor.check_page("data-check-day")
    page.get_by_role("button", name="Repair all").click()
    expect(page.get_by_text(re.compile("Repairing .*…"))).to_be_visible()


def test_a_missing_subscription_is_repaired(product: RunningProduct, page: Page) -> None:
    product.connect_shop("gone-away.myshopify.com")
    shop = ShopDomain("gone-away.myshopify.com")
    with product.container.unit_of_work()() as tx:
        tx.subscriptions.replace(shop, tx.subscriptions.list_for_shop(shop)[1:])
        tx.commit()
    with product.container.engine().begin() as connection:  # long ago, so it is not being set up
        connection.exec_driver_sql("UPDATE shopify_shops SET installed_at = '2026-01-01 00:00:00.000000'")
    page.goto(f"/console/stores/{shop}/webhooks")
    expect(page.get_by_text("Missing", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Repair now").click()
    expect(page.get_by_role("status")).to_contain_text("Repairing subscriptions…")
    expect(page.get_by_text("Missing", exact=True)).to_have_count(0)


def test_settings_are_changed_and_harmful_ones_are_refused(product: RunningProduct, page: Page) -> None:
    product.connect_shop("settings.myshopify.com")
    shop = ShopDomain("settings.myshopify.com")
    page.goto(f"/console/stores/{shop}/settings")
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
    page.goto("/console/stores/farewell.myshopify.com/settings")
    visitor.check_page("store-settings")
    page.get_by_role("link", name="Disconnect").click()
    visitor.check_page("disconnect")
    page.get_by_label("Enter farewell to confirm").fill("farewell")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Disconnected"))
    expect(page.get_by_role("button", name="Reconnect")).to_be_visible()
