"""Imports are started, watched and cancelled, and refused lines are listed."""

import re

from playwright.sync_api import Page, expect

from novex_shopify.domain.model.bulk_operation import RefusedLine
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct

SHOP = ShopDomain("tea-and-paper.myshopify.com")


def test_an_empty_imports_page_shows_the_form(visitor: ConsoleUser) -> None:
    visitor.page.goto("/console/imports")
    expect(visitor.page.get_by_role("region", name="Imports")).to_be_visible()


def test_an_import_is_started_and_watched_to_its_end(product: RunningProduct, visitor: ConsoleUser) -> None:
    product.connect_shop(SHOP)
    page = visitor.page
    page.goto("/console/imports")
    page.get_by_label("Type").select_option("products")
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Import of products Completed")
    expect(page.get_by_text("Import completed")).to_be_visible()
    visitor.check_page("import")
    page.goto("/console/imports")
    visitor.check_page("imports")


def test_the_orders_of_a_date_range_are_imported(product: RunningProduct, visitor: ConsoleUser) -> None:
    shop = "history.myshopify.com"
    product.sandbox.get_shop(shop).place_custom_order({})
    product.connect_shop(shop)
    page = visitor.page
    page.goto("/console/imports")
    expect(page.get_by_label("Order date: from")).to_be_hidden()
    page.get_by_label("Store").select_option(shop)
    page.get_by_label("Type").select_option("orders")
    visitor.check_page("imports-orders")
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Import of orders Completed")
    expect(page.get_by_text("1 of 1 read.")).to_be_visible()
    expect(page.get_by_text("placed from")).to_be_visible()


def test_invalid_dates_are_refused_with_the_reason(product: RunningProduct, page: Page) -> None:
    product.connect_shop("no-days.myshopify.com")
    page.goto("/console/imports")
    page.get_by_label("Type").select_option("orders")
    page.get_by_label("Order date: from").fill("2026-11-22")
    page.get_by_label("to", exact=True).fill("2026-11-21")
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_text("The start date must be before the end date")).to_be_visible()


def test_every_refused_line_has_its_reason(product: RunningProduct, page: Page) -> None:
    product.connect_shop("refused-lines.myshopify.com")
    shop, now = ShopDomain("refused-lines.myshopify.com"), product.container.clock().now()
    with product.container.unit_of_work()() as tx:
        run = tx.imports.start(shop, ImportKind.CUSTOMERS, now)
        claimed = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), now)
        assert claimed
        assert claimed.id == run.id
        tx.imports.add_refused_lines(claimed, [RefusedLine(line, f"line {line} has no id") for line in range(1, 151)])
        tx.imports.save(claimed.finish(ImportStatus.DONE, now), now)
        tx.commit()
    page.goto(f"/console/imports/{run.id}")
    refused = page.get_by_role("group", name="Each rejected line")
    page.get_by_text("Show each rejected line").click()
    expect(refused).to_contain_text("line 100 has no id")
    expect(refused).not_to_contain_text("line 101 has no id")
    page.get_by_role("link", name="Next page").click()
    expect(refused).to_contain_text("line 150 has no id")


def test_an_import_is_cancelled(product: RunningProduct, page: Page) -> None:
    product.connect_shop("cancelled.myshopify.com")
    shop, now = ShopDomain("cancelled.myshopify.com"), product.container.clock().now()
    with product.container.unit_of_work()() as tx:
        run = tx.imports.start(shop, ImportKind.CUSTOMERS, now)
        claimed = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), now)
        assert claimed
        tx.commit()
    page.goto(f"/console/imports/{run.id}")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Cancel import").click()
    expect(page.get_by_role("status")).to_contain_text("Import cancelled.")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Cancelled"))
