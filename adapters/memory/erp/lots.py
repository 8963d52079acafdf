"""Lots of the fake ERP."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from novex_shopify.adapters.memory.erp.stock_demand import MemoryStockNews
from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.lot import Lot, LotFilter, LotPosition, LotStatus, build_code_key
from novex_shopify.domain.model.lot_balance import LotBalance


@dataclass(frozen=True, slots=True)
class MemoryLots:
    """The port `Lots`."""

    state: State

    def add(self, lot: Lot) -> Lot:
        if known := self.find(lot.item_id, lot.code):
            return known
        added = replace(lot, id=allocate_id(self.state.lots))
        self.state.lots[added.id] = added
        return added

    def set_status(self, lot_id: int, status: LotStatus, reason: str | None) -> None:
        self.state.lots[lot_id] = replace(self.state.lots[lot_id], status=status, status_reason=reason)
        MemoryStockNews(self.state).add({self.state.lots[lot_id].item_id})

    def set_supplier_code(self, lot_id: int, supplier_code: str) -> None:
        self.state.lots[lot_id] = replace(self.state.lots[lot_id], supplier_code=supplier_code)

    def get_many(self, lot_ids: Collection[int]) -> Sequence[Lot]:
        return [self.state.lots[lot_id] for lot_id in sorted(set(lot_ids)) if lot_id in self.state.lots]

    def find(self, item_id: str, code: str) -> Lot | None:
        key, lots = build_code_key(code), self.state.lots.values()
        return next((lot for lot in lots if lot.item_id == item_id and build_code_key(lot.code) == key), None)

    def list_with_free_stock(self, item_ids: Collection[str]) -> Sequence[Lot]:
        with_free = {balance.lot_id for balance in self.state.stock.values() if balance.free > 0}
        return [lot for lot in self.get_many(with_free) if lot.item_id in item_ids]

    def lock_with_free_stock(self, item_ids: Collection[str], lot_ids: Collection[int] = ()) -> Sequence[LotBalance]:
        locked = {lot.id for lot in self.list_with_free_stock(item_ids)}.union(lot_ids)
        return [
            LotBalance(self.state.lots[lot_id], self.state.storage_locations[location_id], balance)
            for (lot_id, location_id), balance in sorted(self.state.stock.items())
            if lot_id in locked
        ]

    def search(self, wanted: LotFilter, limit: int, after: LotPosition | None = None) -> Sequence[Lot]:
        found = sorted(self._list_matching(wanted), key=lambda lot: _rank(lot.position))
        return [lot for lot in found if after is None or _rank(lot.position) > _rank(after)][:limit]

    def count(self, wanted: LotFilter, limit: int) -> int:
        return min(limit, len(self._list_matching(wanted)))

    def _list_matching(self, wanted: LotFilter) -> list[Lot]:
        return [lot for lot in self.state.lots.values() if self._matches(lot, wanted)]

    def _matches(self, lot: Lot, wanted: LotFilter) -> bool:
        pairs = ((lot.item_id, wanted.item_id), (lot.status, wanted.status))
        on_hand = sum(each.on_hand for each in self.state.stock.values() if each.lot_id == lot.id)
        return (
            all(value in (own, None) for own, value in pairs)
            and (wanted.expires_until is None or (lot.expires_on or date.max) <= wanted.expires_until)
            and (on_hand > 0 or not wanted.with_stock)
            and _has_text(lot, wanted)
        )


def _has_text(lot: Lot, wanted: LotFilter) -> bool:
    if wanted.text is None or lot.item_id in wanted.text_item_ids:
        return True
    return any(wanted.text.lower() in (code or "").lower() for code in (lot.code, lot.supplier_code))


def _rank(position: LotPosition) -> tuple[date, datetime, int]:
    return (position.expires_on or date.max, position.received_at, position.id)
