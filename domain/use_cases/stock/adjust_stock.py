"""Corrects a balance."""

from dataclasses import dataclass

from novex_shopify.domain.model.stock import MovementKind, StockBalance, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.change_balance import change_balance
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class AdjustStock:
    """Adds units that were found, or subtracts units that are missing."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(self, key: LotKey, location: str, difference: int, reason: str) -> StockBalance:
        """Change what is free. Raises as `change_balance` does."""
        change = StockChange(free=difference)
        return change_balance(
            self.unit_of_work,
            self.clock,
            key,
            location,
            kind=MovementKind.ADJUST,
            change=change,
            quantity=abs(difference),
            reason=reason,
            wake=self.wake,
        )
