"""Files of invoices hold personal data: the audit log has who took them."""

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.timing import HOUR


def record_file(container: Container, number: str, suffix: str) -> None:
    """Record that somebody takes the file of one invoice, once an hour."""
    subject = AuditSubject(AuditedKind.INVOICE, number)
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, {"file": suffix}, at_most_every=HOUR)


def record_archive(container: Container, wanted: InvoiceFilter) -> None:
    """Record that somebody takes the files of all these invoices."""
    facts = {"kind": wanted.kind, "series": wanted.series, "from": wanted.since, "to": wanted.until}
    after = {"file": "pdf", **{name: str(value) for name, value in facts.items() if value}}
    subject = AuditSubject(AuditedKind.INVOICE, shop=ShopDomain(wanted.shop_domain) if wanted.shop_domain else None)
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, after)
