"""The files of invoices. They hold personal data, so it is recorded who took them."""

from starlette.responses import Response

from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.entrypoints.web.console.invoices.invoice_records import build_list, to_invoice_filter
from novex_shopify.entrypoints.web.console.request import ConsoleRequest
from novex_shopify.entrypoints.web.invoice_files import send_archive, send_pdf, send_xml


def download_pdf(request: ConsoleRequest) -> Response:
    return send_pdf(request.container, request.http_request.path_params["number"])


def download_xml(request: ConsoleRequest) -> Response:
    return send_xml(request.container, request.http_request.path_params["number"])


def download_archive(request: ConsoleRequest) -> Response:
    """The PDFs of all that a list shows, not only of its page."""
    wanted = request.get_query_param("kind")
    kind = InvoiceKind.CREDIT_NOTE if wanted == InvoiceKind.CREDIT_NOTE else InvoiceKind.INVOICE
    address = build_list(request, kind).read_address(request)
    return send_archive(request.container, to_invoice_filter(kind, address), address.filters["text"])
