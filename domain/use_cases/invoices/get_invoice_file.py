"""Gets the files of invoices. A PDF is drawn when it is first asked for, and the same bytes are returned ever after."""

from dataclasses import dataclass
from hashlib import sha256

from novex_shopify.domain.errors import NoInvoiceData
from novex_shopify.domain.model.issued_invoice import InvoiceFile
from novex_shopify.domain.policies.document_texts import describe_reason
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.document_drawer import DocumentDrawer
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.invoices.find_look import find_logo
from novex_shopify.domain.use_cases.invoices.records import find_invoice, get_invoices, read_content


@dataclass(frozen=True, slots=True)
class GetInvoiceFile:
    """Drawing is slow and needs no lock: it depends on the frozen content alone."""

    unit_of_work: UnitOfWork
    clock: Clock
    drawer: DocumentDrawer

    def pdf(self, number: str) -> InvoiceFile:
        """Raises `NotFound`, `InvoiceErased` and `DocumentsNotInstalled`."""
        with self.unit_of_work.read() as tx:
            stored = get_invoices(tx).get_file(number)
            content = read_content(find_invoice(tx, number))
            logo = None if stored else find_logo(tx, content.look)
        if stored:
            return stored
        drawn = self.drawer.draw_invoice(content, logo)
        digest = sha256(drawn.data).hexdigest()
        file = InvoiceFile(number, drawn.data, digest, drawn.drawn_with, self.clock.now())
        with self.unit_of_work() as tx:
            read_content(find_invoice(tx, number))  # which may have been erased while it was drawn
            stored = get_invoices(tx).add_file(file)
            tx.commit()
        return stored

    def xml(self, number: str) -> bytes:
        """Raises `NotFound`, `InvoiceErased` and `NoInvoiceData`."""
        with self.unit_of_work.read() as tx:
            content = read_content(find_invoice(tx, number))
        if content.no_xml_reason:
            raise NoInvoiceData(number, describe_reason(content.no_xml_reason, "en"))
        return self.drawer.write_xml(content)
