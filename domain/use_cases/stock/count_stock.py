"""Books an inventory count."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.errors import CountedTooFew, LotCountedTwice
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import (
    LockedStock,
    LotKey,
    get_lot,
    get_stock,
    lock_stock,
    require_quantity,
    require_reason,
)
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class CountDifference:
    """A lot of which another quantity was counted than the balance says."""

    lot: LotKey
    expected: int
    counted: int


@dataclass(frozen=True, slots=True)
class CountStock:
    """Makes balances equal to what was counted. The difference changes what is free."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(self, location: str, counted: Mapping[LotKey, int], reason: str) -> Sequence[CountDifference]:
        """Book the quantities that were counted at a location, and return the differences. All or none is booked.

        Lots that were not counted stay as they are. Raises `NotFound`, `CountedTooFew` if less was counted than orders
        and holds have set aside, `LotCountedTwice`, `InvalidQuantity` or `InvalidReason`.
        """
        reason, differences = require_reason(reason), []
        with self.unit_of_work() as tx:
            stock, movements = get_stock(tx), []
            lots = [get_lot(stock, key) for key in counted]
            _require_once(lots)
            stock.ledger.lock([lot.id for lot in lots])  # all at once, in one order
            for key, quantity in counted.items():
                require_quantity(quantity, lowest=0)
                locked = lock_stock(stock, key, location)
                _require_enough(locked, quantity)
                expected = locked.balance.on_hand
                if quantity != expected:
                    differences.append(CountDifference(key, expected, quantity))
                    change = StockChange(free=quantity - expected)
                    movements.append(Movement(MovementKind.COUNT, locked.lot.id, locked.location.id, change, reason))
            stock.ledger.post(movements, self.clock.now())
            tx.commit()
        self.wake({each.lot.item_id for each in differences if each.counted > each.expected})
        return differences


def _require_once(lots: Sequence[Lot]) -> None:
    """Keys that differ only in letter case name the same lot."""
    for lot_id, times in Counter(lot.id for lot in lots).items():
        if times > 1:
            raise LotCountedTwice(next(lot.code for lot in lots if lot.id == lot_id))


def _require_enough(locked: LockedStock, counted: int) -> None:
    set_aside = locked.balance.assigned + locked.balance.held
    if counted < set_aside:
        raise CountedTooFew(locked.lot.code, locked.location.name, counted, set_aside)
