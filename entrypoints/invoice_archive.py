"""The PDF files of invoices as one ZIP file, written while it is read: it needs no more memory than one of them."""

import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from novex_shopify.config.container import Container
from novex_shopify.domain.model.issued_invoice import InvoiceFile, InvoiceFilter

_READABLE = 0o644


class _Pipe(io.RawIOBase):
    """Where the archive is written to. It cannot seek, so the sizes of a file are written behind it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._written.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        data, self._written = b"".join(self._written), []
        return data


def generate_archive(container: Container, wanted: InvoiceFilter, text: str = "") -> Iterator[bytes]:
    """Draw what was never drawn, and write the archive in parts. It has the same bytes whenever it is written.

    Erased invoices are left out.
    Raises `NoInvoicesKept` and `DocumentsNotInstalled` before the first part is read.
    """
    get_file, found = container.get_invoice_file(), container.find_invoices().iterate(wanted, text)
    files = (get_file.pdf(invoice.number) for invoice in found if not invoice.erased_at)
    first = list(islice(files, 1))
    return _write_archive(chain(first, files))


def _write_archive(files: Iterable[InvoiceFile]) -> Iterator[bytes]:
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:  # a PDF is compressed already
        for file in files:
            entry = ZipInfo(f"{file.number}.pdf", file.drawn_at.timetuple()[:6])
            entry.external_attr = _READABLE << 16
            archive.writestr(entry, file.data)
            yield pipe.take()
    yield pipe.take()
