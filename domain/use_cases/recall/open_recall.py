"""Opens a recall: its lots are stopped at once, then taken from the orders that wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import LotInRecall, NoLotChosen
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.model.recall import Recall, RecallClass
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.recall.lot_status import set_lot_status
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lots, get_stock, require_reason

_NUMBERING = "recall numbers"


@dataclass(frozen=True, slots=True)
class RecallRequest:
    """What a person wants to recall, and why. A `mock` recall is an exercise."""

    lots: Sequence[LotKey]
    recall_class: RecallClass
    reason: str
    mock: bool = False


@dataclass(frozen=True, slots=True)
class OpenRecall:
    """Opens a recall. A crash after the first transaction loses nothing: workers continue (`UnassignRecalled`)."""

    unit_of_work: UnitOfWork
    clock: Clock
    unassign: UnassignRecalled

    def __call__(self, request: RecallRequest) -> Recall:
        """Raises `NoLotChosen`, `LotInRecall`, `NotFound`, `InvalidReason` or `NoStockKept`."""
        reason = require_reason(request.reason)
        if not request.lots:
            raise NoLotChosen
        with self.unit_of_work() as tx:
            # Before the lots: a transaction that waits for a number has no lot locked that others need.
            tx.key_locks.acquire([_NUMBERING])
            stock, now = get_stock(tx), self.clock.now()
            lots = get_lots(stock, request.lots)
            _require_no_open_recall(stock, lots, is_mock=request.mock)
            recall = _build_recall(stock, request, reason, now)
            added = stock.recalls.add(recall, [lot.id for lot in lots])
            if not request.mock:
                set_lot_status(tx, lots, LotStatus.RECALLED, f"Recall {recall.number}: {reason}")
            _record(tx, added, lots)
            tx.commit()
        if not request.mock:
            self.unassign(added)
        return added


def _require_no_open_recall(stock: ErpStock, lots: Sequence[Lot], *, is_mock: bool) -> None:
    for lot in lots if not is_mock else ():
        for recall in stock.recalls.find_by_lots([lot.id]):
            if recall.is_open and not recall.mock:
                raise LotInRecall(lot.code, recall.number)


def _build_recall(stock: ErpStock, request: RecallRequest, reason: str, now: datetime) -> Recall:
    """With the next number of the year. The key lock is held, and no recall is deleted, so numbers have no gaps."""
    number = f"R-{now.year}-{stock.recalls.count_of_year(now.year) + 1:04}"
    return Recall(0, number, request.recall_class, reason, request.mock, now, get_current_actor())


def _record(tx: Transaction, recall: Recall, lots: Sequence[Lot]) -> None:
    tx.audit_log.record(
        AuditAction.RECALL_OPENED,
        AuditSubject(AuditedKind.RECALL, recall.number),
        {},
        {
            "lots": [f"{lot.item_id} {lot.code}" for lot in lots],
            "class": recall.recall_class,
            "reason": recall.reason,
            "mock": recall.mock,
        },
    )
