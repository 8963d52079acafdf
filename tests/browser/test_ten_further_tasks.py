"""Ten further tasks, in at most the steps that docs/console.md states: orders, checks, people, issues and labels."""

import threading
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from novex_shopify.config.container import Container
from novex_shopify.domain.model.import_run import ImportKind, ImportStatus
from novex_shopify.domain.model.label import Postage, Rate
from novex_shopify.domain.model.label_purchase import PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.reconciliation import DailyAudit, Difference, DifferenceKind, OrderCounts
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from tests.browser.further_tasks import BUYER, TASKS, World
from tests.browser.measured_user import MeasuredUser
from tests.browser.pdf_viewer import provide_pdf_viewer
from tests.browser.running_product import RunningProduct, run_product
from tests.builders import NOON, a_customer, a_link
from tests.http_receiver import HttpReceiver
from tests.polling import wait_until

SHOP = ShopDomain("tea-and-paper.myshopify.com")
MAPPED_SKU = "TEA-EARL-100"
MISSING_SKUS = {"mouse": ("POT-SND", "MUG-ST-BLU"), "keyboard": ("TEA-DARJ-100", "HON-BLOS-250")}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningProduct]:
    with run_product(tmp_path_factory.mktemp("product"), notification_private_addresses=True) as product:
        yield product


@pytest.fixture(scope="module")
def receiver() -> Generator[str]:
    """Where the channels post to."""
    with HttpReceiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.url
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def worlds(product: RunningProduct, receiver: str) -> dict[str, World]:
    """The orders of each person, in one store, and a label of one of them."""
    container = product.container
    with container.transaction() as tx:
        skus = [MAPPED_SKU, *(sku for skus in MISSING_SKUS.values() for sku in skus)]
        found_by_hand = [Item(f"ITEM-{sku}", f"Item {sku}", sku.replace("-", " ")) for sku in skus[1:]]
        tx.erp.catalog.put([Item("ITEM-1", "Earl Grey", MAPPED_SKU), *found_by_hand])
        tx.commit()
    shop = product.connect_shop(SHOP)

    def place(*skus: str) -> str:
        lines = [{"sku": sku, "quantity": 1} for sku in skus]
        name: str = shop.place_custom_order({"lines": lines, "email": BUYER})["name"]
        return name

    older, newer = place(MAPPED_SKU), place(MAPPED_SKU)
    booked = newer, older  # as the list has them
    worlds = {device: World(place(*skus), booked, receiver) for device, skus in MISSING_SKUS.items()}
    wait_until(lambda: container.get_overview()(SHOP)[0].blocked_orders == len(worlds), 20, "orders that lack products")
    wait_until(lambda: len(product.list_erp_orders()) == len(booked), 20, "orders that lack nothing")
    _plant_label(container, product.list_erp_orders()[0].id or "")
    return worlds


def _plant_label(container: Container, order_id: str) -> None:
    rate = Rate("rate_1", "USPS", "GroundAdvantage", Money(Decimal("6.07"), "USD"), 3)
    postage = Postage("9400100208303109505657", rate, rate.price, "https://labels.example/1.png")
    with container.transaction() as tx:
        parcel = Parcel("PAR-1", order_id, (), Box("M", "Medium", 300, 200, 150, 120), 1_500)
        added = tx.label_purchases.add(SHOP, parcel, NOON)
        bought = replace(added, state=PurchaseState.BOUGHT, postage=postage, rates=(rate,), chosen=rate, bought_at=NOON)
        tx.label_purchases.save(replace(bought, next_attempt_at=None))
        tx.commit()


def spoil(container: Container, device: str) -> None:
    """What the tasks of one person repair, so that the other one finds it too."""
    now = container.clock().now()
    access = container.refresh_access_token()(SHOP)
    admin = container.shopify_admin()
    admin.delete_webhook_subscription(access, admin.fetch_webhook_subscriptions(access)[0].id)
    yesterday = (now - timedelta(days=1)).date()
    found = Difference(1001, "#1001", yesterday, DifferenceKind.TOTAL, "1", "2", "no webhook received")
    counts = OrderCounts(1, Decimal(1))
    customer = a_customer(id=len(device), first_name="Ada")
    with container.transaction() as tx:
        tx.reconciliations.save_audit(DailyAudit(SHOP, yesterday, now, "EUR", counts, counts, (found,)))
        [erp_id] = tx.erp.customers.add(SHOP, [customer])
        link = replace(a_link(customer.id, erp_id), shop_domain=SHOP, review_reason="the same phone number")
        tx.customer_links.save([link])
        tx.imports.start(SHOP, ImportKind.CUSTOMERS, now)
        run = tx.imports.claim(WorkerId("a-worker-of-the-test", 1), now)
        assert run
        tx.imports.save(run.finish(ImportStatus.FAILED, now), now)
        tx.commit()
    container.compare_issues().compare()


@pytest.mark.parametrize("device", TASKS)
def test_ten_further_tasks_take_few_steps(
    product: RunningProduct, worlds: dict[str, World], page: Page, device: str
) -> None:
    provide_pdf_viewer(page)
    page.route("**/labels/many/pdf*", lambda route: route.fulfill(content_type="application/pdf", body=b"%PDF-1.4"))
    spoil(product.container, device)
    counted: dict[str, int] = {}
    for name, (_, do) in TASKS[device].items():
        page.goto("/console")
        user = MeasuredUser(page)
        do(user, worlds[device])
        counted[name] = user.steps
    assert {name: steps for name, steps in counted.items() if steps > TASKS[device][name][0]} == {}
