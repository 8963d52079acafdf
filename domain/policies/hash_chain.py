"""The chain of a series: each invoice's hash is of its content and of the hash before, so no one can be changed,
removed or added later without changing all that follow.

Of the content, the hash knows only another hash, which is salted. So a content can be erased with its salt: the chain
still holds and proves the number and the total, and what is left confirms no guess of whom the invoice was for.
"""

from collections.abc import Sequence
from hashlib import sha256

from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.model.issued_invoice import ChainFault, InvoiceSeries, IssuedInvoice
from novex_shopify.domain.policies.frozen_json import thaw


def compute_content_hash(salt: str, content: str) -> str:
    """SHA-256 in hexadecimal, of the salt, a line feed and the content."""
    return sha256(f"{salt}\n{content}".encode()).hexdigest()


def compute_hash(invoice: IssuedInvoice) -> str:
    """SHA-256 in hexadecimal, of these parts, each on a line: what of an invoice never changes and is never erased."""
    parts = (
        invoice.previous_hash,
        invoice.kind,
        invoice.number,
        invoice.total,
        invoice.issued_on,
        invoice.shop_domain,
        invoice.order_id,
        invoice.addition,
        invoice.refund_id,
        invoice.invoice_number or "",
        invoice.content_hash,
    )
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


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
    if invoice.hash != compute_hash(invoice):
        faults.append("the number, the day, the total or what it belongs to is not the one that was issued")
    return [*faults, *(_check_erasure(invoice) if invoice.erased_at else _check_content(invoice))]


def _check_content(invoice: IssuedInvoice) -> list[str]:
    if invoice.content_hash != compute_content_hash(invoice.salt, invoice.content):
        return ["the content is not the one that was issued"]
    content = thaw(invoice.content, InvoiceContent)
    if (content.number, content.kind, content.total) != (invoice.number, invoice.kind, invoice.total):
        return ["the number or the total is not the one that was issued"]
    return []


def _check_erasure(invoice: IssuedInvoice) -> list[str]:
    if invoice.content or invoice.salt:
        return ["it is marked as erased, and its content is there"]
    if invoice.kept_until is None or not (invoice.erased_at and invoice.erased_at.date() > invoice.kept_until):
        return ["it was erased before its retention ended"]
    return []
