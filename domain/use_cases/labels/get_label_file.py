"""Gets the file of a bought label."""

from dataclasses import dataclass

from novex_shopify.domain.model.label import CarrierShipment, LabelFormat
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.ports.carriers import Carriers
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.labels.records import get_account, get_printable


@dataclass(frozen=True, slots=True)
class GetLabelFile:
    """Reads a stored label. A format that is not stored yet is fetched once, which buys nothing, and stored."""

    unit_of_work: UnitOfWork
    carriers: Carriers

    def __call__(self, purchase_id: int, label_format: LabelFormat) -> bytes:
        """Raises `NotFound`, `LabelRefused` for a purchase without a label in use, and what fetching it raises."""
        with self.unit_of_work.read() as tx:
            purchase = get_printable(tx, purchase_id)
            stored = tx.label_purchases.get_file(purchase_id, label_format)
        return stored or self._fetch(purchase, label_format)

    def _fetch(self, purchase: LabelPurchase, label_format: LabelFormat) -> bytes:
        with self.unit_of_work.read() as tx:
            account = get_account(tx, purchase.shop_domain)
        assert purchase.shipment_id is not None
        shipment = CarrierShipment(purchase.shipment_id, account.mode, (), postage=purchase.postage)
        content = self.carriers.fetch_label(account, shipment, label_format)
        with self.unit_of_work() as tx:
            tx.label_purchases.get_locked(purchase.id)
            get_printable(tx, purchase.id)  # it may have been erased meanwhile
            tx.label_purchases.save_file(purchase.id, label_format, content)
            tx.commit()
        return content
