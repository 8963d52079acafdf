"""The files of invoices as answers of console and API. They hold personal data: it is recorded who took them."""

from starlette.responses import Response, StreamingResponse

from novex_shopify.config.container import Container
from novex_shopify.domain.model.issued_invoice import InvoiceFilter
from novex_shopify.entrypoints.invoice_archive import generate_archive
from novex_shopify.entrypoints.invoice_audit import record_archive, record_file


def send_pdf(container: Container, number: str) -> Response:
    """Raises `NotFound` and `DocumentsNotInstalled`."""
    data = container.get_invoice_file().pdf(number).data
    return _send(container, number, data, "pdf", "application/pdf")


def send_xml(container: Container, number: str) -> Response:
    """Raises `NotFound` and `NoInvoiceData`."""
    return _send(container, number, container.get_invoice_file().xml(number), "xml", "application/xml")


def send_archive(container: Container, wanted: InvoiceFilter, text: str = "") -> Response:
    """The PDFs of many as a ZIP file, which is sent while it is written. Raises `DocumentsNotInstalled`."""
    parts = generate_archive(container, wanted, text)
    record_archive(container, wanted)
    return StreamingResponse(parts, media_type="application/zip", headers=_build_headers("invoices.zip"))


def _send(container: Container, number: str, data: bytes, suffix: str, media_type: str) -> Response:
    record_file(container, number, suffix)
    return Response(data, media_type=media_type, headers=_build_headers(f"{number}.{suffix}"))


def _build_headers(filename: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
