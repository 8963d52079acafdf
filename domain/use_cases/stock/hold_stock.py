"""Sets units of a good lot aside, and makes them free again."""

from dataclasses import dataclass

from novex_shopify.domain.model.stock import Movement, MovementKind, StockBalance, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import (
    LotKey,
    get_stock,
    lock_stock,
    require_quantity,
    require_reason,
)


@dataclass(frozen=True, slots=True)
class HoldStock:
    """Holds units, such as damaged ones. A whole lot is quarantined instead (`QuarantineLot`)."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, key: LotKey, location: str, quantity: int, reason: str) -> StockBalance:
        """Hold what is free. Raises `NotFound`, `NotEnoughStock`, `InvalidQuantity` or `ReasonMissing`."""
        return self._move(key, location, StockChange(free=-quantity, held=quantity), MovementKind.HOLD, reason)

    def release(self, key: LotKey, location: str, quantity: int, reason: str) -> StockBalance:
        """Make held units free again. Raises as above."""
        return self._move(key, location, StockChange(free=quantity, held=-quantity), MovementKind.RELEASE, reason)

    def _move(self, key: LotKey, location: str, change: StockChange, kind: MovementKind, reason: str) -> StockBalance:
        reason = require_reason(reason)
        require_quantity(abs(change.free))
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            locked = lock_stock(stock, key, location)
            locked.require("free" if change.free < 0 else "held", abs(change.free))
            stock.ledger.post([Movement(kind, locked.lot.id, locked.location.id, change, reason)], self.clock.now())
            tx.commit()
        return locked.balance.add(change)
