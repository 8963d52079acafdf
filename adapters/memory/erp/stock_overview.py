"""Sums of the stock of the fake ERP."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.adapters.memory.state import State
from novex_shopify.domain.model.item_stock import ItemStock, ItemStockFilter, StockView
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind, StockBalance


@dataclass(frozen=True, slots=True)
class MemoryStockOverview:
    """The port `StockOverview`."""

    state: State

    def list_items(self, wanted: ItemStockFilter, limit: int, after: str | None = None) -> Sequence[ItemStock]:
        return [stock for stock in self._list_matching(wanted) if after is None or stock.item_id > after][:limit]

    def count_items(self, wanted: ItemStockFilter, limit: int) -> int:
        return min(limit, len(self._list_matching(wanted)))

    def list_receipts(self, limit: int) -> Sequence[LedgerEntry]:
        kinds = (MovementKind.RECEIVE, MovementKind.PRODUCE)
        receipts = [entry for entry in self.state.ledger_entries.values() if entry.movement.kind in kinds]
        return sorted(receipts, key=lambda entry: -entry.id)[:limit]

    def _list_matching(self, wanted: ItemStockFilter) -> list[ItemStock]:
        balances: dict[str, list[tuple[Lot, StockBalance]]] = defaultdict(list)
        for balance in self.state.stock.values():
            lot = self.state.lots[balance.lot_id]
            is_wanted = balance.on_hand or wanted.view is StockView.ALL
            if is_wanted and wanted.location_id in (None, balance.location_id):
                balances[lot.item_id].append((lot, balance))
        sums = [
            _sum(item_id, balances[item_id], wanted)
            for item_id in sorted(balances)
            if wanted.item_ids is None or item_id in wanted.item_ids
        ]
        return [stock for stock in sums if wanted.view.includes(stock)]


def _sum(item_id: str, balances: Sequence[tuple[Lot, StockBalance]], wanted: ItemStockFilter) -> ItemStock:
    on_hand = [lot for lot, balance in balances if balance.on_hand]
    return ItemStock(
        item_id,
        sum(balance.free for _, balance in balances),
        sum(balance.assigned for _, balance in balances),
        sum(balance.held for _, balance in balances),
        sum(
            balance.free
            for lot, balance in balances
            if lot.status is not LotStatus.RELEASED or lot.is_expired(wanted.today)
        ),
        sum(balance.on_hand for lot, balance in balances if lot.expires_on and lot.expires_on <= wanted.expires_until),
        min((lot.expires_on for lot in on_hand if lot.expires_on), default=None),
        len({lot.id for lot in on_hand}),
    )
