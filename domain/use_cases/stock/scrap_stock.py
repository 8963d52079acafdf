"""Takes units out of stock for good."""

from dataclasses import dataclass

from novex_shopify.domain.model.stock import MovementKind, StockBalance, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.change_balance import change_balance
from novex_shopify.domain.use_cases.stock.records import LotKey


@dataclass(frozen=True, slots=True)
class ScrapStock:
    """Scraps free or held units of any lot, also of an expired, quarantined or recalled one."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, key: LotKey, location: str, quantity: int, reason: str, *, held: bool = False) -> StockBalance:
        """Scrap what is free, or with `held` what is held. Raises as `change_balance` does."""
        change = StockChange(held=-quantity) if held else StockChange(free=-quantity)
        return change_balance(
            self.unit_of_work,
            self.clock,
            key,
            location,
            kind=MovementKind.SCRAP,
            change=change,
            quantity=quantity,
            reason=reason,
        )
