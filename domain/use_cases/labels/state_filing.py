"""Asks for rates again, with the export's filing that they were refused for."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidShipment, NotFound
from novex_shopify.domain.model.label_purchase import ENDED_WITHOUT_LABEL, LabelPurchase
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.labels.build_rate_request import lacks_filing
from novex_shopify.domain.use_cases.labels.request_rates import RequestRates


@dataclass(frozen=True, slots=True)
class StateFiling:
    """For the parcel as it was packed. What is at the packing station is asked for there, since it may have changed."""

    unit_of_work: UnitOfWork
    request_rates: RequestRates

    def __call__(self, purchase_id: int, filing: str) -> LabelPurchase:
        """Raises `NotFound`, `InvalidShipment` if nothing lacks a filing or the text is none, and as `RequestRates`."""
        with self.unit_of_work.read() as tx:
            purchase = tx.label_purchases.get(purchase_id)
            if purchase is None:
                raise NotFound(f"There is no label purchase {purchase_id}.")
            if not self.is_missing(tx, purchase):
                raise InvalidShipment(purchase.parcel.id, "lacks no filing")
        options = replace(purchase.options, filing=filing)
        return self.request_rates(purchase.parcel, options, reverse=purchase.reverse)

    def is_missing(self, tx: Transaction, purchase: LabelPurchase) -> bool:
        """Whether a purchase ended without a label, lacks a filing, and is the newest of its parcel."""
        if purchase.state not in ENDED_WITHOUT_LABEL or not lacks_filing(tx, purchase):
            return False
        packing = tx.packings.get(purchase.parcel.order_id)
        if packing and packing.parcel_id == purchase.parcel.id:
            return False
        of_order = tx.label_purchases.list_for_orders([purchase.parcel.order_id])
        return purchase == [each for each in of_order if each.parcel.id == purchase.parcel.id][-1]
