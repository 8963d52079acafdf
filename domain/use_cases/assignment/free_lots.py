"""Finds what is free of lots at locations that sell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import LotCandidate
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder


@dataclass(frozen=True, slots=True)
class FreeLots:
    """Lots and locations by id, and the balances of these lots."""

    lots: Mapping[int, Lot]
    locations: Mapping[int, StorageLocation]
    balances: Sequence[StockBalance]

    @property
    def candidates(self) -> Sequence[LotCandidate]:
        return [
            LotCandidate(self.lots[each.lot_id], each.location_id, each.free)
            for each in self.balances
            if self.locations[each.location_id].sells
        ]

    def get_free(self, lot_id: int, location_id: int) -> int:
        key = (lot_id, location_id)
        return next((each.free for each in self.balances if (each.lot_id, each.location_id) == key), 0)


def lock_free_lots(stock: ErpStock, item_ids: Collection[str], lot_ids: Collection[int] = ()) -> FreeLots:
    """Lock all lots of these items of which anything is free, and these lots, until the end of the transaction.

    The order's state is locked before. A transaction does this once: a second set of lots could be waited for in
    another order than somebody else has. The lots are read after their balances are locked, so none changes its status
    before the end.
    """
    locked_ids = _find_free(stock, item_ids).union(lot_ids)
    return _read(stock, locked_ids, stock.ledger.lock(locked_ids))


def lock_lots_of_order(stock: ErpStock, locked: LockedOrder) -> Collection[int]:
    """Lock all that a change of an order's lots may need, for who both releases and assigns; returns the lots' ids.

    These are the lots of which it has units, or had until they left, and all of its items of which anything is free.
    """
    had = {each.lot_id for each in locked.assignments if each.state is not AssignmentState.RELEASED}
    lot_ids = _find_free(stock, {line.item_id for line in locked.lines if line.item_id}) | had
    stock.ledger.lock(lot_ids)
    return lot_ids


def read_lots(stock: ErpStock, lot_ids: Collection[int]) -> FreeLots:
    """Read these lots: what is locked as it stays, the others as they are now."""
    return _read(stock, lot_ids, stock.ledger.list_balances(lot_ids))


def read_free_lots(stock: ErpStock, item_ids: Collection[str]) -> FreeLots:
    """Read the lots of these items of which anything is free, to show them."""
    return read_lots(stock, _find_free(stock, item_ids))


def _find_free(stock: ErpStock, item_ids: Collection[str]) -> set[int]:
    return {lot.id for lot in stock.lots.list_with_free_stock(item_ids)}


def _read(stock: ErpStock, lot_ids: Collection[int], balances: Sequence[StockBalance]) -> FreeLots:
    lots = {lot.id: lot for lot in stock.lots.get_many(lot_ids)}
    return FreeLots(lots, {location.id: location for location in stock.locations.list_all()}, balances)
