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
from novex_shopify.entrypoints.demo.consent import install
from novex_shopify.entrypoints.demo.patience import eventually
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.demo.servers import Server
from novex_shopify.entrypoints.demo.store import Store
from novex_shopify.entrypoints.embedded.connector import Connector

SHOP = ShopDomain("tea-and-paper.myshopify.com")
PATIENCE = 20
TRACKING = Tracking("JD014600003SE", "DHL Express")
ORDERS = 20


@dataclass(slots=True)
class Story:
    """The chapters, in order. `connector` is the ERP: it runs in another process than the product.

    `server` is the product's process, where its plug may be pulled.
    """

    report: Report
    product: str
    browser: httpx.Client
    store: Store
    connector: Connector
    server: Server | None = None

    def tell(self) -> None:
        """All of it."""
        self.stock_the_erp()
        self.connect_the_store()
        self.bring_over_products_and_customers()
        orders = self.receive_orders()
        self.survive_bad_deliveries(orders[0])
        self.ship(orders[-1])
        if self.server:
            self.pull_the_plug(self.server, orders[0])

    def stock_the_erp(self) -> None:
        """The ERP has an item for every SKU that is unambiguous in the store."""
        self.report.chapter("The ERP has a catalog")
        skus = self.store.unique_skus()
        self.connector.put_items(Item(f"ITEM-{number:03}", f"Article {sku}", sku) for number, sku in enumerate(skus, 1))
        self.report.check("items in the ERP", bool(skus), len(skus))

    def connect_the_store(self) -> None:
        """OAuth, as a merchant walks through it."""
        self.report.chapter("A merchant connects a store")
        answer = install(self.browser, f"{self.product}/shopify/install?shop={SHOP}")
        self.report.check(
            "install link, consent page, callback", answer.status_code == 200, f"{answer.status_code} {SHOP}"
        )
        self.report.check("the token is stored, and only encrypted", self._token_is_encrypted(), "Fernet")
        subscribed = eventually(self._subscriptions, PATIENCE, "webhook subscriptions")
        self.report.check("webhook subscriptions made", subscribed == len(SUBSCRIBED_TOPICS), f"{subscribed} topics")

    def bring_over_products_and_customers(self) -> None:
        """The first imports."""
        self.report.chapter("Its products and customers are brought over")
        eventually(self._imports_are_done, PATIENCE, "the first imports")
        with self.connector.container.unit_of_work()() as tx:
            mapped = len(tx.mappings.list_for_shop(SHOP, MappingStatus.MAPPED))
            unmapped = len(tx.mappings.list_for_shop(SHOP, MappingStatus.UNMAPPED))
            customers = tx.erp.customers.count(SHOP)
        matched = mapped == len(self.store.unique_skus()) and mapped + unmapped == self.store.count_variants()
        self.report.check(
            "products matched by SKU", matched, f"{mapped} matched, {unmapped} ambiguous ones left for a person"
        )
        self.report.check("customers in the ERP", customers == self.store.count_customers(), customers)

    def receive_orders(self) -> list[SalesOrder]:
        """Orders arrive as signed webhooks."""
        self.report.chapter("Customers buy")
        skus = self.store.unique_skus()
        received = []
        for basket in (skus[:1], skus[1:3], skus[3:6]):
            began = time.monotonic()
            placed = self.store.place_order(*basket)
            order = eventually(lambda: self._erp_order(placed["id"]), PATIENCE, "an order in the ERP")  # noqa: B023
            took = f"{(time.monotonic() - began) * 1000:.0f} ms"
            goods = [line for line in order.lines if line.sku]
            exact = str(order.total.amount) == placed["total_price"] and all(line.item_id for line in goods)
            self.report.check(f"order {order.name} in the ERP, products resolved", exact, f"{order.total}, {took}")
            received.append(order)
        return received

    def survive_bad_deliveries(self, order: SalesOrder) -> None:
        """A duplicate, a forgery, and an old state that comes late."""
        self.report.chapter("Deliveries go wrong")
        first = self.store.delivery_of("orders/create", order.shopify_order_id)
        _, status = self.store.redeliver(first)
        stored = len(self._events(first))
        self.report.check(
            "the same delivery again: stored once", status == 200 and stored == 1, f"{status}, {stored} row"
        )
        forged, status = self.store.redeliver(first, as_new=True, forge_signature=True)
        stored = len(self._events(forged))
        self.report.check("a forged signature: refused", status == 401 and stored == 0, f"{status}, {stored} rows")
        self._stale_update(order, first)

    def ship(self, order: SalesOrder) -> None:
        """The ERP ships an order; Shopify is told, once, and writes to the customer."""
        self.report.chapter("The ERP ships an order")
        shipment = _whole(order)
        self.connector.push_fulfillment(shipment)
        eventually(
            lambda: self.connector.get_fulfillment_push(shipment.id).status is PushStatus.PUSHED, PATIENCE, "the push"
        )
        self.connector.push_fulfillment(shipment)
        found = self.store.order(order.shopify_order_id)
        tracking = [info["number"] for made in found["fulfillments"] for info in made["tracking"]]
        notified = [made["notify_customer"] for made in found["fulfillments"]]
        self.report.check(
            "one fulfillment with tracking in Shopify", tracking == [TRACKING.number], ", ".join(tracking)
        )
        mails = len(found["customer_mails"])
        self.report.check("Shopify told the customer", notified == [True] and mails == 1, f"{mails} mail")
        eventually(lambda: self._is_fulfilled(order), PATIENCE, "the news of the fulfillment")
        self.report.check("and the ERP heard it back by webhook", True, "fulfilled")

    def pull_the_plug(self, server: Server, shipped: SalesOrder) -> None:
        """The product is killed while orders come in. The ERP ships on, customers buy on; then it is started again."""
        self.report.chapter("The plug is pulled")
        sku = self.store.unique_skus()[0]
        placed = [self.store.place_order(sku)["id"] for _ in range(ORDERS // 2)]
        server.kill()
        there = len(self._documents(placed))
        shipment = _whole(shipped)
        self.connector.push_fulfillment(shipment)
        placed += [self.store.place_order(sku)["id"] for _ in range(ORDERS // 2)]
        server.start()
        server.wait()
        eventually(lambda: len(self._documents(placed)) >= ORDERS, PATIENCE, "the orders in the ERP")
        eventually(
            lambda: self.connector.get_fulfillment_push(shipment.id).status is PushStatus.PUSHED, PATIENCE, "the push"
        )
        self.report.check(
            f"killed with {there} of {ORDERS} orders in the ERP, started again: none missing or doubled",
            sorted(self._documents(placed)) == sorted(placed),
            f"{len(self._documents(placed))} orders",
        )
        made = len(self.store.order(shipped.shopify_order_id)["fulfillments"])
        self.report.check("shipped meanwhile: one fulfillment in Shopify", made == 1, made)

    def _documents(self, placed: Sequence[int]) -> list[int]:
        """Of these orders, those in the ERP, as often as they are there."""
        return [
            order.shopify_order_id for order in self.connector.list_orders() if order.shopify_order_id in set(placed)
        ]

    def _stale_update(self, order: SalesOrder, first: str) -> None:
        changed = self.store.change_note(order.shopify_order_id, "please gift-wrap")
        update = eventually(lambda: self._update_event(changed["id"]), PATIENCE, "the update")
        late, status = self.store.redeliver(first, as_new=True)
        eventually(lambda: self._settled(late), PATIENCE, "the late delivery to be settled")
        ends = f"{update.status}, then {self._events(late)[0].status}"
        self.report.check(
            "an old state that comes late: superseded", status == 200 and ends == "done, then superseded", ends
        )

    def _subscriptions(self) -> int:
        count = len(self.store.look()["subscriptions"])
        return count if count >= len(SUBSCRIBED_TOPICS) else 0

    def _imports_are_done(self) -> bool:
        with self.connector.container.unit_of_work()() as tx:
            return [run.status for run in tx.imports.list_latest(2)] == [ImportStatus.DONE] * 2

    def _token_is_encrypted(self) -> bool:
        with self.connector.container.unit_of_work()() as tx:
            credentials = tx.shops.get_credentials(SHOP)
        with self.connector.container.engine().connect() as connection:
            stored = connection.exec_driver_sql("SELECT access_token FROM shopify_shops").scalar_one()
        return credentials is not None and credentials.access_token.value.encode() not in stored

    def _erp_order(self, shopify_id: int) -> SalesOrder | None:
        return next((order for order in self.connector.list_orders() if order.shopify_order_id == shopify_id), None)

    def _is_fulfilled(self, order: SalesOrder) -> bool:
        latest = self._erp_order(order.shopify_order_id)
        return latest is not None and latest.fulfillment_status == "fulfilled"

    def _events(self, webhook_id: str) -> Sequence[WebhookEvent]:
        with self.connector.container.unit_of_work()() as tx:
            return [event for event in tx.events.list_latest(500) if event.webhook_id == webhook_id]

    def _update_event(self, order_id: int) -> WebhookEvent | None:
        with self.connector.container.unit_of_work()() as tx:
            events = tx.events.list_latest(500, EventFilter(status=EventStatus.DONE))
        updates = (event for event in events if event.topic == "orders/updated")
        return next((event for event in updates if event.resource_key == f"order:{order_id}"), None)

    def _settled(self, webhook_id: str) -> bool:
        unfinished = (EventStatus.PENDING, EventStatus.PROCESSING)
        return any(event.status not in unfinished for event in self._events(webhook_id))


def _whole(order: SalesOrder) -> Shipment:
    """All goods of an order in one parcel."""
    assert order.id is not None
    lines = tuple(ShipmentLine(line.line_item_id, line.quantity) for line in order.lines if line.requires_shipping)
    return Shipment(f"SHIP-{order.id}", order.id, lines, TRACKING, notify_customer=True)
