"""Finds how a document looks now, and the bytes of its logo."""

from dataclasses import replace

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.document_design import DesignText, DocumentLook
from novex_shopify.domain.model.invoice import InvoiceContent, InvoiceKind
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.policies.document_look import choose_look
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.invoices.records import get_invoices

_TEXT_OF_KIND = {InvoiceKind.INVOICE: DesignText.INTRODUCTION, InvoiceKind.CREDIT_NOTE: DesignText.CREDIT_NOTE}


def find_look(tx: Transaction, seller: Seller, shop_domain: str, place: DesignText, language: str) -> DocumentLook:
    """`place` is where the kind of document has its text. Raises `NoInvoicesKept`."""
    designs = get_invoices(tx).designs
    of_seller, of_shop = designs.get(seller.id), designs.get(seller.id, shop_domain)
    return choose_look(of_seller, of_shop, place, language, seller.language)


def with_look(tx: Transaction, content: InvoiceContent) -> InvoiceContent:
    """Return the content as it looks by the newest version of the design, which is frozen with it."""
    place = _TEXT_OF_KIND[content.kind]
    return replace(content, look=find_look(tx, content.seller, content.shop_domain, place, content.language))


def find_logo(tx: Transaction, look: DocumentLook) -> bytes | None:
    """Raises `NotFound`: a document without the logo that it was issued with would be another one."""
    if look.logo is None:
        return None
    data = get_invoices(tx).designs.get_logo(look.logo.sha256)
    if data is None:
        raise NotFound(f"The logo {look.logo.sha256} is missing in the database. Restore it from a backup.")
    return data
