"""Ten tasks of a day, by mouse and by keyboard alone, in at most the steps that docs/console.md states."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.browser.measured_user import MeasuredUser
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

MAPPED_SKU = "TEA-EARL-100"
UNMAPPED_SKUS = ("TEA-DARJ-100", "MUG-ST-WHT", "HON-BLOS-250")
_WORKER = WorkerId("a-worker-of-the-test", 1)

Task = Callable[[MeasuredUser, "Stores"], None]


class Stores:
    """What one person works with: a store with every trouble, one to disconnect, and one that is not connected yet."""

    def __init__(self, device: str) -> None:
        self.troubled = ShopDomain(f"{device}-tea.myshopify.com")
        self.ended = ShopDomain(f"{device}-wool.myshopify.com")
        self.new = f"{device}-paper"
        self.mail = f"{device}@example.com"
        self.tracking_number = f"JD014600{device}"

    def prepare(self, product: RunningProduct) -> None:
        """Two orders, of which one is shipped and one waits for three products, and a data check of yesterday."""
        with product.container.unit_of_work()() as tx:
            catalog = [Item(f"ITEM-{sku}", f"Item {sku}", sku.replace("-", " ")) for sku in UNMAPPED_SKUS]
            tx.erp.catalog.put([Item("ITEM-1", "Earl Grey", MAPPED_SKU), *catalog])
            tx.commit()
        product.connect_shop(self.ended)
        shop = product.connect_shop(self.troubled)
        shipped = shop.place_custom_order({"lines": [{"sku": MAPPED_SKU, "quantity": 1}], "email": self.mail})
        shop.place_custom_order({"lines": [{"sku": sku, "quantity": 1} for sku in UNMAPPED_SKUS]})
        wait_until(lambda: product.container.get_overview()(self.troubled)[0].blocked_orders == 1, 10, "two orders")
        self._ship(product, shipped["name"])
        yesterday = (product.container.clock().now() - timedelta(days=1)).date()
        product.container.audit_orders()(self.troubled, yesterday, yesterday)
        product.sandbox.fail_next_bulk_operation(self.troubled, final_status="RUNNING", times=9)

    def _ship(self, product: RunningProduct, name: str) -> None:
        with product.container.unit_of_work()() as tx:
            order = tx.erp.orders.find_by_name(self.troubled, name)
        assert order
        lines = tuple(ShipmentLine(each.line_item_id, each.quantity) for each in order.lines if each.requires_shipping)
        shipment = Shipment(f"OUT-{self.new}", order.id or "", lines, Tracking(self.tracking_number, "DHL Express"))
        product.container.push_fulfillment()(shipment)

        def is_synced() -> bool:
            with product.container.unit_of_work()() as tx:
                push = tx.pushes.get(shipment.id)
                unfinished = tx.events.list_latest(1, EventFilter(shop=self.troubled, status=EventStatus.PENDING))
            return push is not None and push.status is PushStatus.PUSHED and not unfinished

        wait_until(is_synced, 10, "the shipment to be synced")

    def fail_event_and_import(self, product: RunningProduct) -> None:
        """What a person of another store could retry too, so it fails only when its own person begins."""
        now = product.container.clock().now()
        with product.container.unit_of_work()() as tx:
            done = EventFilter(shop=self.troubled, topic="orders/create", status=EventStatus.DONE)
            (event,) = tx.events.list_latest(1, done)
            tx.events.replay(EventFilter(event_id=event.id), now)
            claimed = tx.events.claim(_WORKER, now, 9)
            dead = Settlement(EventStatus.DEAD, error="The ERP did not answer (tried 8 times).")
            tx.events.settle([(each, dead) for each in claimed], now)
            tx.imports.start(self.troubled, ImportKind.CUSTOMERS, now)
            run = tx.imports.claim(_WORKER, now)
            assert run
            tx.imports.save(run.finish(ImportStatus.FAILED, now), now)
            tx.commit()


def connect_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Stores", exact=True), page.get_by_label("Store name or address"))
    user.type_text(stores.new)
    user.click(page.get_by_role("button", name="Connect", exact=True), page.get_by_role("button", name="Install"))
    expect(page.get_by_role("heading")).to_have_text(f"{stores.new}.myshopify.com is connected")


def connect_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    user.press("g", "s")
    expect(user.page).to_have_title(re.compile("Stores"))
    user.press("/")
    user.enter(stores.new)
    expect(user.page.get_by_role("button", name="Install")).to_be_focused()
    user.press("Enter")
    expect(user.page.get_by_role("heading")).to_have_text(f"{stores.new}.myshopify.com is connected")


def explain_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Orders", exact=True))
    expect(page.get_by_role("searchbox", name="Order number")).to_be_focused()
    user.type_text("#1002")
    user.click(page.get_by_role("button", name="Search"))
    user.click(page.get_by_role("row").filter(has_text=stores.new.split("-")[0]).get_by_role("link", name="#1002"))
    expect(page.get_by_role("heading", name="3 products aren't mapped to an ERP item")).to_be_visible()


def explain_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    user.press("/")
    user.enter("#1002")
    hits = user.page.locator("[data-row]")
    expect(hits).to_have_count(2)
    user.press("j")
    if stores.new.split("-")[0] not in hits.first.inner_text():
        user.press("j")
    user.press("Enter")
    expect(user.page.get_by_role("heading", name="3 products aren't mapped to an ERP item")).to_be_visible()


def map_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    row = page.get_by_role("region", name="Stores").get_by_role("row").filter(has_text=stores.troubled.split(".")[0])
    user.click(row.locator("a[href*=products]"))
    for sku in UNMAPPED_SKUS:
        row = page.get_by_role("row").filter(has_text=sku)
        user.click(row.get_by_role("button", name="Accept"))
        expect(row).to_contain_text("Mapped to")
    expect(page.get_by_role("region", name="Products")).to_contain_text("1 waiting order continues")


def map_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.press("g", "p")
    expect(page).to_have_title(re.compile("Products"))
    user.tab_to(page.locator(".store-menu summary"))
    user.press("Enter")
    user.tab_to(page.get_by_role("button", name=stores.troubled.split(".")[0], exact=True))
    user.press("Enter")
    expect(page).to_have_url(re.compile(stores.troubled))
    for index in range(len(UNMAPPED_SKUS)):
        user.press("j")
        row = page.locator("tr[data-row]").nth(index)
        expect(row.get_by_role("button", name="Accept")).to_be_visible()
        user.press("a")
        expect(row).to_contain_text("Mapped to")
    expect(page.get_by_role("region", name="Products")).to_contain_text("1 waiting order continues")


def retry_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    issue = user.page.get_by_role("row").filter(has_text=stores.troubled.split(".")[0])
    user.click(issue.get_by_role("button", name=re.compile("Retry.*event.* failed")))
    expect(user.page.get_by_role("status").filter(has_text=re.compile(r"\d retried: \d \w+"))).to_be_visible()


def retry_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    user.press("g", "e")
    expect(user.page).to_have_title(re.compile("Events"))
    user.press("r")
    expect(user.page.get_by_role("button", name="Retry selected events")).to_be_focused()
    user.press("Enter")
    expect(user.page.get_by_role("status").filter(has_text=re.compile(r"\d retried: \d \w+"))).to_be_visible()


def import_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Imports", exact=True))
    user.choose(page.get_by_label("Store", exact=True), stores.troubled)
    for role, name in (("button", "Start import"), ("link", "Cancel"), ("button", "Cancel import")):
        user.click(page.get_by_role(role, name=re.compile(name)))  # type: ignore[arg-type]
    expect(page.get_by_role("status").filter(has_text="Import cancelled")).to_be_visible()


def import_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.press("g", "m")
    expect(page).to_have_title(re.compile("Imports"))
    user.skip_to(page.get_by_label("Store", exact=True))
    user.press("k")
    expect(page.get_by_label("Store", exact=True)).to_have_value(stores.troubled)
    user.press("Tab", "Tab", "Enter")
    user.skip_to(page.get_by_role("link", name=re.compile("Cancel")))
    user.press("Enter")
    user.skip_to(page.get_by_role("button", name="Cancel import"))
    user.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Import cancelled")).to_be_visible()


def track_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.click(page.get_by_role("link", name="Orders", exact=True))
    expect(page.get_by_role("searchbox", name="Order number")).to_be_focused()
    user.type_text(stores.mail)
    user.click(page.get_by_role("button", name="Search"))
    expect(page.get_by_role("link", name=stores.tracking_number).first).to_be_visible()


def track_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    user.press("g", "o")
    expect(user.page.get_by_role("searchbox", name="Order number")).to_be_focused()
    user.enter(stores.mail)
    expect(user.page.get_by_role("link", name=stores.tracking_number).first).to_be_visible()


def check_yesterday_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    user.click(user.page.get_by_role("link", name="Data check", exact=True))
    expect_yesterday(user.page, stores)


def check_yesterday_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    user.press("g", "d")
    expect_yesterday(user.page, stores)


def expect_yesterday(page: Page, stores: Stores) -> None:
    row = page.get_by_role("row").filter(has_text=stores.troubled.split(".")[0])
    expect(row.get_by_role("cell").last).to_have_text(re.compile("Matches|No orders"))


def set_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    user.click(page.get_by_role("region", name="Stores").get_by_role("link", name=stores.troubled.split(".")[0]))
    user.click(page.get_by_role("link", name="Settings", exact=True))
    user.click(page.get_by_label("Create ERP items for unmatched products"), page.get_by_role("button", name="Save"))
    expect(page.get_by_role("status").filter(has_text="Settings saved")).to_be_visible()


def set_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    open_settings_by_keyboard(user, stores.troubled)
    user.skip_to(page.get_by_label("Create ERP items for unmatched products"))
    user.press("Space", "Enter")
    expect(page.get_by_role("status").filter(has_text="Settings saved")).to_be_visible()


def open_settings_by_keyboard(user: MeasuredUser, shop: str) -> None:
    page = user.page
    user.press("g", "s")
    expect(page).to_have_title(re.compile("Stores"))
    link = page.get_by_role("link", name=shop)
    while not link.evaluate("(element) => element === document.activeElement"):
        user.press("j")
    user.press("Enter")
    expect(page).to_have_url(re.compile(shop))
    user.press("4")
    expect(page).to_have_url(re.compile("settings"))


def disconnect_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    page, name = user.page, stores.ended.split(".")[0]
    user.click(page.get_by_role("region", name="Stores").get_by_role("link", name=name))
    user.click(page.get_by_role("link", name="Settings", exact=True), page.get_by_role("link", name="Disconnect…"))
    expect(page.get_by_label(f"Enter {name} to confirm")).to_be_focused()
    user.type_text(name)
    user.click(page.get_by_role("button", name="Disconnect"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Disconnected")


def disconnect_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    page, name = user.page, stores.ended.split(".")[0]
    open_settings_by_keyboard(user, stores.ended)
    user.press("d")
    expect(page.get_by_label(f"Enter {name} to confirm")).to_be_focused()
    user.enter(name)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Disconnected")


def fix_by_mouse(user: MeasuredUser, stores: Stores) -> None:
    issue = user.page.get_by_role("row").filter(has_text=stores.troubled.split(".")[0])
    user.click(issue.get_by_role("button", name="Run again: Import of customers failed"))
    expect(user.page.get_by_role("heading", name="Import of customers")).to_be_visible()


def fix_by_keyboard(user: MeasuredUser, stores: Stores) -> None:
    page = user.page
    issue = page.get_by_role("row").filter(has_text=stores.troubled.split(".")[0])
    button = issue.get_by_role("button", name="Run again: Import of customers failed")
    row = button.locator("xpath=ancestor::tr")
    while "selected" not in (row.get_attribute("class") or ""):
        user.press("j")
    user.tab_to(button)
    user.press("Enter")
    expect(page.get_by_role("heading", name="Import of customers")).to_be_visible()


TASKS: dict[str, dict[str, tuple[int, Task]]] = {
    "mouse": {
        "Connect a store": (4, connect_by_mouse),
        "Why is an order not in the ERP?": (3, explain_by_mouse),
        "Map three products, see the order released": (4, map_by_mouse),
        "Retry failed events": (1, retry_by_mouse),
        "Start and cancel an import": (6, import_by_mouse),
        "Which shipment is the customer's?": (2, track_by_mouse),
        "Was yesterday complete?": (1, check_yesterday_by_mouse),
        "Change a setting": (4, set_by_mouse),
        "Disconnect a store": (4, disconnect_by_mouse),
        "What is wrong? Repair it": (1, fix_by_mouse),
    },
    "keyboard": {
        "Connect a store": (6, connect_by_keyboard),
        "Why is an order not in the ERP?": (6, explain_by_keyboard),
        "Map three products, see the order released": (16, map_by_keyboard),
        "Retry failed events": (4, retry_by_keyboard),
        "Start and cancel an import": (20, import_by_keyboard),
        "Which shipment is the customer's?": (4, track_by_keyboard),
        "Was yesterday complete?": (2, check_yesterday_by_keyboard),
        "Change a setting": (24, set_by_keyboard),
        "Disconnect a store": (12, disconnect_by_keyboard),
        "What is wrong? Repair it": (10, fix_by_keyboard),
    },
}
"""The most steps of each task."""


@pytest.fixture(scope="module")
def stores(product: RunningProduct) -> dict[str, Stores]:
    """The stores of each person."""
    prepared = {device: Stores(device) for device in TASKS}
    for each in prepared.values():
        each.prepare(product)
    return prepared


@pytest.mark.parametrize("device", TASKS)
def test_ten_tasks_take_few_steps(product: RunningProduct, stores: dict[str, Stores], page: Page, device: str) -> None:
    stores[device].fail_event_and_import(product)
    counted: dict[str, int] = {}
    for name, (_, do) in TASKS[device].items():
        page.goto("/console")
        user = MeasuredUser(page)
        do(user, stores[device])
        counted[name] = user.steps
    assert {name: steps for name, steps in counted.items() if steps > TASKS[device][name][0]} == {}
