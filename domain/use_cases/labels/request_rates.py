"""Asks carriers what they want for a parcel."""

from dataclasses import dataclass

from novex_shopify.domain.errors import InvalidShipment, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelOptions, LabelPurchase
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.labels.records import get_account


@dataclass(frozen=True, slots=True)
class RequestRates:
    """Records a parcel whose label is to be bought. The worker asks for the rates; nothing here waits for it."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, parcel: Parcel, options: LabelOptions = USUAL_OPTIONS, *, reverse: bool = False
    ) -> LabelPurchase:
        """Record it; `reverse` asks for a return label.

        Raises `NotFound` for an order that does not exist, `InvalidShipment` for a parcel without weight or lines,
        `NoCarrierAccount`, and `LabelIsOpen` if the parcel has a label or one is being bought.
        """
        with self.unit_of_work() as tx:
            order = tx.erp.orders.get(parcel.order_id)
            if order is None:
                raise NotFound(f"There is no order {parcel.order_id}.")
            if parcel.weight_g < 1 or not parcel.lines:
                raise InvalidShipment(parcel.id, "must have a weight and lines")
            shop = ShopDomain(order.shop_domain)
            get_account(tx, shop)
            purchase = tx.label_purchases.add(shop, parcel, self.clock.now(), options, reverse=reverse)
            subject = AuditSubject(AuditedKind.LABEL, str(purchase.id), shop)
            values = {
                "parcel": parcel.id,
                "order": order.name,
                "weight_g": str(parcel.weight_g),
                "box": parcel.box.code,
            }
            tx.audit_log.record(AuditAction.LABEL_REQUESTED, subject, after=values)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return purchase
