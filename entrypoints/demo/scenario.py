"""The scenario: a store is connected, orders get lots, shipments go out, stock goes to the store.

Every step is checked on both sides.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.import_run import ImportStatus
from novex_shopify.domain.model.product import Item, MappingStatus
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus, WebhookEvent
from novex_shopify.domain.model.webhook_topic import SUBSCRIBED_TOPICS
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.entrypoints.demo.environment import ServerProcess
from novex_shopify.entrypoints.demo.parcels import Parcels
from novex_shopify.entrypoints.demo.polling import wait_until
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.demo.store_stock import StoreStock
from novex_shopify.entrypoints.demo.warehouse import Warehouse
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from novex_shopify.entrypoints.sandbox.consent_form import install_app

SHOP = ShopDomain("tea-and-paper.myshopify.com")
TIMEOUT_SECONDS = 20
TRACKING = Tracking("JD014600003SE", "DHL Express")
CRASH_ORDER_COUNT = 20


@dataclass(slots=True)
class Scenario:
    """`connector` is the ERP, which runs in another process than the product; `server` is the product's process."""

    report: Report
    product_url: str
    browser: httpx.Client
    shop: ShopClient
    connector: Connector
    server: ServerProcess | None = None
    parcels: Parcels | None = None

    def run(self) -> None:
        """Run all steps; the crash only with a `server` to kill, and labels only with a provider of `parcels`."""
        self.create_erp_items()
        self.connect_shop()
        self.import_products_and_customers()
        warehouse = Warehouse(self.report, self.connector, SHOP)
        warehouse.receive_lots(self._list_item_ids())
        orders = self.receive_orders()
        self.check_bad_deliveries(orders[0])
        warehouse.check_assigned(orders)
        self.ship_order(warehouse, orders[-1])
        if self.parcels:
            self.parcels.connect()
            self.parcels.ship_with_label(orders[1])
        StoreStock(self.report, self.connector, SHOP, self.shop).send()
        if self.server:
            warehouse.check_ledger(self.check_crash_recovery(self.server, orders[0]))
        warehouse.recall(orders[-1])

    def create_erp_items(self) -> None:
        """Create an ERP item for every SKU that only one variant has."""
        self.report.start_step("Create items in the ERP")
        skus = self.shop.list_unique_skus()
        item_ids = self._list_item_ids()
        self.connector.put_items(Item(item_id, f"Item {sku}", sku) for item_id, sku in zip(item_ids, skus, strict=True))
        self.report.record_check("Items created in the ERP", bool(skus), f"{len(skus)} items")

    def connect_shop(self) -> None:
        self.report.start_step("Connect a Shopify store")
        answer = install_app(self.browser, f"{self.product_url}/shopify/install?shop={SHOP}")
        self.report.record_check("App installed by OAuth", answer.status_code == 200, SHOP)
        self.report.record_check("Access token encrypted in the database", self._is_token_encrypted(), "Fernet")
        count = wait_until(self._count_subscriptions, TIMEOUT_SECONDS, "webhook subscriptions")
        self.report.record_check("Webhooks subscribed", count == len(SUBSCRIBED_TOPICS), f"{count} topics")

    def import_products_and_customers(self) -> None:
        self.report.start_step("Import products and customers")
        wait_until(self._are_imports_done, TIMEOUT_SECONDS, "the first imports")
        with self.connector.container.unit_of_work().read() as tx:
            mapped = len(tx.mappings.list_for_shop(SHOP, MappingStatus.MAPPED))
            unmapped = len(tx.mappings.list_for_shop(SHOP, MappingStatus.UNMAPPED))
            customers = len(tx.customer_links.list_for_shop(SHOP))
        is_complete = mapped == len(self.shop.list_unique_skus()) and mapped + unmapped == self.shop.count_variants()
        self.report.record_check(
            "Variants mapped to items by SKU", is_complete, f"{mapped} mapped, {unmapped} without a unique SKU"
        )
        is_complete = customers == self.shop.count_customers()
        self.report.record_check("Customers imported into the ERP", is_complete, f"{customers} customers")

    def receive_orders(self) -> list[SalesOrder]:
        self.report.start_step("Receive orders by webhook")
        skus = self.shop.list_unique_skus()
        return [self._receive_order(cart) for cart in (skus[:1], skus[1:3], skus[3:6])]

    def check_bad_deliveries(self, order: SalesOrder) -> None:
        """Send a duplicate, a forged webhook, and an old state that arrives late."""
        self.report.start_step("Receive bad deliveries")
        first = self.shop.find_webhook_id("orders/create", order.shopify_order_id)
        _, status = self.shop.redeliver(first)
        stored = len(self._list_events(first))
        self.report.record_check(
            "Duplicate delivery stored once", status == 200 and stored == 1, f"HTTP {status}, {stored} event"
        )
        forged, status = self.shop.redeliver(first, as_new=True, forge_signature=True)
        stored = len(self._list_events(forged))
        self.report.record_check(
            "Forged signature rejected", status == 401 and stored == 0, f"HTTP {status}, {stored} events"
        )
        self._check_stale_update(order, first)

    def ship_order(self, warehouse: Warehouse, order: SalesOrder) -> None:
        """Ship an order with its lots; Shopify gets the fulfillment once, although the ERP sends it twice."""
        self.report.start_step("Ship an order from the ERP")
        shipment = warehouse.ship(order, TRACKING)
        self._wait_until_pushed(shipment)
        self.connector.push_fulfillment(shipment)
        shopify_order = self.shop.fetch_order(order.shopify_order_id)
        tracking = [info["number"] for made in shopify_order["fulfillments"] for info in made["tracking"]]
        self.report.record_check(
            "One fulfillment with tracking in Shopify", tracking == [TRACKING.number], ", ".join(tracking)
        )
        notified = [made["notify_customer"] for made in shopify_order["fulfillments"]]
        email_count = len(shopify_order["customer_emails"])
        self.report.record_check(
            "Customer notified by Shopify", notified == [True] and email_count == 1, f"{email_count} email"
        )
        wait_until(lambda: self._is_fulfilled(order), TIMEOUT_SECONDS, "the fulfillment's webhook")
        self.report.record_check("ERP order fulfilled, by Shopify's webhook", True, "fulfilled")

    def check_crash_recovery(self, server: ServerProcess, shipped: SalesOrder) -> Sequence[SalesOrder]:
        """Kill the product while orders come in and the ERP ships; restart it, and compare both sides.

        Returns the orders that came in.
        """
        self.report.start_step("Kill the product and restart it")
        sku = self.shop.list_unique_skus()[0]
        placed = [self.shop.place_order(sku)["id"] for _ in range(CRASH_ORDER_COUNT // 2)]
        server.kill()
        count_at_kill = len(self._list_erp_order_ids(placed))
        shipment = _build_full_shipment(shipped)
        self.connector.push_fulfillment(shipment)
        placed += [self.shop.place_order(sku)["id"] for _ in range(CRASH_ORDER_COUNT // 2)]
        server.start()
        server.wait_until_ready()
        wait_until(
            lambda: len(self._list_erp_order_ids(placed)) >= CRASH_ORDER_COUNT, TIMEOUT_SECONDS, "the orders in the ERP"
        )
        self._wait_until_pushed(shipment)
        received = self._list_erp_order_ids(placed)
        self.report.record_check(
            "No order missing or duplicated",
            sorted(received) == sorted(placed),
            f"{len(received)} of {CRASH_ORDER_COUNT}; {count_at_kill} before the kill",
        )
        count = len(self.shop.fetch_order(shipped.shopify_order_id)["fulfillments"])
        self.report.record_check("Shipment of the downtime fulfilled once", count == 1, f"{count} fulfillment")
        return [order for order in self.connector.list_orders() if order.shopify_order_id in set(placed)]

    def _receive_order(self, skus: Sequence[str]) -> SalesOrder:
        started_at = time.monotonic()
        placed = self.shop.place_order(*skus)
        order = wait_until(lambda: self._find_erp_order(placed["id"]), TIMEOUT_SECONDS, "an order in the ERP")
        duration = f"{(time.monotonic() - started_at) * 1000:.0f} ms"
        has_items = all(line.item_id for line in order.lines if line.sku)
        is_correct = str(order.total.amount) == placed["total_price"] and has_items
        self.report.record_check(
            f"Order {order.name} in the ERP, with items and the right total", is_correct, f"{order.total}, {duration}"
        )
        return order

    def _list_item_ids(self) -> Sequence[str]:
        return [f"ITEM-{number:03}" for number, _ in enumerate(self.shop.list_unique_skus(), 1)]

    def _list_erp_order_ids(self, placed: Sequence[int]) -> list[int]:
        """List those of the placed orders that are in the ERP; a duplicate is listed twice."""
        return [
            order.shopify_order_id for order in self.connector.list_orders() if order.shopify_order_id in set(placed)
        ]

    def _check_stale_update(self, order: SalesOrder, first: str) -> None:
        changed = self.shop.change_note(order.shopify_order_id, "please gift-wrap")
        update = wait_until(lambda: self._find_update_event(changed["id"]), TIMEOUT_SECONDS, "the update")
        late, status = self.shop.redeliver(first, as_new=True)
        wait_until(lambda: self._is_settled(late), TIMEOUT_SECONDS, "the outdated delivery")
        statuses = (update.status, self._list_events(late)[0].status)
        self.report.record_check(
            "Outdated delivery not applied",
            status == 200 and statuses == (EventStatus.DONE, EventStatus.SUPERSEDED),
            f"update {statuses[0]}, outdated delivery {statuses[1]}",
        )

    def _wait_until_pushed(self, shipment: Shipment) -> None:
        wait_until(
            lambda: self.connector.get_fulfillment_push(shipment.id).status is PushStatus.PUSHED,
            TIMEOUT_SECONDS,
            "the fulfillment in Shopify",
        )

    def _count_subscriptions(self) -> int:
        count = len(self.shop.fetch_shop()["subscriptions"])
        return count if count >= len(SUBSCRIBED_TOPICS) else 0

    def _are_imports_done(self) -> bool:
        with self.connector.container.unit_of_work().read() as tx:
            return [run.status for run in tx.imports.list_latest(2)] == [ImportStatus.DONE] * 2

    def _is_token_encrypted(self) -> bool:
        with self.connector.container.unit_of_work().read() as tx:
            credentials = tx.shops.get_credentials(SHOP)
        with self.connector.container.engine().connect() as connection:
            stored = connection.exec_driver_sql("SELECT access_token FROM shopify_shops").scalar_one()
        return credentials is not None and credentials.access_token.value.encode() not in stored

    def _find_erp_order(self, shopify_id: int) -> SalesOrder | None:
        return next((order for order in self.connector.list_orders() if order.shopify_order_id == shopify_id), None)

    def _is_fulfilled(self, order: SalesOrder) -> bool:
        latest = self._find_erp_order(order.shopify_order_id)
        return latest is not None and latest.fulfillment_status == "fulfilled"

    def _list_events(self, webhook_id: str) -> Sequence[WebhookEvent]:
        with self.connector.container.unit_of_work().read() as tx:
            return [event for event in tx.events.list_latest(500) if event.webhook_id == webhook_id]

    def _find_update_event(self, order_id: int) -> WebhookEvent | None:
        with self.connector.container.unit_of_work().read() as tx:
            events = tx.events.list_latest(500, EventFilter(status=EventStatus.DONE))
        updates = (event for event in events if event.topic == "orders/updated")
        return next((event for event in updates if event.resource_key == order_key(order_id)), None)

    def _is_settled(self, webhook_id: str) -> bool:
        unfinished = (EventStatus.PENDING, EventStatus.PROCESSING)
        return any(event.status not in unfinished for event in self._list_events(webhook_id))


def _build_full_shipment(order: SalesOrder) -> Shipment:
    assert order.id is not None
    lines = tuple(ShipmentLine(line.line_item_id, line.quantity) for line in order.lines if line.requires_shipping)
    return Shipment(f"SHIP-{order.id}", order.id, lines, TRACKING, notify_customer=True)
