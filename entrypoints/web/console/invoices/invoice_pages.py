"""`/console/invoices` and `/console/credit-notes`: the lists, the page of one document, and who numbers them."""

from starlette.responses import Response

from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.policies.document_texts import describe_reason
from novex_shopify.domain.policies.invoice_retention import get_retention_years
from novex_shopify.entrypoints.web.console.invoices.invoice_records import INVOICES_PATH, build_list
from novex_shopify.entrypoints.web.console.lists.list_page import load_page, send_list, wants_csv
from novex_shopify.entrypoints.web.console.order_key import fetch_erp_id, read_order_url
from novex_shopify.entrypoints.web.console.rendering import render
from novex_shopify.entrypoints.web.console.request import ConsoleRequest, redirect
from novex_shopify.entrypoints.web.console.stock.days import format_day

_MAX_WAITING = 50


def list_invoices(request: ConsoleRequest) -> Response:
    return _show_list(request, InvoiceKind.INVOICE)


def list_credit_notes(request: ConsoleRequest) -> Response:
    return _show_list(request, InvoiceKind.CREDIT_NOTE)


def show_invoice(request: ConsoleRequest) -> Response:
    """The figures of an invoice or a credit note. Whom it is for is in its PDF, and taking that is recorded."""
    shown = request.container.show_invoice()(request.http_request.path_params["number"])
    content = shown.content
    reason = describe_reason(content.no_xml_reason, "en") if content and content.no_xml_reason else ""
    return render(request, "invoices/invoice.html", shown=shown, no_xml_reason=reason, format_day=format_day)


def show_series(request: ConsoleRequest) -> Response:
    numbering = request.container.show_invoice().get_numbering()
    return render(request, "invoices/series.html", numbering=numbering, get_retention_years=get_retention_years)


def check_series(request: ConsoleRequest) -> Response:
    """Walk every series, and compare each stored file with its hash. Nothing is changed."""
    return render(request, "invoices/series_check.html", faults=request.container.verify_invoices()())


def issue_invoice(request: ConsoleRequest) -> Response:
    """Issue what the order lacks; leads back to the order's page."""
    order_id = fetch_erp_id(request)
    known = {each.id for each in request.container.show_invoice().list_by_order(order_id)}
    new = [each for each in request.container.issue_invoice()(order_id) if each.id not in known]
    numbers = ", ".join(each.number for each in new)
    message = f"{numbers} issued" if new else "Everything was issued already"
    return redirect(read_order_url(request), message)


def _show_list(request: ConsoleRequest, kind: InvoiceKind) -> Response:
    definition = build_list(request, kind)
    if wants_csv(request):
        return send_list(request, definition)
    page = load_page(request, definition)
    archive_url = page.address.build_url(f"{INVOICES_PATH}/archive", kind=kind)
    shop = page.address.filters.get("shop") or None
    is_of_invoices = kind is InvoiceKind.INVOICE
    waiting = request.container.find_invoices().list_waiting(_MAX_WAITING, shop) if is_of_invoices else ()
    has_sellers = bool(request.container.show_invoice().get_numbering().sellers)
    return render(
        request,
        "invoices/invoices.html",
        page=page,
        kind=kind,
        title=f"{definition.noun.capitalize()}s",
        archive_url=archive_url,
        has_sellers=has_sellers,
        waiting=waiting,
        format_day=format_day,
    )
