"""The chain of a series: each invoice's hash is of its content and of the hash before, so no one can be changed,
removed or added later without changing all that follow.
"""

from collections.abc import Sequence
from hashlib import sha256

from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.issued_invoice import ChainFault, InvoiceSeries, IssuedInvoice
from novex_shopify.domain.policies.frozen_json import thaw


def compute_hash(content: str, previous_hash: str) -> str:
    """SHA-256 in hexadecimal, of the hash before, a line feed and the content."""
    return sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


def find_chain_faults(
    series: InvoiceSeries, invoices: Sequence[IssuedInvoice], before: InvoiceSeries
) -> list[ChainFault]:
    """Check some of a series' invoices in order of position, from the one after `before`."""
    faults = []
    position, previous_hash = before.last_position, before.last_hash
    for invoice in invoices:
        faults += [ChainFault(series.name, invoice.number, fault) for fault in _check(invoice, position, previous_hash)]
        position, previous_hash = invoice.position, invoice.hash
    return faults


def _check(invoice: IssuedInvoice, position: int, previous_hash: str) -> list[str]:
    faults = []
    if invoice.position != position + 1:
        faults.append(f"position {invoice.position} follows {position}")
    if invoice.previous_hash != previous_hash:
        faults.append("the hash of the invoice before is another one")
    if invoice.hash != compute_hash(invoice.content, invoice.previous_hash):
        faults.append("the content is not the one that was issued")
        return faults
    content = thaw(invoice.content, InvoiceContent)
    if (content.number, content.kind, content.total) != (invoice.number, invoice.kind, invoice.total):
        faults.append("the number or the total is not the one that was issued")
    return faults
