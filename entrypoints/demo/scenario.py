"""The story: a store is connected, orders come in, a shipment goes out. Every step is checked on both sides."""

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
from novex_shopify.entrypoints.demo.environment import ServerProcess
from novex_shopify.entrypoints.demo.polling import wait_until
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.embedded.connector import Connector
from novex_shopify.entrypoints.sandbox.client import ShopClient
from novex_shopify.entrypoints.sandbox.consent_form import install_app

SHOP = ShopDomain("tea-and-paper.myshopify.com")
TIMEOUT_SECONDS = 20
TRACKING = Tracking("JD014600003SE", "DHL Express")
CRASH_ORDER_COUNT = 20


@dataclass(slots=True)
class Scenario:
    """The chapters, in order. `connector` is the ERP: it runs in another process than the product.

    `server` is the product's process, where its plug may be pulled.
    """

    report: Report
    product_url: str
    browser: httpx.Client
    shop: ShopClient
    connector: Connector
    server: ServerProcess | None = None

    def run(self) -> None:
        """All of it."""
        self.create_erp_items()
        self.connect_shop()
        self.import_products_and_customers()
        orders = self.receive_orders()
        self.check_bad_deliveries(orders[0])
        self.ship_order(orders[-1])
        if self.server:
            self.check_crash_recovery(self.server, orders[0])

    def create_erp_items(self) -> None:
        """The ERP has an item for every SKU that is unambiguous in the store."""
        self.report.start_step("The ERP has a catalog")
        skus = self.shop.list_unique_skus()
        self.connector.put_items(Item(f"ITEM-{number:03}", f"Article {sku}", sku) for number, sku in enumerate(skus, 1))
        self.report.record_check("items in the ERP", bool(skus), len(skus))

    def connect_shop(self) -> None:
        """OAuth, as a merchant walks through it."""
        self.report.start_step("A merchant connects a store")
        answer = install_app(self.browser, f"{self.product_url}/shopify/install?shop={SHOP}")
        self.report.record_check(
            "install link, consent page, callback", answer.status_code == 200, f"{answer.status_code} {SHOP}"
        )
        self.report.record_check("the token is stored, and only encrypted", self._is_token_encrypted(), "Fernet")
        subscribed = wait_until(self._count_subscriptions, TIMEOUT_SECONDS, "webhook subscriptions")
        self.report.record_check(
            "webhook subscriptions made", subscribed == len(SUBSCRIBED_TOPICS), f"{subscribed} topics"
        )

    def import_products_and_customers(self) -> None:
        """The first imports."""
        self.report.start_step("Its products and customers are brought over")
        wait_until(self._are_imports_done, TIMEOUT_SECONDS, "the first imports")
        with self.connector.container.unit_of_work()() as tx:
            mapped = len(tx.mappings.list_for_shop(SHOP, MappingStatus.MAPPED))
            unmapped = len(tx.mappings.list_for_shop(SHOP, MappingStatus.UNMAPPED))
            customers = len(tx.customer_links.list_for_shop(SHOP))
        matched = mapped == len(self.shop.list_unique_skus()) and mapped + unmapped == self.shop.count_variants()
        self.report.record_check(
            "products matched by SKU", matched, f"{mapped} matched, {unmapped} ambiguous ones left for a person"
        )
        self.report.record_check("customers in the ERP", customers == self.shop.count_customers(), customers)

    def receive_orders(self) -> list[SalesOrder]:
        """Orders arrive as signed webhooks."""
        self.report.start_step("Customers buy")
        skus = self.shop.list_unique_skus()
        received = []
        for cart_skus in (skus[:1], skus[1:3], skus[3:6]):
            started_at = time.monotonic()
            placed = self.shop.place_order(*cart_skus)
            order = wait_until(lambda: self._find_erp_order(placed["id"]), TIMEOUT_SECONDS, "an order in the ERP")  # noqa: B023
            duration = f"{(time.monotonic() - started_at) * 1000:.0f} ms"
            product_lines = [line for line in order.lines if line.sku]
            is_correct = str(order.total.amount) == placed["total_price"] and all(
                line.item_id for line in product_lines
            )
            self.report.record_check(
                f"order {order.name} in the ERP, products resolved", is_correct, f"{order.total}, {duration}"
            )
            received.append(order)
        return received

    def check_bad_deliveries(self, order: SalesOrder) -> None:
        """A duplicate, a forgery, and an old state that comes late."""
        self.report.start_step("Deliveries go wrong")
        first = self.shop.find_webhook_id("orders/create", order.shopify_order_id)
        _, status = self.shop.redeliver(first)
        stored = len(self._list_events(first))
        self.report.record_check(
            "the same delivery again: stored once", status == 200 and stored == 1, f"{status}, {stored} row"
        )
        forged, status = self.shop.redeliver(first, as_new=True, forge_signature=True)
        stored = len(self._list_events(forged))
        self.report.record_check(
            "a forged signature: refused", status == 401 and stored == 0, f"{status}, {stored} rows"
        )
        self._check_stale_update(order, first)

    def ship_order(self, order: SalesOrder) -> None:
        """The ERP ships an order; Shopify is told, once, and writes to the customer."""
        self.report.start_step("The ERP ships an order")
        shipment = _build_full_shipment(order)
        self.connector.push_fulfillment(shipment)
        wait_until(
            lambda: self.connector.get_fulfillment_push(shipment.id).status is PushStatus.PUSHED,
            TIMEOUT_SECONDS,
            "the push",
        )
        self.connector.push_fulfillment(shipment)
        shopify_order = self.shop.fetch_order(order.shopify_order_id)
        tracking = [info["number"] for made in shopify_order["fulfillments"] for info in made["tracking"]]
        notified = [made["notify_customer"] for made in shopify_order["fulfillments"]]
        self.report.record_check(
            "one fulfillment with tracking in Shopify", tracking == [TRACKING.number], ", ".join(tracking)
        )
        email_count = len(shopify_order["customer_emails"])
        self.report.record_check(
            "Shopify told the customer", notified == [True] and email_count == 1, f"{email_count} mail"
        )
        wait_until(lambda: self._is_fulfilled(order), TIMEOUT_SECONDS, "the news of the fulfillment")
        self.report.record_check("and the ERP heard it back by webhook", True, "fulfilled")

    def check_crash_recovery(self, server: ServerProcess, shipped: SalesOrder) -> None:
        """The product is killed while orders come in. The ERP ships on, customers buy on; then it is started again."""
        self.report.start_step("The plug is pulled")
        sku = self.shop.list_unique_skus()[0]
        placed = [self.shop.place_order(sku)["id"] for _ in range(CRASH_ORDER_COUNT // 2)]
        server.kill()
        count_before_kill = len(self._list_erp_order_ids(placed))
        shipment = _build_full_shipment(shipped)
        self.connector.push_fulfillment(shipment)
        placed += [self.shop.place_order(sku)["id"] for _ in range(CRASH_ORDER_COUNT // 2)]
        server.start()
        server.wait_until_ready()
        wait_until(
            lambda: len(self._list_erp_order_ids(placed)) >= CRASH_ORDER_COUNT, TIMEOUT_SECONDS, "the orders in the ERP"
        )
        wait_until(
            lambda: self.connector.get_fulfillment_push(shipment.id).status is PushStatus.PUSHED,
            TIMEOUT_SECONDS,
            "the push",
        )
        self.report.record_check(
            f"killed with {count_before_kill} of {CRASH_ORDER_COUNT} orders in the ERP, restarted:"
            " none missing or doubled",
            sorted(self._list_erp_order_ids(placed)) == sorted(placed),
            f"{len(self._list_erp_order_ids(placed))} orders",
        )
        fulfillment_count = len(self.shop.fetch_order(shipped.shopify_order_id)["fulfillments"])
        self.report.record_check(
            "shipped meanwhile: one fulfillment in Shopify", fulfillment_count == 1, fulfillment_count
        )

    def _list_erp_order_ids(self, placed: Sequence[int]) -> list[int]:
        """Of these orders, those in the ERP, as often as they are there."""
        return [
            order.shopify_order_id for order in self.connector.list_orders() if order.shopify_order_id in set(placed)
        ]

    def _check_stale_update(self, order: SalesOrder, first: str) -> None:
        changed = self.shop.change_note(order.shopify_order_id, "please gift-wrap")
        update = wait_until(lambda: self._find_update_event(changed["id"]), TIMEOUT_SECONDS, "the update")
        late_webhook_id, status = self.shop.redeliver(first, as_new=True)
        wait_until(lambda: self._is_settled(late_webhook_id), TIMEOUT_SECONDS, "the late delivery to be settled")
        statuses = f"{update.status}, then {self._list_events(late_webhook_id)[0].status}"
        self.report.record_check(
            "an old state that comes late: superseded", status == 200 and statuses == "done, then superseded", statuses
        )

    def _count_subscriptions(self) -> int:
        count = len(self.shop.fetch_shop()["subscriptions"])
        return count if count >= len(SUBSCRIBED_TOPICS) else 0

    def _are_imports_done(self) -> bool:
        with self.connector.container.unit_of_work()() as tx:
            return [run.status for run in tx.imports.list_latest(2)] == [ImportStatus.DONE] * 2

    def _is_token_encrypted(self) -> bool:
        with self.connector.container.unit_of_work()() as tx:
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
        with self.connector.container.unit_of_work()() as tx:
            return [event for event in tx.events.list_latest(500) if event.webhook_id == webhook_id]

    def _find_update_event(self, order_id: int) -> WebhookEvent | None:
        with self.connector.container.unit_of_work()() as tx:
            events = tx.events.list_latest(500, EventFilter(status=EventStatus.DONE))
        updates = (event for event in events if event.topic == "orders/updated")
        return next((event for event in updates if event.resource_key == f"order:{order_id}"), None)

    def _is_settled(self, webhook_id: str) -> bool:
        unfinished = (EventStatus.PENDING, EventStatus.PROCESSING)
        return any(event.status not in unfinished for event in self._list_events(webhook_id))


def _build_full_shipment(order: SalesOrder) -> Shipment:
    """All goods of an order in one parcel."""
    assert order.id is not None
    lines = tuple(ShipmentLine(line.line_item_id, line.quantity) for line in order.lines if line.requires_shipping)
    return Shipment(f"SHIP-{order.id}", order.id, lines, TRACKING, notify_customer=True)
