"""A warehouse person packs ten orders with a scanner alone: each scan is a typed text and Enter, and no other key."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, Route, expect

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.shop_settings import AutoAssign, RateRule, ShopSettings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct, run_product
from tests.builders import SHOP
from tests.easypost import TEST_KEY, EasyPostAccount, run_easypost
from tests.polling import wait_until

TEA_SKU, HONEY_SKU = "TEA-EARL-100", "HON-BLOS-250"
TEA, HONEY = "4006381333931", "4012345123456"  # barcodes
PRINT_AGENT = "http://127.0.0.1:9101/print"
PHONE = "+494012345678"
WAREHOUSE = Address("Ann", "Works", "Hafenstraße 9", zip="20459", city="Hamburg", country_code="DE")


@dataclass(frozen=True, slots=True)
class Task:
    """What is ordered, and what is scanned until the parcel has its box; a wrong scan turns the page red."""

    sku: str
    quantity: int
    scans: tuple[str, ...]
    wrong: str | None = None


ONE_TEA = Task(TEA_SKU, 1, (TEA,))
TWO_TEAS = Task(TEA_SKU, 2, (TEA, TEA))
WRONG_ITEM = Task(TEA_SKU, 1, (TEA,), wrong=HONEY)
SHORT = Task(TEA_SKU, 3, (TEA, TEA, "SHORT"))
TWO_LOTS = Task(HONEY_SKU, 3, (f"]C101{HONEY:0>14}10H1", f"]C101{HONEY:0>14}10H1", f"]C101{HONEY:0>14}10H2", "F1"))
TASKS = (ONE_TEA, TWO_TEAS, WRONG_ITEM, SHORT, TWO_LOTS, *[ONE_TEA] * 5)


@pytest.fixture(scope="module")
def easypost() -> Generator[EasyPostAccount]:
    with run_easypost() as account:
        yield account


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, easypost: EasyPostAccount) -> Generator[RunningProduct]:
    """A connected store that keeps stock and assigns lots to its orders, an account for labels, boxes and a printer."""
    account = {"easypost_api_key": TEST_KEY, "easypost_mode": "test"}
    url = str(easypost.client.base_url).rstrip("/")
    with run_product(tmp_path_factory.mktemp("product"), easypost_base_url=url, **account) as product:
        with product.container.transaction() as tx:
            tea = Item("TEA", "Earl Grey", TEA_SKU, TEA, grams=100, volume_ml=300)
            tx.erp.catalog.put([tea, Item("HONEY", "Blossom honey", HONEY_SKU, HONEY, grams=250)])
            tx.origins.save(Origin(None, replace(WAREHOUSE, phone=PHONE)))
            tx.boxes.save(Box("S", "Small", 200, 150, 100, 60))
            tx.printers.save(Printer("Zebra", PRINT_AGENT))
            tx.commit()
        product.container.save_location()(StorageLocation(0, "Rack"))
        receive = product.container.receive_lot()
        receive(Receipt("TEA", "T1", "Rack", 50, expires_on=date(2027, 9, 1)))
        receive(Receipt("HONEY", "H1", "Rack", 2, expires_on=date(2027, 3, 1)))
        receive(Receipt("HONEY", "H2", "Rack", 50, expires_on=date(2027, 9, 1)))
        product.connect_shop(SHOP)
        with product.container.transaction() as tx:
            settings = ShopSettings(
                stock_since=datetime(2026, 1, 1, tzinfo=UTC),
                auto_assign=AutoAssign.ON_ORDER,
                rate_rule=RateRule.CHEAPEST,
                shipping_phone=PHONE,
            )
            tx.shops.save_settings(SHOP, settings)
            tx.commit()
        yield product


class Scanner:
    """Types into whatever has the focus, and ends with Enter."""

    def __init__(self, page: Page) -> None:
        self.page, self.scanned = page, 0

    def scan(self, *texts: str) -> None:
        for text in texts:
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
            self.scanned += 1

    def expect_stage(self, stage: str) -> None:
        expect(self.page.locator("#station")).to_have_attribute("data-stage", stage)


def test_ten_orders_are_packed_and_shipped_by_scanner_alone(
    visitor: ConsoleUser, product: RunningProduct, easypost: EasyPostAccount
) -> None:
    scanner, printed = Scanner(visitor.page), _print_by_agent(visitor.page, product)
    placed = _place_orders(product)
    to_pack, scans = {name: task for name, (_, task) in placed.items()}, []
    visitor.page.goto("/console/packing")
    scanner.scan("NEXT")
    for _ in placed:
        scanner.expect_stage("scanning")
        before, task = scanner.scanned, to_pack.pop(visitor.page.locator("h1").inner_text().split()[0])
        _pack(scanner, task)
        scans.append((scanner.scanned - before) - len(task.scans))
    expect(visitor.page.get_by_text("No more orders are ready to pack")).to_be_visible()
    assert sorted(scans) == [*[3] * 9, 5]  # BUY, BUY, NEXT; and a wrong item with its OK
    postages = [postage["tracking_code"] for postage in easypost.list_postages()]
    shop = product.sandbox.get_shop(SHOP)

    def list_tracked() -> list[list[str]]:
        fulfillments = [shop.fetch_order(order_id)["fulfillments"] for order_id, _ in placed.values()]
        return [[parcel["number"] for each in made for parcel in each["tracking"]] for made in fulfillments]

    wait_until(lambda: all(list_tracked()), 20, "Shopify to have all shipments")
    tracked = [number for numbers in list_tracked() for number in numbers]
    assert (len(printed), len(set(postages)), sorted(tracked)) == (10, 10, sorted(postages))
    with product.container.read_transaction() as tx:
        [rest] = tx.packings.list_all()
    assert rest.is_set_aside  # the order that was packed short waits for its last piece


def _pack(scanner: Scanner, task: Task) -> None:
    """Pack one order, buy its label, and go on to the next order."""
    if task.wrong:
        scanner.scan(task.wrong)
        expect(scanner.page.locator("[data-alarm]")).to_contain_text("isn't in this order")
        scanner.scan("OK")
    scanner.scan(*task.scans)
    scanner.expect_stage("box")
    scanner.scan("BUY")
    scanner.expect_stage("rates")
    scanner.scan("BUY")
    scanner.expect_stage("done")
    expect(scanner.page.locator("#station")).to_have_attribute("data-is-printed", "")
    scanner.scan("NEXT")


def _place_orders(product: RunningProduct) -> dict[str, tuple[int, Task]]:
    """Place an order for each task, and wait for its lots; returns Shopify's ids by the names of the orders."""
    shop, placed = product.sandbox.get_shop(SHOP), {}
    for task in TASKS:
        lines = [{"sku": task.sku, "quantity": task.quantity}]
        order = shop.place_custom_order({"lines": lines, "email": "bea@example.com"})
        placed[order["name"]] = order["id"], task
    find_orders = product.container.find_orders_to_pack()
    wait_until(lambda: len([*find_orders.list_next()]) == len(TASKS), 20, "the orders to have their lots")
    return placed


def _print_by_agent(page: Page, product: RunningProduct) -> list[str]:
    """Have this browser print by the print agent; returns the labels that the agent gets."""
    printed: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            printed.append(route.request.post_data or "")
        route.fulfill(status=200, headers={"Access-Control-Allow-Origin": "*"})

    page.context.add_cookies([{"name": "novex-printer", "value": "Zebra", "url": f"{product.url}/console"}])
    page.route(PRINT_AGENT, answer)
    return printed
