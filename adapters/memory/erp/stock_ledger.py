"""The stock ledger of the fake ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.erp.stock_demand import MemoryStockNews
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.stock import Discrepancy, LedgerEntry, Movement, StockBalance, StockChange
from novex_shopify.domain.policies.stock_balances import sum_movements
from novex_shopify.domain.ports.erp_stock import CausePosted, NegativeBalance


@dataclass(frozen=True, slots=True)
class MemoryStockLedger:
    """The port `StockLedger`."""

    state: State

    def lock(self, lot_ids: Collection[int]) -> Sequence[StockBalance]:
        return [self.state.stock[key] for key in sorted(self.state.stock) if key[0] in lot_ids]

    def post(self, movements: Sequence[Movement], at: datetime) -> None:
        self._refuse_posted_causes(movements)
        for total in sum_movements(movements):
            key = (total.lot_id, total.location_id)
            change = StockChange(total.free, total.assigned, total.held)
            changed = self.state.stock.get(key, StockBalance(*key)).add(change)
            if min(changed.free, changed.assigned, changed.held) < 0:
                raise NegativeBalance
            self.state.stock[key] = changed
        actor = get_current_actor()
        for movement in movements:
            entry_id = allocate_id(self.state.ledger_entries)
            self.state.ledger_entries[entry_id] = LedgerEntry(entry_id, at, actor, movement)
        lots = {movement.lot_id for movement in movements} & self.state.lots.keys()
        MemoryStockNews(self.state).add({self.state.lots[each].item_id for each in lots})

    def _refuse_posted_causes(self, movements: Sequence[Movement]) -> None:
        posted = {_get_key(entry.movement) for entry in self.state.ledger_entries.values() if entry.movement.cause}
        for movement in movements:
            if _get_key(movement) in posted:
                raise CausePosted
            if movement.cause:
                posted.add(_get_key(movement))

    def is_posted(self, cause: str) -> bool:
        return any(entry.movement.cause == cause for entry in self.state.ledger_entries.values())

    def list_balances(self, lot_ids: Collection[int]) -> Sequence[StockBalance]:
        return [balance for balance in self.lock(lot_ids) if balance.on_hand]

    def find_by_cause(self, cause: str) -> LedgerEntry | None:
        return next((entry for entry in self.state.ledger_entries.values() if entry.movement.cause == cause), None)

    def list_entries(self, lot_id: int, limit: int, before_id: int | None = None) -> Sequence[LedgerEntry]:
        entries = [
            entry
            for entry in self.state.ledger_entries.values()
            if entry.movement.lot_id == lot_id and (before_id is None or entry.id < before_id)
        ]
        return sorted(entries, key=lambda entry: -entry.id)[:limit]

    def list_entries_of_order(self, order_id: str) -> Sequence[LedgerEntry]:
        return [entry for entry in self.state.ledger_entries.values() if entry.movement.order_id == order_id]

    def find_discrepancies(self) -> Sequence[Discrepancy]:
        ledger = sum_movements(entry.movement for entry in self.state.ledger_entries.values())
        sums = {(each.lot_id, each.location_id): each for each in ledger}
        pairs = [
            Discrepancy(self.state.stock.get(key, StockBalance(*key)), sums.get(key, StockBalance(*key)))
            for key in sorted(sums.keys() | self.state.stock.keys())
        ]
        return [each for each in pairs if each.balance != each.ledger]


def _get_key(movement: Movement) -> tuple[str | None, int, int]:
    return movement.cause, movement.lot_id, movement.location_id
