"""The carriers' part of the scenario: a label is bought, the order ships with it, and the parcel is followed."""

from dataclasses import dataclass, replace
from decimal import Decimal

import httpx

from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import CarrierMode, LabelFormat
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.origin import Origin
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.use_cases.labels import NewParcel
from novex_shopify.entrypoints.demo.polling import wait_until
from novex_shopify.entrypoints.demo.report import Report
from novex_shopify.entrypoints.embedded.connector import Connector

TIMEOUT_SECONDS = 20
BOX = Box("M", "Medium", 300, 200, 150, tare_g=180)
SENDER = Address(company="Tea & Paper", address1="Domstr. 1", zip="50667", city="Köln", country_code="DE")
WEIGHT_G = 1_400
UNTIL_DELIVERED_SECONDS = 200
"""In EasyPost's test mode a parcel is delivered three minutes after its label was bought."""


@dataclass(frozen=True, slots=True)
class Parcels:
    """`easypost` is the stand-in's control API; `key` is that of its test mode."""

    report: Report
    connector: Connector
    easypost: httpx.Client
    key: str

    def connect(self) -> None:
        """Enter the key, have EasyPost send its news here, and say where parcels leave from."""
        self.report.start_step("Connect EasyPost")
        container = self.connector.container
        account = container.change_carrier_accounts().save(None, CarrierMode.TEST, Secret(self.key))
        container.watch_carrier_webhooks().register(account.id)
        container.save_box()(BOX)
        registered = self.easypost.get("/sandbox/test").json()["webhooks"]
        self.report.record_check("Webhook registered with EasyPost", len(registered) == 1, f"{len(registered)} webhook")

    def ship_with_label(self, order: SalesOrder) -> None:
        """Buy the cheapest label for the whole order, and follow the parcel until it is delivered."""
        self.report.start_step("Buy a label, ship with it, and follow the parcel")
        purchase = self._buy(order)
        sold = self.easypost.get("/sandbox/test").json()["postages"]
        assert purchase.postage is not None
        service = f"{purchase.postage.rate.carrier} {purchase.postage.rate.service}"
        self.report.record_check(f"One label bought for order {order.name}", len(sold) == 1, service)
        price = Money(Decimal(sold[0]["amount"]), "USD")
        costs = self.connector.sum_shipping_costs(purchase.parcel.order_id)
        self.report.record_check(
            "Cost of the label counted for its order", costs == [price], ", ".join(map(str, costs))
        )
        label = self.connector.get_label_file(purchase.id, LabelFormat.PDF)
        self.report.record_check("Label as a PDF", label.startswith(b"%PDF"), f"{len(label) // 1000} kB")
        push = self.connector.get_fulfillment_push(purchase.parcel.id)
        number = push.shipment.tracking.number if push.shipment.tracking else None
        self.report.record_check(
            "Order shipped with the label's tracking number", number == purchase.postage.tracking_number, number
        )
        self.easypost.post("/sandbox/clock", json={"seconds": UNTIL_DELIVERED_SECONDS}).raise_for_status()
        wait_until(lambda: self._is_delivered(order), TIMEOUT_SECONDS, "the carrier's report")
        self.report.record_check("ERP order delivered, by EasyPost's webhook", True, "delivered")

    def _buy(self, order: SalesOrder) -> LabelPurchase:
        assert order.id is not None
        country = order.shipping_address.country_code if order.shipping_address else None
        self.connector.container.save_origin()(Origin(None, replace(SENDER, country_code=country)))
        lines = tuple(PackedLine(line.line_item_id, line.quantity) for line in order.lines if line.requires_shipping)
        purchase_id = self.connector.request_rates(NewParcel("", order.id, lines, BOX.code, WEIGHT_G)).id
        rated = wait_until(lambda: self._find(purchase_id, PurchaseState.RATED), TIMEOUT_SECONDS, "the carriers' rates")
        self.connector.buy_label(purchase_id, min(rated.rates, key=lambda rate: rate.price.amount).id)
        return wait_until(lambda: self._find_shipped(purchase_id), TIMEOUT_SECONDS, "the label")

    def _find(self, purchase_id: int, state: PurchaseState) -> LabelPurchase | None:
        purchase = self.connector.get_label(purchase_id)
        return purchase if purchase.state is state else None

    def _find_shipped(self, purchase_id: int) -> LabelPurchase | None:
        purchase = self._find(purchase_id, PurchaseState.BOUGHT)
        return purchase if purchase and purchase.next_attempt_at is None else None

    def _is_delivered(self, order: SalesOrder) -> bool:
        assert order.id is not None
        with self.connector.container.unit_of_work().read() as tx:
            assert tx.erp.stock is not None
            state = tx.erp.stock.warehouse_states.get_many([order.id]).get(order.id)
        return state is not None and state.delivered_at is not None
