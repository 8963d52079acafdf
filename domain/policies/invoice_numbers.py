"""Series and numbers of invoices."""

from datetime import date

from novex_shopify.domain.model.invoice import InvoiceKind
from novex_shopify.domain.model.issued_invoice import NumberStyle

_CREDIT_NOTES = "CN"
_DATED = {InvoiceKind.INVOICE: "INV", InvoiceKind.CREDIT_NOTE: "CN"}


def name_series(prefix: str, kind: InvoiceKind, style: NumberStyle, day: date) -> str:
    """The series of a day: DE26 for invoices, DECN26 for credit notes; each year begins at 1.

    Dated numbers are counted apart, since they would leave gaps between the others.
    """
    if style is NumberStyle.DATED:
        return f"{prefix}{day:%y}-{_DATED[kind]}-DATED"
    return f"{prefix}{_CREDIT_NOTES if kind is InvoiceKind.CREDIT_NOTE else ''}{day:%y}"


def share_series(prefix: str, other: str) -> bool:
    """Whether the invoices or credit notes of two prefixes would be numbered in one series."""
    return not {prefix, prefix + _CREDIT_NOTES}.isdisjoint({other, other + _CREDIT_NOTES})


def build_number(kind: InvoiceKind, style: NumberStyle, day: date, *, series: str, position: int, nonce: str) -> str:
    """The number of an invoice; `nonce` is a random text in hexadecimal, of which a dated number has eight digits."""
    if style is NumberStyle.DATED:
        return f"{_DATED[kind]}-{day:%Y%m%d}-{nonce[:8]}"
    return f"{series}-{position:06}"
