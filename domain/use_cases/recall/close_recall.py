"""Closes a recall: what becomes of its lots, and how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import NotFound, OutcomesDiffer, RecallIsClosed, StillAssigned
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.model.recall import LotOutcome, Recall
from novex_shopify.domain.model.stock import Movement, MovementKind, StockBalance, StockChange
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.recall.lot_status import set_lot_status
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock, require_reason
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class CloseRecall:
    """Closes a recall in one transaction. What is scrapped leaves the ledger as scrapped, with the recall's number.

    That decides the returns of what customers had sent back of the lots as well.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(self, number: str, outcomes: Mapping[LotKey, LotOutcome], conclusion: str) -> Recall:
        """Close it with an outcome for each lot; an exercise has none.

        Raises `NotFound`, `RecallIsClosed`, `OutcomesDiffer`, `StillAssigned`, `InvalidReason` or `NoStockKept`.
        """
        conclusion = require_reason(conclusion)
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            recall = stock.recalls.lock(number)
            if recall is None:
                raise NotFound(f"There is no recall {number}.")
            if recall.closed_at is not None:
                raise RecallIsClosed(number, recall.closed_at)
            lots = stock.lots.get_many({each.lot_id for each in stock.recalls.list_lots([recall.id])})
            chosen = _match_outcomes(recall, lots, outcomes)
            self._apply(tx, recall, chosen, conclusion)
            closed = replace(recall, closed_at=self.clock.now(), closed_by=get_current_actor(), conclusion=conclusion)
            stock.recalls.close(closed, {lot.id: outcome for lot, outcome in chosen})
            _record(tx, closed, chosen)
            tx.commit()
        self.wake({lot.item_id for lot, outcome in chosen if outcome is LotOutcome.RELEASED})
        return closed

    def _apply(
        self, tx: Transaction, recall: Recall, chosen: Sequence[tuple[Lot, LotOutcome]], conclusion: str
    ) -> None:
        stock, now = get_stock(tx), self.clock.now()
        balances = stock.ledger.lock([lot.id for lot, _ in chosen])
        for lot, outcome in chosen:
            theirs = [balance for balance in balances if balance.lot_id == lot.id]
            if outcome is not LotOutcome.STAYS_RECALLED:
                _require_nothing_assigned(lot, theirs)
            if outcome is LotOutcome.SCRAPPED:
                stock.ledger.post(_build_scraps(recall, theirs, conclusion), now)
        _end_returns(stock, [lot for lot, outcome in chosen if outcome is LotOutcome.SCRAPPED])
        released = [lot for lot, outcome in chosen if outcome is LotOutcome.RELEASED]
        if released:
            set_lot_status(tx, released, LotStatus.RELEASED, f"Recall {recall.number} closed: {conclusion}")


def _match_outcomes(
    recall: Recall, lots: Sequence[Lot], outcomes: Mapping[LotKey, LotOutcome]
) -> Sequence[tuple[Lot, LotOutcome]]:
    keys = {LotKey(lot.item_id, lot.code): lot for lot in lots} if not recall.mock else {}
    if keys.keys() != outcomes.keys():
        raise OutcomesDiffer(recall.number, [f"{key.item_id} {key.code}" for key in keys])
    return [(lot, outcomes[key]) for key, lot in keys.items()]


def _require_nothing_assigned(lot: Lot, balances: Sequence[StockBalance]) -> None:
    # A released lot too: what is assigned now was assigned before the recall, and is to be chosen again.
    if assigned := sum(balance.assigned for balance in balances):
        raise StillAssigned(lot.code, assigned)


def _build_scraps(recall: Recall, balances: Sequence[StockBalance], conclusion: str) -> Sequence[Movement]:
    return [
        Movement(
            MovementKind.SCRAP,
            balance.lot_id,
            balance.location_id,
            StockChange(free=-balance.free, held=-balance.held),
            f"Recall {recall.number}: {conclusion}",
            f"recall:{recall.number}",
        )
        for balance in balances
        if balance.free or balance.held
    ]


def _end_returns(stock: ErpStock, scrapped: Sequence[Lot]) -> None:
    """Of a return that is of other lots too, their units stay held."""
    lot_ids = {lot.id for lot in scrapped}
    for item_id in {lot.item_id for lot in scrapped}:
        for returned in stock.warehouse_returns.list_received(item_id):
            others = tuple(each for each in returned.lots if each.lot_id not in lot_ids)
            if not others:
                stock.warehouse_returns.save(replace(returned, state=WarehouseReturnState.SCRAPPED))
            elif others != returned.lots:
                stock.warehouse_returns.save(replace(returned, lots=others))


def _record(tx: Transaction, recall: Recall, chosen: Sequence[tuple[Lot, LotOutcome]]) -> None:
    tx.audit_log.record(
        AuditAction.RECALL_CLOSED,
        AuditSubject(AuditedKind.RECALL, recall.number),
        {},
        {
            "conclusion": recall.conclusion,
            "lots": [f"{lot.item_id} {lot.code}: {outcome}" for lot, outcome in chosen],
            "minutes": recall.count_minutes(recall.closed_at or recall.opened_at),
        },
    )
