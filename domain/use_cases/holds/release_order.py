"""Releases orders from their holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NothingToHold, NovexError, describe
from novex_shopify.domain.model.order_hold import HoldEnd, OrderHold
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import AFTER_COMMIT_DELAY
from novex_shopify.domain.use_cases.holds.changed_order import ChangedOrder
from novex_shopify.domain.use_cases.holds.hold_by_rules import end_hold
from novex_shopify.domain.use_cases.holds.lock import lock_for_holds
from novex_shopify.domain.use_cases.holds.warehouse import note_holds
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.stock.records import require_reason


@dataclass(frozen=True, slots=True)
class ReleaseOrder:
    """Ends the open holds of an order, by the person who acts. A rule holds it again only for another reason."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, shop: ShopDomain, order_id: int, reason: str, hold_ids: Collection[int] | None = None
    ) -> Sequence[OrderHold]:
        """Release these holds, or all open ones; returns what was released.

        A person who decides on a page states the holds that it showed: what was placed since then stays. Raises
        `InvalidReason`, and `NothingToHold` if none of them is open.
        """
        with self.unit_of_work() as tx:
            released = self.release_in_transaction(tx, shop, order_id, reason, hold_ids)
            tx.commit()
        return released

    def release_in_transaction(
        self,
        tx: Transaction,
        shop: ShopDomain,
        order_id: int,
        reason: str,
        hold_ids: Collection[int] | None = None,
    ) -> Sequence[OrderHold]:
        """Do the same in the caller's transaction, which has locked nothing of the order before."""
        reason = require_reason(reason)
        erp_id = lock_for_holds(tx, shop, order_id)
        open_ones = tx.order_holds.list_by_orders(shop, [order_id], only_open=True)
        meant = [each for each in open_ones if hold_ids is None or each.id in hold_ids]
        if not meant:
            name = open_ones[0].order_name if open_ones else str(order_id)
            raise NothingToHold(name, "has none of these holds any more" if open_ones else "is not on hold")
        released = [end_hold(tx, each, HoldEnd.RELEASED, reason, self.clock.now()) for each in meant]
        if erp_id and len(meant) == len(open_ones):
            note_holds(tx, erp_id, on_hold=False)
            MarkDue(self.notifier, self.clock)(tx, shop, [erp_id])
            self._ship_bought_labels(tx, erp_id)
        return released

    def _ship_bought_labels(self, tx: Transaction, erp_id: str) -> None:
        """The hold may have come between the purchase of a label and the shipment of its parcel."""
        waiting = [
            each
            for each in tx.label_purchases.list_for_orders([erp_id])
            if each.has_valid_label and each.ship_error and not each.claimed_by
        ]
        for each in waiting:
            locked = tx.label_purchases.get_locked(each.id)
            if locked and locked.ship_error and not locked.claimed_by:
                tx.label_purchases.save(replace(locked, next_attempt_at=self.clock.now()))
        if waiting:
            self.notifier.notify(Work.LABELS, after=AFTER_COMMIT_DELAY)


@dataclass(frozen=True, slots=True)
class ReleaseManyOrders:
    """Releases several orders, each in a transaction of its own."""

    release: ReleaseOrder

    def __call__(
        self, orders: Sequence[OrderKey], reason: str, hold_ids: Collection[int] | None = None
    ) -> Sequence[ChangedOrder]:
        """An order that is refused does not keep the others from being released.

        `hold_ids` are as in `ReleaseOrder`.
        """
        require_reason(reason)
        return [self._release_one(key, reason, hold_ids) for key in dict.fromkeys(orders)]

    def _release_one(self, key: OrderKey, reason: str, hold_ids: Collection[int] | None) -> ChangedOrder:
        try:
            return ChangedOrder(key, self.release(*key, reason, hold_ids))
        except NovexError as error:
            return ChangedOrder(key, problem=describe(error))
