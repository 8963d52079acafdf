"""Says whether the search index has all records."""

from collections.abc import Mapping
from dataclasses import dataclass

from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.domain.model.lot import LotFilter
from novex_shopify.domain.model.search import RecordKind
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

_COUNTED = 100_000_000


@dataclass(frozen=True, slots=True)
class CheckSearch:
    """Compares how many orders, lots and invoices there are with how many the index has."""

    unit_of_work: UnitOfWork

    def __call__(self) -> Mapping[RecordKind, int]:
        """Return how many records the index lacks, by kind; empty if it lacks none."""
        with self.unit_of_work.read() as tx:
            indexed = tx.search.count()
            stock, invoices = tx.erp.stock, tx.erp.invoices
            known = {
                RecordKind.ORDER: tx.erp.orders.count(_COUNTED),
                RecordKind.LOT: stock.lots.count(LotFilter(), _COUNTED) if stock else 0,
                RecordKind.INVOICE: invoices.count(InvoiceFilter(), _COUNTED) if invoices else 0,
            }
        missing = {kind: count - indexed.get(kind, 0) for kind, count in known.items()}
        return {kind: count for kind, count in missing.items() if count > 0}
