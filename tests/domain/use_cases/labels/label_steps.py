"""Steps for tests of buying labels."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from novex_shopify.adapters.memory.shipping.carriers import MemoryCarriers
from novex_shopify.config.container import Container
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.label import USUAL_OPTIONS, CarrierMode, Customs, LabelOptions, RateRequest
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Box, Parcel
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.shop_settings import RateRule
from novex_shopify.domain.model.work import ActiveClaims, WorkerId
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.labels import (
    BuyLabel,
    GetCustomsForm,
    ProcessLabelPurchase,
    RequestRates,
    ResolvePurchase,
    ShipParcel,
    VoidLabel,
)
from novex_shopify.domain.use_cases.labels.process_label_purchase import BuildRateRequest
from tests.builders import LINE_ID, SHOP
from tests.domain.use_cases.assignment.assignment_steps import an_order_line
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.fulfillment.shipping_steps import open_order, push_fulfillment, ship_order
from tests.domain.use_cases.stock.stock_steps import open_warehouse

BOX = Box("M", "Medium", 300, 200, 150, 120)
WORKER = WorkerId("ann", 1)


@dataclass
class LabelFakes(Fakes):
    """A warehouse with an order for 7 units, all assigned, and a provider of labels."""

    carriers: MemoryCarriers = field(default_factory=MemoryCarriers)
    order_id: str = ""
    request_builder: BuildRateRequest = field(default_factory=lambda: build_request)

    def open(self) -> None:
        open_warehouse(self.unit_of_work)
        self.order_id = open_order(self, an_order_line(7))
        with self.unit_of_work() as tx:
            tx.carrier_accounts.save(None, CarrierMode.TEST, Secret("key"), None)
            tx.commit()

    @property
    def ship_parcel(self) -> ShipParcel:
        return ShipParcel(ship_order(self), push_fulfillment(self))

    @property
    def worker(self) -> ProcessLabelPurchase:
        return ProcessLabelPurchase(
            unit_of_work=self.unit_of_work,
            carriers=self.carriers,
            build_request=self.request_builder,
            ship_parcel=self.ship_parcel,
            retry=RetryPolicy(lambda: 0.0),
            notifier=self.notifier,
            clock=self.clock,
            worker=WORKER,
            active_claims=ActiveClaims(),
        )

    @property
    def buy(self) -> BuyLabel:
        return BuyLabel(self.unit_of_work, self.ship_parcel, self.notifier, self.clock)

    @property
    def resolve(self) -> ResolvePurchase:
        return ResolvePurchase(self.unit_of_work, self.notifier, self.clock)

    @property
    def void(self) -> VoidLabel:
        return VoidLabel(self.unit_of_work, push_fulfillment(self), self.notifier, self.clock)

    @property
    def get_customs_form(self) -> GetCustomsForm:
        return GetCustomsForm(self.unit_of_work, self.carriers)

    def request_rates(
        self,
        quantity: int = 7,
        options: LabelOptions = USUAL_OPTIONS,
        *,
        reverse: bool = False,
        parcel_id: str = "PAR-1",
    ) -> int:
        """Pack a parcel and ask for rates; returns the id of the purchase."""
        parcel = Parcel(parcel_id, self.order_id, (PackedLine(LINE_ID, quantity),), BOX, 1_500)
        request = RequestRates(self.unit_of_work, self.notifier, self.clock)
        return request(parcel, options, reverse=reverse).id

    def choose(self, purchase_id: int, carrier: str | None = None) -> LabelPurchase:
        """Choose the cheapest rate, of this carrier if one is named."""
        rates = [rate for rate in self.get(purchase_id).rates if carrier in (None, rate.carrier)]
        return self.buy(purchase_id, min(rates, key=lambda rate: rate.price.amount).id)

    def work(self, within: timedelta = timedelta()) -> None:
        """Do everything that is due now, and what becomes due within this time."""
        end = self.clock.now() + within
        while self.worker.run_next() or self._wait_for_next(end):
            pass

    def _wait_for_next(self, end: datetime) -> bool:
        with self.unit_of_work.read() as tx:
            due = [each.next_attempt_at for each in tx.label_purchases.list_latest(10) if each.next_attempt_at]
        next_due = min(due, default=end)
        self.clock.advance(max(min(next_due, end) - self.clock.now(), timedelta()))
        return bool(due) and next_due <= end

    def get(self, purchase_id: int) -> LabelPurchase:
        with self.unit_of_work.read() as tx:
            purchase = tx.label_purchases.get(purchase_id)
        assert purchase is not None
        return purchase

    def count_sold(self) -> int:
        """How many labels the provider has sold."""
        return sum(shipment.postage is not None for shipment in self.carriers.shipments.values())


def end_waiting(container: Container, purchase_id: int) -> None:
    """Two minutes have passed, and the record of a purchase still shows no label."""
    with container.transaction() as tx:
        unclear = tx.label_purchases.get_locked(purchase_id)
        assert unclear is not None
        assert unclear.state is PurchaseState.UNCLEAR
        tx.label_purchases.save(replace(unclear, state=PurchaseState.CARRIER_UNCLEAR, next_attempt_at=None))
        tx.commit()


def build_request(tx: Transaction, purchase: LabelPurchase) -> RateRequest:
    address = Address(name="Ann", address1="1 Main St", zip="94107", city="San Francisco", country_code="US")
    return RateRequest(
        purchase.reference, purchase.parcel, address, address, options=purchase.options, reverse=purchase.reverse
    )


def build_export_request(tx: Transaction, purchase: LabelPurchase) -> RateRequest:
    return replace(build_request(tx, purchase), customs=Customs("Ann", ()))


def state_weights(container: Container) -> None:
    """Let boxes and weights be proposed, and the cheapest rate."""
    with container.transaction() as tx:
        item = tx.erp.catalog.get("ART-1")
        assert item
        tx.erp.catalog.put([replace(item, grams=100)])
        tx.erp.catalog.set_edited_fields([replace(item, grams=100, volume_ml=100)])
        tx.shops.save_settings(SHOP, replace(tx.shops.get_settings(SHOP), rate_rule=RateRule.CHEAPEST))
        tx.commit()
