"""Stops a whole lot, and lets it go again."""

from dataclasses import dataclass

from novex_shopify.domain.errors import LotRecalled
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock, require_reason
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class QuarantineLot:
    """Changes the status of a lot: none of a quarantined lot may be assigned or shipped."""

    unit_of_work: UnitOfWork
    wake: WakeForItems = wake_none

    def __call__(self, key: LotKey, reason: str) -> Lot:
        """Quarantine a lot. Raises `NotFound`, `LotRecalled` or `InvalidReason`."""
        return self._change(key, LotStatus.QUARANTINED, AuditAction.LOT_QUARANTINED, reason)

    def release(self, key: LotKey, reason: str) -> Lot:
        """End the quarantine. Raises as above."""
        released = self._change(key, LotStatus.RELEASED, AuditAction.LOT_RELEASED, reason)
        self.wake({key.item_id})
        return released

    def _change(self, key: LotKey, status: LotStatus, action: AuditAction, reason: str) -> Lot:
        reason = require_reason(reason)
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            lot_id = get_lot(stock, key).id
            stock.ledger.lock([lot_id])  # assigning takes the same lock, and reads the status after it
            lot = stock.lots.get_many([lot_id])[0]
            if lot.status is LotStatus.RECALLED:
                raise LotRecalled(lot.code)
            stock.lots.set_status(lot_id, status, reason)
            tx.audit_log.record(
                action,
                AuditSubject(AuditedKind.LOT, str(lot_id)),
                {"status": lot.status, "reason": lot.status_reason},
                {"status": status, "reason": reason},
            )
            tx.commit()
            return stock.lots.get_many([lot_id])[0]
