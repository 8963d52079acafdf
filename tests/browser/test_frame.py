"""The frame of every page in a browser: menus, theme, choosing rows by keyboard, toasts with Undo, and copying."""

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.page_faults import VIEWS_OF_A_STATE, find_faults
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = "tea-and-paper.myshopify.com"


def test_a_person_works_with_menus_keys_and_toasts(product: RunningProduct, page: Page) -> None:
    order = product.connect_shop(SHOP).place_custom_order({})
    wait_until(lambda: product.container.get_overview()()[0].parked >= 2, 10, "two blocked events")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.goto("/console/events?status=parked")
    page.locator(".store-menu summary").click()
    page.keyboard.press("Escape")
    expect(page.locator(".store-menu summary")).to_be_focused()
    page.locator(".store-menu summary").click()
    page.get_by_role("button", name="tea-and-paper").click()
    expect(page).to_have_url(re.compile(f"status=parked&shop={SHOP}"))

    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.get_by_text("2 chosen", exact=True).first).to_be_visible()
    expect(page.get_by_role("form", name="Chosen events").get_by_role("button", name="Retry")).to_be_visible()

    page.goto(f"/console/stores/{SHOP}/settings")
    page.get_by_label("Keep processed events for").fill("77")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Settings saved")
    page.wait_for_load_state()
    page.locator("#main").focus()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Keep processed events for")).not_to_have_value("77")

    page.goto("/console/components")
    expect(page.locator("#announcement")).to_have_text("Mapped to ITEM-4")  # what a toast of the page says later
    page.get_by_role("button", name="Copy Shopify ID").click()
    assert page.evaluate("navigator.clipboard.readText()") == "450789469"
    expect(page.locator("#announcement")).to_have_text("Copied")

    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search everything")
    expect(field).to_be_focused()
    expect(page.get_by_role("option", name="Connect a store Action")).to_be_visible()
    field.press_sequentially(order["name"])
    found = page.get_by_role("group", name="Orders").get_by_role("option")
    expect(found).to_have_attribute("aria-selected", "true")
    assert find_faults(page, VIEWS_OF_A_STATE) == {}
    assert field.get_attribute("aria-activedescendant") == found.get_attribute("id")
    field.press("Escape")
    expect(field).to_be_hidden()
    page.goto("/console/health")
    page.keyboard.press("/")
    field.press_sequentially("locations")
    expect(page.get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/console/settings/locations$"))


def test_a_bar_is_shown_while_the_file_of_a_report_takes_longer_than_a_second(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/console/reports/taxes/file*", hold)
    page.goto("/console/reports/taxes")
    bar = page.get_by_role("progressbar", name="Working on the report")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
        expect(bar).to_be_visible()
        held.pop().continue_()
    assert download.value.suggested_filename.startswith("taxes-")
    expect(bar).to_be_hidden()
