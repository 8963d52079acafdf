"""The lists of invoices and of credit notes: their columns and filters. The newest come first."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.issued_invoice import InvoiceFilter, IssuedInvoice
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.entrypoints.web.console.lists.list_address import ListAddress
from novex_shopify.entrypoints.web.console.lists.record_list import Column, Filter, Query, RecordList
from novex_shopify.entrypoints.web.console.request import ConsoleRequest

INVOICES_PATH, CREDIT_NOTES_PATH = "/console/invoices", "/console/credit-notes"


_LISTS = {
    InvoiceKind.INVOICE: (INVOICES_PATH, "invoice", "Invoice"),
    InvoiceKind.CREDIT_NOTE: (CREDIT_NOTES_PATH, "credit note", "Credit note"),
}


def to_invoice_filter(kind: InvoiceKind, address: ListAddress) -> InvoiceFilter:
    read = address.filters.get
    since, until = parse_day(read("from", "")), parse_day(read("to", ""))
    return InvoiceFilter(kind, read("shop") or None, None, read("series") or None, since, until)


def parse_day(text: str) -> date | None:
    """None if it is no day, as in an address that somebody wrote."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def build_list(request: ConsoleRequest, kind: InvoiceKind) -> RecordList[IssuedInvoice]:
    """The list of a kind, with the series that exist. Raises `NoInvoicesKept`."""
    series = [each.name for each in request.container.show_invoice().get_numbering().series]
    path, noun, label = _LISTS[kind]

    def fetch(request: ConsoleRequest, query: Query) -> Sequence[IssuedInvoice]:
        wanted, before_id = to_invoice_filter(kind, query.address), parse_id(query.address.after)
        return request.container.find_invoices()(query.limit, wanted, query.get("text"), before_id)

    def count(request: ConsoleRequest, query: Query) -> int:
        wanted = to_invoice_filter(kind, query.address)
        return request.container.find_invoices().count(query.limit, wanted, query.get("text"))

    return RecordList(
        path=path,
        noun=noun,
        columns=(
            Column("number", label, attrgetter("number")),
            Column("issued_on", "Issued", attrgetter("issued_on")),
            Column("issued_by", "", attrgetter("actor.name"), is_shown=False),
            Column("order", "Order", attrgetter("order_name")),
            Column("store", "Store", attrgetter("shop_domain")),
            Column("corrects", "Corrects", attrgetter("invoice_number"), is_shown=kind is InvoiceKind.CREDIT_NOTE),
            Column("series", "Series", attrgetter("series")),
            Column("total", "Total", attrgetter("total.amount"), is_amount=True),
            Column("currency", "", attrgetter("total.currency"), is_shown=False),
            Column("hash", "", attrgetter("hash"), is_shown=False),
        ),
        filters=(
            Filter("text", "Search", hint="Number, order or e-mail"),
            Filter("series", "Series", [("", "All"), *((name, name) for name in series)]),
            Filter("from", "From", is_day=True),
            Filter("to", "To", is_day=True),
        ),
        default_sort="",
        fetch=fetch,
        count=count,
        get_position=lambda invoice, _: invoice.id,
        get_id=attrgetter("id"),
    )
