"""A warehouse person packs orders by keyboard alone, against the stand-in of EasyPost: one postage each."""

import time
from collections.abc import Generator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, Route, expect

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.shop_settings import RateRule
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.browser.console_user import ConsoleUser
from tests.browser.pdf_viewer import provide_pdf_viewer
from tests.browser.running_product import RunningProduct, run_product
from tests.builders import SHOP
from tests.easypost import TEST_KEY, EasyPostAccount, run_easypost
from tests.polling import wait_until
from tests.warehouse_world import KIMCHI, NEWER, OLDER, assign, book, open_warehouse

GTIN = "04006381333931"
COUNT_PRINTS = """
  window.print = () => {
    const prints = JSON.parse(sessionStorage.prints ?? "[]");
    sessionStorage.prints = JSON.stringify([...prints, location.pathname + location.search]);
  };
"""
WORKS = Address(
    "Ann", "Works", "388 Townsend St", zip="94107", city="San Francisco", province_code="CA", country_code="US"
)
CUSTOMER = replace(WORKS, name="Bea", company=None, address1="179 N Harbor Dr", zip="90277", city="Redondo Beach")


@pytest.fixture(scope="module")
def easypost() -> Generator[EasyPostAccount]:
    with run_easypost() as account:
        yield account


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, easypost: EasyPostAccount) -> Generator[RunningProduct]:
    """The product with an account for labels, two orders with lots, and a box."""
    account = {
        "easypost_api_key": TEST_KEY,
        "easypost_mode": "test",
        "easypost_base_url": str(easypost.client.base_url).rstrip("/"),
    }
    with run_product(tmp_path_factory.mktemp("product"), **account) as product:
        container = product.container
        open_warehouse(container)
        with container.transaction() as tx:
            tx.erp.catalog.put([replace(KIMCHI, barcode=GTIN, grams=500)])
            settings = tx.shops.get_settings(SHOP)
            tx.shops.save_settings(SHOP, replace(settings, rate_rule=RateRule.CHEAPEST, shipping_phone="+13125550142"))
            tx.origins.save(Origin(None, replace(WORKS, phone="+13125550142")))
            tx.boxes.save(Box("S", "Small", 200, 150, 100, 60))
            tx.boxes.save(Box("M", "Medium", 300, 200, 150, 120))
            tx.commit()
        first = book(container, "#2001", 3, shipping_address=CUSTOMER)
        assign(container, first, OLDER, 3)
        second = book(container, "#2002", 2, shipping_address=CUSTOMER)
        assign(container, second, OLDER, 1)
        assign(container, second, NEWER, 1)
        yield product


def scan(page: Page, *texts: str) -> None:
    """Type each text and Enter, wherever the focus is, as a scanner does: without waiting for an answer."""
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_two_orders_are_packed_and_bought_for_without_a_mouse(
    visitor: ConsoleUser, product: RunningProduct, easypost: EasyPostAccount
) -> None:
    page = visitor.page
    page.add_init_script(COUNT_PRINTS)
    provide_pdf_viewer(page)
    page.goto("/console/packing")
    scan(page, "NEXT")
    expect(page.locator("h1")).to_contain_text("#2001")
    _pack_first(page)
    _label(page, "F2", reloads=True)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("#2002")
    _pack_second(page)
    _label(page, "F1")
    shown, label = page.evaluate("[location.pathname, document.querySelector('[data-label]').dataset.label]")
    page.goto(f"/console/labels/{label}")
    page.get_by_role("link", name="Print", exact=True).click()
    wait_until(lambda: page.evaluate("JSON.parse(sessionStorage.prints).length == 3"), 10, "the third print")
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'pdfViewerEnabled', { value: false });")
    page.goto(shown)
    scan(page, "REPRINT", "NEXT")
    expect(page.get_by_text("No more orders are ready to pack")).to_be_visible()
    printed = page.evaluate("JSON.parse(sessionStorage.prints)")
    with product.container.read_transaction() as tx:
        labels = [each for each in tx.label_purchases.list_latest(10) if each.postage]
        shipped = [push.shipment for push in tx.pushes.get_many([label.parcel.id for label in labels])]
    assert [(label.parcel.id, label.parcel.box.code, label.parcel.weight_g) for label in labels] == [
        ("2002-1", "S", 1_060),
        ("2001-1", "M", 1_620),
    ]
    files = [f"/console/labels/many/pdf?ids={label.id}" for label in reversed(labels)]
    assert printed == [
        *files,
        files[1],
        shown,
    ]  # the page with the picture, as the browser is one without a viewer of PDF files
    sold = {postage["tracking_code"] for postage in easypost.list_postages()}
    assert len(sold) == len(easypost.list_postages()) == 2
    assert {shipment.tracking.number for shipment in shipped if shipment.tracking} == sold


