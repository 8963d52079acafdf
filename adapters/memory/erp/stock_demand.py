"""What stores have to know of the fake ERP's stock."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.adapters.memory.state import State, allocate_id
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot, LotStatus
from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits
from novex_shopify.domain.model.stock import StockBalance


@dataclass(frozen=True, slots=True)
class MemoryStockNews:
    """The port `StockNews`."""

    state: State

    def add(self, item_ids: Collection[str]) -> None:
        for item_id in sorted(item_ids):
            self.state.stock_news[allocate_id(self.state.stock_news)] = item_id

    def has_any(self) -> bool:
        return bool(self.state.stock_news)

    def find_waiting(self, item_ids: Collection[str]) -> frozenset[str]:
        return frozenset(self.state.stock_news.values()).intersection(item_ids)

    def take(self, limit: int) -> frozenset[str]:
        return frozenset(self.state.stock_news.pop(each) for each in sorted(self.state.stock_news)[:limit])


@dataclass(frozen=True, slots=True)
class MemoryOrderDemands:
    """The port `OrderDemands`."""

    state: State

    def save(self, order_id: str, lines: Collection[LineDemand]) -> None:
        known, wanted = (
            self.state.demand.pop(order_id, frozenset()),
            frozenset(each for each in lines if each.committed),
        )
        if wanted:
            self.state.demand[order_id] = wanted
        MemoryStockNews(self.state).add({line.item_id for line in known ^ wanted})

    def list_by_items(self, item_ids: Collection[str]) -> Sequence[LineDemand]:
        lines = [line for of_order in self.state.demand.values() for line in of_order if line.item_id in item_ids]
        return sorted(lines, key=lambda line: (int(line.order_id), line.line_item_id))


@dataclass(frozen=True, slots=True)
class MemoryStockUnits:
    """The port `StockUnits`."""

    state: State

    def list_free(self, item_ids: Collection[str], good_until: date) -> Sequence[FreeUnits]:
        usable, unusable = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
        for lot, balance in self._list_sellable():
            if lot.item_id in item_ids:
                is_good = lot.status is LotStatus.RELEASED and (lot.expires_on or date.max) >= good_until
                (usable if is_good else unusable)[lot.item_id, balance.location_id] += balance.free
        keys = sorted(usable.keys() | unusable.keys())
        return [FreeUnits(*key, usable[key], unusable[key]) for key in keys]

    def list_of_lines(self, item_ids: Collection[str]) -> Sequence[LineUnits]:
        lines = {
            (line.order_id, line.line_item_id, line.item_id)
            for of_order in self.state.demand.values()
            for line in of_order
            if line.item_id in item_ids
        }
        return [
            LineUnits(
                each.order_id,
                each.line_item_id,
                each.item_id,
                each.location_id,
                each.quantity,
                each.state is AssignmentState.SHIPPED,
            )
            for _, each in sorted(self.state.assignments.items())
            if (each.order_id, each.line_item_id, each.item_id) in lines and self._is_in_house_or_transit(each)
        ]

    def list_items_crossing(self, first: date, last: date) -> frozenset[str]:
        return frozenset(
            lot.item_id
            for lot, _ in self._list_stocked()
            if lot.expires_on is not None and first <= lot.expires_on <= last
        )

    def _is_in_house_or_transit(self, assignment: Assignment) -> bool:
        shipment = assignment.shipment_id or ""
        is_unconfirmed = shipment in self.state.shipments and shipment not in self.state.confirmed_fulfillment_ids
        return assignment.state is AssignmentState.ASSIGNED or (
            assignment.state is AssignmentState.SHIPPED and is_unconfirmed
        )

    def _list_sellable(self) -> Iterator[tuple[Lot, StockBalance]]:
        for lot, balance in self._list_stocked():
            place = self.state.storage_locations[balance.location_id]
            if place.sells and place.counted:
                yield lot, balance

    def _list_stocked(self) -> Iterator[tuple[Lot, StockBalance]]:
        for (lot_id, _), balance in sorted(self.state.stock.items()):
            if balance.free > 0:
                yield self.state.lots[lot_id], balance
