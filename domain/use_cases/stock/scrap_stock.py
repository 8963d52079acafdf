"""Takes units out of stock for good."""

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
class ScrapStock:
    """Scraps free or held units of any lot, also of an expired, quarantined or recalled one."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, key: LotKey, location: str, quantity: int, reason: str, *, held: bool = False) -> StockBalance:
        """Scrap what is free, or with `held` what is held, and return the balance.

        Raises `NotFound`, `NotEnoughStock`, `InvalidQuantity` or `ReasonMissing`.
        """
        reason = require_reason(reason)
        require_quantity(quantity)
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            locked = lock_stock(stock, key, location)
            locked.require("held" if held else "free", quantity)
            change = StockChange(held=-quantity) if held else StockChange(free=-quantity)
            stock.ledger.post(
                [Movement(MovementKind.SCRAP, locked.lot.id, locked.location.id, change, reason)], self.clock.now()
            )
            tx.commit()
        return locked.balance.add(change)
