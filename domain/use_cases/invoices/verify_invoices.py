"""Checks that no issued invoice was changed, removed or added."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from novex_shopify.domain.model.issued_invoice import ChainFault, InvoiceSeries
from novex_shopify.domain.policies.hash_chain import find_chain_faults
from novex_shopify.domain.ports.erp_invoices import ErpInvoices
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.records import get_invoices

BATCH = 500


@dataclass(frozen=True, slots=True)
class VerifyInvoices:
    """Walks every series from its first invoice to its last, and compares each stored file with its hash.

    It reports, and corrects nothing.
    """

    unit_of_work: UnitOfWork

    def __call__(self) -> list[ChainFault]:
        """Raises `NoInvoicesKept`."""
        with self.unit_of_work.read() as tx:
            invoices = get_invoices(tx)
            return [fault for series in invoices.list_series() for fault in _walk(invoices, series)]


def _walk(invoices: ErpInvoices, series: InvoiceSeries) -> Iterator[ChainFault]:
    reached = InvoiceSeries(series.name, series.seller_id)
    while batch := invoices.list_chain(series.name, reached.last_position, BATCH):
        yield from find_chain_faults(series, batch, reached)
        for invoice in batch:
            file = invoices.get_file(invoice.number)
            if file and invoice.erased_at:
                yield ChainFault(series.name, invoice.number, "it was erased, and its file is stored")
            elif file and sha256(file.data).hexdigest() != file.sha256:
                yield ChainFault(series.name, invoice.number, "the stored file is not the one that was drawn")
        reached = InvoiceSeries(series.name, series.seller_id, batch[-1].position, batch[-1].hash)
    if (reached.last_position, reached.last_hash) != (series.last_position, series.last_hash):
        fault = f"the series ends at {series.last_position}, and its invoices at {reached.last_position}"
        yield ChainFault(series.name, "", fault)
