"""Corrects a balance."""

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
class AdjustStock:
    """Adds units that were found, or subtracts units that are missing."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, key: LotKey, location: str, difference: int, reason: str) -> StockBalance:
        """Change what is free, and return the balance.

        Raises `NotFound`, `NotEnoughStock`, `InvalidQuantity` or `ReasonMissing`.
        """
        reason = require_reason(reason)
        require_quantity(abs(difference))
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            locked = lock_stock(stock, key, location)
            locked.require("free", -difference)
            change = StockChange(free=difference)
            stock.ledger.post(
                [Movement(MovementKind.ADJUST, locked.lot.id, locked.location.id, change, reason)], self.clock.now()
            )
            tx.commit()
        return locked.balance.add(change)
