"""Ends the packing of a parcel or of an order."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import PackingRefused
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.fulfillment import Tracking
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.model.packing import PackableLine, Packing
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.packing import build_packed_lines, find_closing, find_problem, is_closed
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order, read_unlocked_order
from novex_shopify.domain.use_cases.fulfillment.ship_order import ShipOrder
from novex_shopify.domain.use_cases.labels.request_rates import number_parcel
from novex_shopify.domain.use_cases.packing.packable_lines import read_packable_lines
from novex_shopify.domain.use_cases.packing.parcel_progress import ParcelProgress, read_progress
from novex_shopify.domain.use_cases.packing.records import lock_packing, save_packing


@dataclass(frozen=True, slots=True)
class FinishParcel:
    """What a person does when a parcel is packed: ships it without a label, goes on to the next, or puts it back."""

    unit_of_work: UnitOfWork
    ship_order: ShipOrder
    notifier: WorkNotifier
    clock: Clock

    def ship_unlabelled(self, order_id: str, version: int, tracking: Tracking | None) -> Packing:
        """Ship the packed parcel by another carrier, or by hand. The shipment is recorded with the packing.

        Raises as `lock_packing` and `ShipOrder`, and `PackingRefused` if it is not closed, or has a label.
        """
        with self.unit_of_work() as tx:
            packing, now = lock_packing(tx, order_id, version), self.clock.now()
            order = lock_order(tx, order_id)
            lines = read_packable_lines(tx, order, now)
            if read_progress(tx, packing).stage or packing.alarm or not is_closed(packing, lines):
                raise PackingRefused("Only a parcel that is packed and has no label ships without one.")
            if problem := find_problem(packing, lines):
                raise PackingRefused(problem)
            parcel_id = number_parcel(tx, order.order)
            packed = PackedShipment(parcel_id, order_id, build_packed_lines(packing, lines), tracking)
            self.ship_order.ship_in_transaction(tx, packed)
            changed = save_packing(tx, replace(packing, parcel_id=parcel_id, is_printed=True), now)
            tx.commit()
        self.notifier.notify(Work.FULFILLMENTS)
        return changed

    def finish(self, order_id: str, version: int) -> Packing | None:
        """End a parcel that is shipped. Returns the next parcel of its order, or None if the order needs no more now.

        Raises as `lock_packing`, and `PackingRefused` while the parcel is not shipped, or its label is being bought.
        """
        with self.unit_of_work() as tx:
            packing, now = lock_packing(tx, order_id, version), self.clock.now()
            progress = read_progress(tx, packing)
            if not progress.may_be_left:
                raise PackingRefused("This parcel is not done. Pack it, or put it back with LEAVE.")
            rest = self._begin_rest(tx, packing, progress)
            if rest is None:
                tx.packings.delete(order_id)
            else:
                rest = save_packing(tx, rest, now)
            tx.commit()
        return None if rest is None or rest.is_set_aside else rest

    def mark_printed(self, order_id: str, label_id: int) -> None:
        """Note that a printer took a label, if it is the parcel's. Pages stay as current as they are."""
        with self.unit_of_work() as tx:
            packing = tx.packings.lock(order_id)
            purchase = read_progress(tx, packing).open_purchase if packing else None
            if packing and purchase and purchase.id == label_id and not packing.is_printed:
                tx.packings.save(replace(packing, is_printed=True))
                tx.commit()

    def leave(self, order_id: str, version: int) -> None:
        """Put the order back: nothing of this parcel is packed any more, and anybody can pack it.

        Raises as `lock_packing`, and `PackingRefused` once its label is asked for.
        """
        with self.unit_of_work() as tx:
            packing = lock_packing(tx, order_id, version)
            if read_progress(tx, packing).stage:
                raise PackingRefused(
                    "Its label is asked for or bought. UNDO gives up rates; NEXT leaves a done parcel."
                )
            tx.packings.delete(order_id)
            tx.commit()

    def _begin_rest(self, tx: Transaction, packing: Packing, progress: ParcelProgress) -> Packing | None:
        """The next parcel of the order: at once if the box was full, and set aside if the rest could not be packed."""
        closing = find_closing(packing)
        if closing is None:
            return None
        order = read_unlocked_order(tx, packing.order_id)
        lines = read_packable_lines(tx, order, self.clock.now())
        if not any(line.to_pack for line in lines):
            return None
        if closing.is_short:
            _record_short(tx, packing, order, lines)
        previous = progress.purchase.id if progress.purchase else packing.previous_label
        now = self.clock.now()
        rest = Packing(packing.order_id, packing.shop_domain, packing.packer, now, now, version=packing.version)
        return replace(rest, is_set_aside=closing.is_short, previous_label=previous)


def _record_short(tx: Transaction, packing: Packing, order: LockedOrder, lines: tuple[PackableLine, ...]) -> None:
    missing = {line.title: str(line.to_pack) for line in lines if line.to_pack}
    subject = AuditSubject(AuditedKind.ORDER, str(order.order.shopify_order_id), order.shop)
    tx.audit_log.record(AuditAction.PACKED_SHORT, subject, after={"parcel": packing.parcel_id, "missing": missing})
