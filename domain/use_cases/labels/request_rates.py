"""Asks carriers what they want for a parcel."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from novex_shopify.domain.errors import InvalidShipment
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import USUAL_OPTIONS, LabelOptions
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.label_options import find_option_problem
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.holds.lock import require_not_on_hold
from novex_shopify.domain.use_cases.labels.records import get_account, get_order


@dataclass(frozen=True, slots=True)
class RequestRates:
    """Records a parcel whose label is to be bought. The worker asks for the rates; nothing here waits for it."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, parcel: Parcel, options: LabelOptions = USUAL_OPTIONS, *, reverse: bool = False
    ) -> LabelPurchase:
        """Record it; `reverse` asks for a return label. A parcel whose `id` is empty gets the order's next number.

        Raises `NotFound` for an order that does not exist, `InvalidShipment` for a parcel without weight or lines,
        or options that no label has, `NoCarrierAccount`, `OrderOnHold`, and `LabelIsOpen` if the parcel has a label or
        one is being bought.
        """
        with self.unit_of_work() as tx:
            purchase = self.request_in_transaction(tx, parcel, options, reverse=reverse)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return purchase

    def request_in_transaction(
        self, tx: Transaction, parcel: Parcel, options: LabelOptions = USUAL_OPTIONS, *, reverse: bool = False
    ) -> LabelPurchase:
        """Do the same in the caller's transaction, which notifies a worker after its commit."""
        order = get_order(tx, parcel.order_id)
        parcel = replace(parcel, id=parcel.id or number_parcel(tx, order))
        if parcel.weight_g < 1 or not parcel.lines:
            raise InvalidShipment(parcel.id, "must have a weight and lines")
        if not reverse:
            require_not_on_hold(tx, order)
        shop = ShopDomain(order.shop_domain)
        if problem := find_option_problem(options, parcel.weight_g):
            raise InvalidShipment(parcel.id, problem)
        if self._has_passed(tx, shop, options.label_date):
            raise InvalidShipment(parcel.id, "cannot have a label of a day that has passed")
        get_account(tx, shop)
        purchase = tx.label_purchases.add(shop, parcel, self.clock.now(), options, reverse=reverse)
        if tx.pushes.get(parcel.id):
            raise InvalidShipment(parcel.id, "is an earlier shipment; give the parcel another number, or none")
        subject = AuditSubject(AuditedKind.LABEL, str(purchase.id), shop)
        values = {"parcel": parcel.id, "order": order.name, "weight_g": str(parcel.weight_g), "box": parcel.box.code}
        if options.filing:
            values["filing"] = options.filing
        tx.audit_log.record(AuditAction.LABEL_REQUESTED, subject, after=values)
        return purchase

    def _has_passed(self, tx: Transaction, domain: ShopDomain, moment: datetime | None) -> bool:
        shop = tx.shops.get(domain)
        zone = shop.profile.zone if shop else UTC
        return moment is not None and to_day(moment, zone) < to_day(self.clock.now(), zone)


def number_parcel(tx: Transaction, order: SalesOrder) -> str:
    """A shipment id that is not in use: the order's name with a number. Stores may have orders of the same name."""
    assert order.id is not None
    tx.key_locks.acquire([f"parcels of {order.name}"])
    packed = len(tx.label_purchases.list_for_orders([order.id]))
    numbers = (f"{order.name.lstrip('#')}-{number}" for number in count(packed + 1))
    return next(each for each in numbers if not (tx.pushes.get(each) or tx.label_purchases.find_open(each)))
