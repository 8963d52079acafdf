"""Finds what people name: lots, locations and their balances."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import (
    InvalidQuantity,
    InvalidReason,
    LotCodeDiffersInCase,
    NoStockKept,
    NotEnoughStock,
    NotFound,
)
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.stock import StockBalance
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction

_MAX_REASON = 1000
MAX_QUANTITY = 1_000_000_000
"""Shopify's own limit of an inventory quantity (`INVALID_QUANTITY_TOO_HIGH`)."""


@dataclass(frozen=True, slots=True)
class LotKey:
    """A lot as its label names it."""

    item_id: str
    code: str


@dataclass(frozen=True, slots=True)
class LockedStock:
    """A lot at a location, locked until the end of the transaction."""

    lot: Lot
    location: StorageLocation
    balance: StockBalance

    def require(self, part: str, quantity: int) -> None:
        """Raise `NotEnoughStock` if less than this is `free`, `assigned` or `held`."""
        available: int = getattr(self.balance, part)
        if available < quantity:
            raise NotEnoughStock(self.lot.code, self.location.name, part, available, quantity)


def get_stock(tx: Transaction) -> ErpStock:
    """Raises `NoStockKept`."""
    if tx.erp.stock is None:
        raise NoStockKept
    return tx.erp.stock


def get_lot(stock: ErpStock, key: LotKey) -> Lot:
    """Raises `NotFound`."""
    lot = stock.lots.find(key.item_id, key.code)
    if lot is None:
        raise NotFound(f"Item {key.item_id} has no lot {key.code}.")
    return lot


def get_lots(stock: ErpStock, keys: Iterable[LotKey]) -> Sequence[Lot]:
    """Each lot once, in the order of the keys. Raises `NotFound`."""
    return list({lot.id: lot for lot in (get_lot(stock, key) for key in keys)}.values())


def add_lot(stock: ErpStock, lot: Lot) -> Lot:
    """Create a lot, unless its item has one with this code. Raises `LotCodeDiffersInCase`."""
    known = stock.lots.add(lot)
    if known.code != lot.code:
        raise LotCodeDiffersInCase(lot.item_id, known.code, lot.code)
    return known


def get_location(stock: ErpStock, name: str) -> StorageLocation:
    """Raises `NotFound`."""
    location = stock.locations.find(name)
    if location is None:
        names = ", ".join(each.name for each in stock.locations.list_all()) or "none yet"
        raise NotFound(f"There is no location {name}. Known locations: {names}.")
    return location


def get_location_names(stock: ErpStock) -> Mapping[int, str]:
    """The names of all locations, by id."""
    return {location.id: location.name for location in stock.locations.list_all()}


def lock_stock(stock: ErpStock, key: LotKey, location_name: str) -> LockedStock:
    """Lock the lot's balances, then read it: its status cannot change any more. Raises `NotFound`."""
    location = get_location(stock, location_name)
    lot_id = get_lot(stock, key).id
    balances = {balance.location_id: balance for balance in stock.ledger.lock([lot_id])}
    balance = balances.get(location.id, StockBalance(lot_id, location.id))
    return LockedStock(stock.lots.get_many([lot_id])[0], location, balance)


def require_quantity(quantity: int, *, lowest: int = 1) -> None:
    """Raises `InvalidQuantity`."""
    if not lowest <= quantity <= MAX_QUANTITY:
        raise InvalidQuantity(lowest, MAX_QUANTITY)


def read_reason(reason: str) -> str | None:
    """The reason of a change that needs none; None without one. Raises `InvalidReason` if it is too long."""
    return require_reason(reason) if reason.strip() else None


def require_reason(reason: str) -> str:
    """The reason without blanks around it. Raises `InvalidReason`."""
    reason = reason.strip()
    if not 1 <= len(reason) <= _MAX_REASON:
        raise InvalidReason(_MAX_REASON)
    return reason
