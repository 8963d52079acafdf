"""Begins to pack an order."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import OrderBeingPacked, PackingRefused
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, read_unlocked_order
from novex_shopify.domain.use_cases.holds.lock import require_not_on_hold
from novex_shopify.domain.use_cases.packing.packable_lines import read_packable_lines
from novex_shopify.domain.use_cases.packing.records import is_of_another, save_packing


@dataclass(frozen=True, slots=True)
class BeginPacking:
    """Opens an order for one person. Its progress is stored, so another machine and a reloaded page continue it."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, order_id: str, *, take_over: bool = False, previous_label: int | None = None) -> Packing:
        """Begin, or continue what this person has begun.

        Raises `NotFound`, `NoStockKept`, `OrderBeingPacked` with the name of who packs it, unless the person takes it
        over, `OrderOnHold`, and `PackingRefused` if there is nothing to pack.
        """
        with self.unit_of_work() as tx:
            known, now = tx.packings.lock(order_id), self.clock.now()
            order, actor = read_unlocked_order(tx, order_id), get_current_actor()
            if known and is_of_another(known, actor) and not take_over:
                raise OrderBeingPacked(order.order.name, known.packer.name)
            require_not_on_hold(tx, order.order)
            if known is None or known.is_set_aside:
                self._require_something_to_pack(tx, order)
            packing = known or Packing(order_id, order.shop, actor, now, now)
            if known and known.is_set_aside:
                packing = replace(packing, is_set_aside=False, started_at=now)
            elif known and is_of_another(known, actor):
                _record_take_over(tx, known, order)
            opened = replace(packing, packer=actor, previous_label=previous_label or packing.previous_label)
            if opened != known:
                opened = save_packing(tx, opened, now)
            tx.commit()
        return opened

    def _require_something_to_pack(self, tx: Transaction, order: LockedOrder) -> None:
        name = order.order.name
        if is_order_cancelled(order.order):
            raise PackingRefused(f"Order {name} is cancelled. Don't pack it.")
        lines = read_packable_lines(tx, order, self.clock.now())
        if any(line.to_pack for line in lines):
            return
        if any(line.short for line in lines):
            raise PackingRefused(f"No lots are assigned to order {name} yet. Assign them first, under Fulfill.")
        raise PackingRefused(f"Order {name} has nothing left to pack.")


def _record_take_over(tx: Transaction, known: Packing, order: LockedOrder) -> None:
    subject = AuditSubject(AuditedKind.ORDER, str(order.order.shopify_order_id), order.shop)
    actor = get_current_actor()
    tx.audit_log.record(AuditAction.PACKING_TAKEN_OVER, subject, {"packer": known.packer.name}, {"packer": actor.name})
