"""Moves a lot to another location."""

from dataclasses import dataclass

from novex_shopify.domain.errors import SameLocation
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import (
    LotKey,
    get_location,
    get_stock,
    lock_stock,
    read_reason,
    require_quantity,
)
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class MoveStock:
    """Moves free units. What is assigned is found where its order says, so it stays until it is reassigned."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(self, key: LotKey, origin: str, destination: str, quantity: int, reason: str = "") -> None:
        """Raises `NotFound`, `SameLocation`, `NotEnoughStock`, `InvalidQuantity` or `InvalidReason`."""
        require_quantity(quantity)
        why = read_reason(reason)
        with self.unit_of_work() as tx:
            stock = get_stock(tx)
            locked = lock_stock(stock, key, origin)
            target = get_location(stock, destination)
            if target.id == locked.location.id:
                raise SameLocation(target.name)
            locked.require("free", quantity)
            leave, arrive = StockChange(free=-quantity), StockChange(free=quantity)
            stock.ledger.post(
                [
                    Movement(MovementKind.MOVE, locked.lot.id, locked.location.id, leave, why),
                    Movement(MovementKind.MOVE, locked.lot.id, target.id, arrive, why),
                ],
                self.clock.now(),
            )
            tx.commit()
        if target.sells:
            self.wake({key.item_id})
