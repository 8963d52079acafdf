"""Sets units of a good lot aside, and makes them free again."""

from dataclasses import dataclass

from novex_shopify.domain.model.stock import MovementKind, StockBalance, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.change_balance import change_balance
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class HoldStock:
    """Holds units, such as damaged ones. A whole lot is quarantined instead (`QuarantineLot`)."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(self, key: LotKey, location: str, quantity: int, reason: str) -> StockBalance:
        """Hold what is free. Raises as `change_balance` does."""
        change = StockChange(free=-quantity, held=quantity)
        return change_balance(
            self.unit_of_work,
            self.clock,
            key,
            location,
            kind=MovementKind.HOLD,
            change=change,
            quantity=quantity,
            reason=reason,
            wake=self.wake,
        )

    def release(self, key: LotKey, location: str, quantity: int, reason: str) -> StockBalance:
        """Make held units free again. Raises as `change_balance` does."""
        change = StockChange(free=quantity, held=-quantity)
        return change_balance(
            self.unit_of_work,
            self.clock,
            key,
            location,
            kind=MovementKind.RELEASE,
            change=change,
            quantity=quantity,
            reason=reason,
            wake=self.wake,
        )
