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
    """Lots, the locations of their balances, both by id, and these balances."""

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


NO_LOTS = FreeLots({}, {}, ())


def lock_free_lots(stock: ErpStock, item_ids: Collection[str], lot_ids: Collection[int] = ()) -> FreeLots:
    """Lock all lots of these items of which anything is free, and these lots, until the end of the transaction.

    The order's state is locked before. A transaction does this once: a second set of lots could be waited for in
    another order than somebody else has. None of the lots changes its status before the end.
    """
    locked = stock.lots.lock_with_free_stock(item_ids, lot_ids)
    lots = {each.lot.id: each.lot for each in locked}
    if never_kept := set(lot_ids) - lots.keys():
        lots |= {lot.id: lot for lot in stock.lots.get_many(never_kept)}
    return FreeLots(lots, {each.location.id: each.location for each in locked}, [each.balance for each in locked])


def lock_lots_of_order(stock: ErpStock, locked: LockedOrder) -> FreeLots:
    """Lock all that a change of an order's lots may need, for who both releases and assigns.

    These are the lots of which it has units, or had until they left, and all of its items of which anything is free.
    """
    had = {each.lot_id for each in locked.assignments if each.state is not AssignmentState.RELEASED}
    return lock_free_lots(stock, {line.item_id for line in locked.lines if line.item_id}, had)


def read_lots(stock: ErpStock, lot_ids: Collection[int]) -> FreeLots:
    """Read these lots: what is locked as it stays, the others as they are now."""
    lots = {lot.id: lot for lot in stock.lots.get_many(lot_ids)}
    locations = {location.id: location for location in stock.locations.list_all()}
    return FreeLots(lots, locations, stock.ledger.list_balances(lot_ids))


def read_free_lots(stock: ErpStock, item_ids: Collection[str]) -> FreeLots:
    """Read the lots of these items of which anything is free, to show them."""
    return read_lots(stock, {lot.id for lot in stock.lots.list_with_free_stock(item_ids)})
