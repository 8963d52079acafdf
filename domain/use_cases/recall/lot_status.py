"""Changes the status of recalled lots."""

from collections.abc import Sequence

from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock

_ACTIONS = {LotStatus.RECALLED: AuditAction.LOT_RECALLED, LotStatus.RELEASED: AuditAction.LOT_RELEASED}


def set_lot_status(tx: Transaction, lots: Sequence[Lot], status: LotStatus, reason: str) -> None:
    """Set it under the lock that assigning and shipping take before they read it."""
    stock, lot_ids = get_stock(tx), [lot.id for lot in lots]
    stock.ledger.lock(lot_ids)
    for lot in stock.lots.get_many(lot_ids):
        stock.lots.set_status(lot.id, status, reason)
        tx.audit_log.record(
            _ACTIONS[status],
            AuditSubject(AuditedKind.LOT, str(lot.id)),
            {"status": lot.status, "reason": lot.status_reason},
            {"status": status, "reason": reason},
        )
