"""Says how long an erasure must leave issued invoices."""

from collections.abc import Collection

from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.domain.model.privacy import KeptInvoices
from novex_shopify.domain.policies.invoice_retention import compute_kept_until
from novex_shopify.domain.ports.unit_of_work import Transaction


def keep_invoices(tx: Transaction, shop_domain: str, order_ids: Collection[str] | None) -> KeptInvoices:
    """Have the invoices of orders, or of a whole store if None, erased when their retention ends.

    `order_ids` are the ERP's. They are locked, so that a credit note that is being issued is included.
    """
    if tx.erp.invoices is None:
        return KeptInvoices()
    if order_ids is not None:
        tx.key_locks.acquire([f"invoice:{order_id}" for order_id in sorted(order_ids)])
    sellers = {seller.id: seller for seller in tx.erp.invoices.sellers.list_all()}
    series_sellers = {series.name: sellers[series.seller_id] for series in tx.erp.invoices.list_series()}
    kept = KeptInvoices()
    for part in tx.erp.invoices.count_by_series(InvoiceFilter(None, shop_domain, order_ids)):
        until = compute_kept_until(part.last_issued_on, series_sellers[part.series])
        wanted = InvoiceFilter(None, shop_domain, order_ids, part.series)
        tx.erp.invoices.keep_until(wanted, until)
        kept = kept.add(part.count, until)
    return kept
