"""Connecting a store in the browser, its subscriptions and settings, and letting it go."""

import re

from playwright.sync_api import Page, expect

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, UnmappedProducts
from tests.browser.product import Product
from tests.browser.visitor import Visitor

SHOP = ShopDomain("paper-boats.myshopify.com")


def settings(product: Product, shop: ShopDomain) -> ShopSettings:
    """What is decided for a store."""
    with product.container.unit_of_work()() as tx:
        return tx.shops.settings(shop)


def test_a_store_is_connected_on_its_own_consent_page(product: Product, visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/console/stores")
    visitor.look_closely("stores-none")
    page.get_by_label("The store's address").fill(SHOP)
    page.get_by_role("button", name="Connect").click()
    page.get_by_role("button", name="Install").click()
    expect(page.get_by_role("heading")).to_have_text(f"{SHOP} is connected")
    page.get_by_role("link", name="Go to the console").click()
    page.get_by_role("link", name="Stores").click()
    page.get_by_role("link", name=SHOP).click()
    expect(page.get_by_text("subscribed", exact=True).first).to_be_visible()
    expect(page.get_by_text("missing", exact=True)).to_have_count(0)
    today = product.container.clock().now().date()
    product.container.prove_orders()(SHOP, today, today)
    page.reload()
    expect(page.get_by_role("region", name="Proof")).to_contain_text("whole")
    visitor.look_closely("store")


def test_a_subscription_that_is_gone_is_repaired(product: Product, page: Page) -> None:
    product.connect("gone-away.myshopify.com")
    shop = ShopDomain("gone-away.myshopify.com")
    with product.container.unit_of_work()() as tx:
        tx.subscriptions.replace(shop, tx.subscriptions.of(shop)[1:])
        tx.commit()
    page.goto(f"/console/stores/{shop}")
    expect(page.get_by_text("missing", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Repair now").click()
    expect(page.get_by_role("status")).to_contain_text("being looked after")
    expect(page.get_by_text("missing", exact=True)).to_have_count(0)


def test_settings_are_changed_and_what_would_do_harm_is_refused(product: Product, page: Page) -> None:
    product.connect("settings.myshopify.com")
    shop = ShopDomain("settings.myshopify.com")
    page.goto(f"/console/stores/{shop}")
    page.get_by_label("Days that finished events are kept").fill("30")
    page.get_by_label("An order with a product that is not mapped").select_option("is booked without an item")
    page.get_by_label("Tell Shopify of shipments of test orders").check()
    page.get_by_label("Carriers").fill("Post=Deutsche Post\nGLS=GLS")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("The settings are saved.")
    decided = settings(product, shop)
    assert (decided.keep_events_days, decided.unmapped_products) == (30, UnmappedProducts.PLACEHOLDER)
    assert (decided.ship_test_orders, decided.carriers) == (True, {"Post": "Deutsche Post", "GLS": "GLS"})
    page.get_by_label("Days that finished events are kept").fill("1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 7 days")
    assert settings(product, shop) == decided


def test_a_store_is_let_go_after_it_was_said_what_that_means(product: Product, visitor: Visitor) -> None:
    product.connect("farewell.myshopify.com")
    page = visitor.page
    page.goto("/console/stores/farewell.myshopify.com")
    page.get_by_role("link", name="Disconnect").click()
    visitor.look_closely("disconnect")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("disconnected"))
    expect(page.get_by_role("button", name="Connect anew")).to_be_visible()
