"""Puts orders on hold because a person wants it."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, NothingToHold, NovexError, describe
from novex_shopify.domain.model.order_hold import BY_HAND, HoldFinding, OrderHold
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.hold_rules import is_over
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.holds.changed_order import ChangedOrder
from novex_shopify.domain.use_cases.holds.hold_by_rules import HeldOrder, place_hold
from novex_shopify.domain.use_cases.holds.lock import lock_for_holds
from novex_shopify.domain.use_cases.holds.warehouse import note_holds
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.order_history import load_order_history
from novex_shopify.domain.use_cases.stock.records import require_reason


@dataclass(frozen=True, slots=True)
class HoldOrder:
    """Holds an order by hand; one that is held by hand already keeps its hold and its reason."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock
    payloads: PayloadReader

    def __call__(self, shop: ShopDomain, order_id: int, reason: str) -> OrderHold:
        """Raises `InvalidReason`, `NotFound` for an order that was never received, and `NothingToHold`."""
        with self.unit_of_work() as tx:
            hold = self.hold_in_transaction(tx, shop, order_id, reason)
            tx.commit()
        return hold

    def hold_in_transaction(self, tx: Transaction, shop: ShopDomain, order_id: int, reason: str) -> OrderHold:
        """Do the same in the caller's transaction, which has locked nothing of the order before."""
        reason = require_reason(reason)
        erp_id = lock_for_holds(tx, shop, order_id)
        history = load_order_history(tx, self.payloads, shop, order_id)
        if not (history.document or history.events):
            raise NotFound(f"Order {order_id} of {shop} was never received, so it cannot be put on hold.")
        name = history.name or str(order_id)
        if history.document and is_over(history.document):
            raise NothingToHold(name, "has nothing left to ship")
        held = HeldOrder(shop, order_id, name)
        placed = place_hold(tx, held, HoldFinding(BY_HAND, reason), self.clock.now())
        if erp_id:
            note_holds(tx, erp_id, on_hold=True)
            MarkDue(self.notifier, self.clock)(tx, shop, [erp_id])
        return placed


@dataclass(frozen=True, slots=True)
class HoldManyOrders:
    """Holds several orders, each in a transaction of its own."""

    hold: HoldOrder

    def __call__(self, orders: Sequence[OrderKey], reason: str) -> Sequence[ChangedOrder]:
        """An order that is refused does not keep the others from being held."""
        require_reason(reason)
        return [self._hold_one(key, reason) for key in dict.fromkeys(orders)]

    def _hold_one(self, key: OrderKey, reason: str) -> ChangedOrder:
        try:
            return ChangedOrder(key, [self.hold(*key, reason)])
        except NovexError as error:
            return ChangedOrder(key, problem=describe(error))
