"""A person names the label printers that stations may use."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from novex_shopify.domain.errors import InvalidPrinter, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.printer import Printer
from novex_shopify.domain.ports.unit_of_work import UnitOfWork

MAX_NAME, MAX_URL = 60, 300


@dataclass(frozen=True, slots=True)
class SavePrinter:
    """Creates, changes and deletes printers. Pages may send labels only to the addresses that are named here."""

    unit_of_work: UnitOfWork

    def __call__(self, printer: Printer) -> None:
        """Create a printer, or replace the one with its name. Raises `InvalidPrinter`."""
        _check(printer)
        with self.unit_of_work() as tx:
            known = tx.printers.get(printer.name)
            tx.printers.save(printer)
            before = {"url": known.url} if known else {}
            subject = AuditSubject(AuditedKind.PRINTER, printer.name)
            tx.audit_log.record(AuditAction.PRINTER_SAVED, subject, before, {"url": printer.url})
            tx.commit()

    def delete(self, name: str) -> None:
        """Delete a printer. Raises `NotFound`."""
        with self.unit_of_work() as tx:
            known = tx.printers.get(name)
            if known is None:
                raise NotFound(f"There is no printer {name}.")
            tx.printers.delete(name)
            subject = AuditSubject(AuditedKind.PRINTER, name)
            tx.audit_log.record(AuditAction.PRINTER_DELETED, subject, {"url": known.url})
            tx.commit()


def get_origin(url: str) -> str:
    """Scheme, host and port of an address: what a page's security policy permits."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _check(printer: Printer) -> None:
    if not 1 <= len(printer.name) <= MAX_NAME:
        raise InvalidPrinter("name", f"Enter a name of 1 to {MAX_NAME} characters.")
    problem = InvalidPrinter("url", "Enter the address of the print agent, such as http://127.0.0.1:9101/print.")
    # A page's security policy takes no address with these, nor an IPv6 one.
    is_plain = printer.url.isascii() and printer.url.isprintable() and not set(" ;,'\"\\<>*[]") & set(printer.url)
    if len(printer.url) > MAX_URL or not is_plain:
        raise problem
    try:
        parts = urlsplit(printer.url)
        port = parts.port
    except ValueError:
        raise problem from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or port == 0:
        raise problem