def test_scans_that_are_faster_than_the_answers_all_count_once(visitor: ConsoleUser, product: RunningProduct) -> None:
    """An order, then its items, in one go; Enter alone answers only what is shown; a reload shows the same page."""
    page, container = visitor.page, product.container
    for code in ("L7", "L8"):
        container.receive_lot()(Receipt(KIMCHI.id, code, "Rack", 30, expires_on=date(2027, 9, 1)))
    order = book(container, "#2003", 24, shipping_address=CUSTOMER)
    assign(container, order, "L7", 24)
    page.goto("/console/packing")
    page.route("**/console/packing**", _answer_late)
    scan(page, "#2003", *["L7"] * 20)
    page.keyboard.press("Enter")
    expect(page.locator(".station-count b")).to_have_text("20", timeout=60_000)  # after as many answers
    with container.read_transaction() as tx:
        assert len(tx.packings.get(order.id or "").steps) == 20  # type: ignore[union-attr]
    scan(page, f"(01){GTIN}(10)L8")
    expect(page.locator("#reason")).to_be_visible()
    container.quarantine_lot()(LotKey(KIMCHI.id, "L8"), "leaks")
    page.locator("#reason").fill("L7 is far away")
    page.keyboard.press("Enter")
    expect(page.get_by_text("quarantined (leaks)")).to_be_visible()
    page.reload()
    expect(page.locator("[data-alarm]")).to_be_visible()
    scan(page, "OK", "UNDO", "5*L7", "M")
    expect(page.locator("button[aria-current]")).to_contain_text("Medium")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#station")).to_have_attribute("data-stage", "rates")
    scan(page, "UNDO")  # and it stays begun, so NEXT does not open it
    expect(page.locator("#station")).to_have_attribute("data-stage", "box")
    page.unroute_all(behavior="wait")


def _answer_late(route: Route) -> None:
    time.sleep(0.05)
    route.continue_()


def _pack_first(page: Page) -> None:
    """Three of one lot, with a wrong scan between them, and a fourth that is too many."""
    scan(page, f"(01){GTIN}(10){OLDER}(37)2", "NO-ITEM")
    expect(page.locator("[data-alarm]")).to_be_visible()
    scan(page, GTIN)
    expect(page.locator("[data-alarm]")).to_be_visible()
    scan(page, "OK")
    expect(page.locator("[data-alarm]")).to_be_hidden()
    expect(page.locator(".station-count b")).to_have_text("2")
    scan(page, GTIN)
    expect(page.locator("#station")).to_have_attribute("data-stage", "box")
    scan(page, f"(01){GTIN}")
    expect(page.locator("[data-alarm]")).to_contain_text("all that is to be packed is in the parcel")
    page.keyboard.press("Enter")
    expect(page.locator("[data-alarm]")).to_be_hidden()


def _pack_second(page: Page) -> None:
    """One of each lot: the first by its number, and after a reload the other one is the only one left."""
    scan(page, GTIN)
    expect(page.locator("#station")).to_have_attribute("data-stage", "lot")
    page.keyboard.press("2")
    expect(page.locator(".station-count b")).to_have_text("1")
    page.reload()
    scan(page, GTIN)
    expect(page.locator("#station")).to_have_attribute("data-stage", "box")


def _label(page: Page, box_key: str, *, reloads: bool = False) -> None:
    page.keyboard.press(box_key)
    expect(page.locator("button[aria-current]")).to_contain_text(box_key)
    page.keyboard.press("Enter")
    expect(page.locator("#station")).to_have_attribute("data-stage", "rates")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#station")).not_to_have_attribute("data-stage", "rates")
    if reloads:
        page.reload()
    expect(page.locator("#station")).to_have_attribute("data-stage", "done")
    expect(page.locator("#station")).to_have_attribute("data-is-printed", "")
