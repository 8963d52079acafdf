"""Compares balances with the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.stock import Discrepancy
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class VerifyStock:
    """Finds balances that differ from the sum of their ledger entries. It reports, and corrects nothing."""

    unit_of_work: UnitOfWork

    def __call__(self) -> Sequence[Discrepancy]:
        """Raises `NoStockKept`."""
        with self.unit_of_work.read() as tx:
            return get_stock(tx).ledger.find_discrepancies()
