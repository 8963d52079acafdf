"""What the template shows of an invoice or a credit note, as texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from novex_shopify.adapters.documents.formats import Formats
from novex_shopify.adapters.documents.look_data import build_look, split_paragraphs
from novex_shopify.domain.model.document_design import DocumentLook
from novex_shopify.domain.model.invoice import (
    InvoiceContent,
    InvoiceKind,
    InvoiceLine,
    InvoiceLot,
    InvoiceParty,
    TaxCategory,
    TaxSubtotal,
    sum_money,
)
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.policies.document_texts import describe_reason
from novex_shopify.domain.policies.invoice_xml_rules import is_rounding

LETTER_COUNTRIES = {"CA", "US"}
_EXPLAINED = {TaxCategory.INTRA_COMMUNITY, TaxCategory.EXPORT, TaxCategory.REVERSE_CHARGE}
NO_BREAKDOWN: Mapping[str, Any] = {"label": "", "head": [], "rows": []}
NO_MONEY: Mapping[str, Any] = {"totals": [], "breakdown": NO_BREAKDOWN, "terms": []}


def build_invoice_page(content: InvoiceContent, note: str) -> Mapping[str, Any]:
    """`note` says whether the file holds the invoice as data."""
    formats = Formats(content.language, content.currency)
    heading = formats.text(content.kind)
    return {
        **build_frame(content.seller, content.look, formats, heading, content.number),
        "parties": [
            *_build_party(formats, "bill_to", content.bill_to),
            *_build_party(formats, "deliver_to", content.ship_to),
        ],
        "facts": _build_facts(content, formats),
        "tables": [
            build_table(
                _build_columns(content, formats),
                [_build_row(content, line) for line in content.lines if not is_rounding(line)],
            )
        ],
        "totals": _build_totals(content, formats),
        "breakdown": _build_breakdown(content, formats),
        "terms": [*_build_terms(content, formats), *split_paragraphs(content.look.closing)],
        "notes": [*_build_notes(content, formats), note],
    }


def build_frame(seller: Seller, look: DocumentLook, formats: Formats, heading: str, number: str) -> Mapping[str, Any]:
    """Head and foot of a page, which all documents share."""
    place = formats.place(seller.zip, seller.city, seller.country_code)
    address = [seller.street, place, formats.country(seller.country_code) or ""]
    tax_ids = [
        formats.text("vat_id", number=seller.vat_id) if seller.vat_id else "",
        formats.text("tax_number", number=seller.tax_number) if seller.tax_number else "",
    ]
    bank = [f"IBAN {seller.iban}" if seller.iban else "", f"BIC {seller.bic}" if seller.bic else ""]
    contact = [seller.email or "", seller.phone or ""]
    lines = [
        [seller.legal_name, seller.street, place, *tax_ids],
        [seller.register_entry or "", *bank, *contact],
        *([line] for line in split_paragraphs(look.footer or seller.footer)),
    ]
    return {
        "language": formats.language,
        "look": build_look(look),
        "watermark": "",
        "introduction": split_paragraphs(look.introduction),
        "paper": choose_paper(seller),
        "title": f"{heading} {number}",
        "heading": heading,
        "number": number,
        "seller": {"name": seller.legal_name, "address": ", ".join(filter(None, address))},
        "footer": [" · ".join(filter(None, parts)) for parts in lines if any(parts)],
        "page": formats.text("page", number=number, page="{page}", pages="{pages}"),
    }


def choose_paper(seller: Seller | None) -> str:
    return "us-letter" if seller and seller.country_code in LETTER_COUNTRIES else "a4"


def build_table(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]], label: str = ""
) -> Mapping[str, Any]:
    """A cell is a text, a list whose further texts are small and below the first, or None: a box to tick."""
    return {"label": label, "columns": columns, "rows": rows}


def build_column(label: str, *, right: bool = False, wide: bool = False) -> Mapping[str, Any]:
    return {"label": label, "right": right, "wide": wide}


def describe_lot_line(lot: InvoiceLot, formats: Formats) -> str:
    parts = [f"{formats.text('lot')} {lot.code}", f"{lot.quantity} {formats.text('unit')}"]
    if lot.expires_on:
        parts.append(formats.text("best_before", day=formats.day(lot.expires_on)))
    return " · ".join(parts)


def build_no_data_note(content: InvoiceContent) -> str:
    formats = Formats(content.language)
    assert content.no_xml_reason
    return formats.text("no_xml", reason=describe_reason(content.no_xml_reason, content.language))


def _build_party(formats: Formats, label: str, party: InvoiceParty | None) -> Sequence[Mapping[str, Any]]:
    lines = formats.address(party) if party else []
    if party and party.vat_id:
        lines.append(formats.text("vat_id", number=party.vat_id))
    return [{"label": formats.text(label), "lines": lines}]


def _build_facts(content: InvoiceContent, formats: Formats) -> Sequence[tuple[str, str]]:
    order = formats.text("order_of", name=content.order_name, day=formats.day(content.ordered_on))
    facts = {
        "invoice_date": formats.day(content.issued_on),
        "supplied_on": formats.day(content.supplied_on) if content.supplied_on else None,
        "corrects": content.corrects.number if content.corrects else None,
        "order": order,
        "your_po": content.po_number,
        "terms": content.terms,
        "due": formats.day(content.due_on) if content.due_on and content.due.amount else None,
    }
    return [(formats.text(label), value) for label, value in facts.items() if value]


def _build_columns(content: InvoiceContent, formats: Formats) -> Sequence[Mapping[str, Any]]:
    has_vat = all(each.category for each in content.taxes)
    numbers = ("quantity", "unit_price", "tax_rate" if has_vat else "tax", "net")
    return [
        build_column(formats.text("item")),
        build_column(formats.text("description"), wide=True),
        *(build_column(formats.text(name), right=True) for name in numbers),
    ]


def _build_row(content: InvoiceContent, line: InvoiceLine) -> Sequence[Any]:
    formats = Formats(content.language, content.currency)
    below = [describe_lot_line(lot, formats) for lot in line.lots]
    if line.discount.amount:
        price = f"{line.quantity} \N{MULTIPLICATION SIGN} {formats.amount(line.list_price.amount)}"
        text = "list_price_with_tax" if content.prices_include_tax else "list_price"
        below.insert(0, formats.text(text, price=price, discount=formats.amount(line.discount.amount)))
    return [
        line.sku or "",
        [line.title, *below],
        str(line.quantity),
        formats.amount(line.unit_net),
        _describe_rate(line, formats),
        formats.amount(line.net.amount),
    ]


def _describe_rate(line: InvoiceLine, formats: Formats) -> str:
    if line.tax_class:
        return formats.rate(line.tax_class.rate)
    rates = [tax.rate for tax in line.taxes if tax.amount.amount and tax.rate is not None]
    return formats.rate(sum(rates[1:], rates[0])) if rates else ""


def _build_totals(content: InvoiceContent, formats: Formats) -> Sequence[Mapping[str, Any]]:
    taxes = [(_name_tax(each, formats), each.tax) for each in content.taxes if each.tax.amount]
    rounding = [(line.title, line.net) for line in content.lines if is_rounding(line)]  # no supply, as in the XML
    net = content.net - sum_money((amount for _, amount in rounding), content.currency)
    rows = [(formats.text("net"), net), *taxes, *rounding]
    totals = [{"texts": [label, formats.amount(money.amount)], "bold": False} for label, money in rows]
    label = f"{formats.text('total')} {content.currency}"
    totals.append({"texts": [label, formats.amount(content.total.amount)], "bold": True})
    if content.kind is InvoiceKind.INVOICE:
        paid = content.total - content.due
        totals.append({"texts": [formats.text("paid"), formats.amount(paid.amount)], "bold": False})
        due = [formats.text("amount_due"), formats.amount(content.due.amount)]
        totals.append({"texts": due, "bold": True})
    return totals


def _name_tax(subtotal: TaxSubtotal, formats: Formats) -> str:
    name = subtotal.title or formats.text("tax_rate" if subtotal.category else "tax")
    return f"{name} {formats.rate(subtotal.rate)}" if subtotal.rate is not None else name


def _build_breakdown(content: InvoiceContent, formats: Formats) -> Mapping[str, Any]:
    if not content.taxes:
        return NO_BREAKDOWN
    return {
        "label": formats.text("breakdown"),
        "head": [*(formats.text(name) for name in ("rate", "taxable", "tax")), ""],
        "rows": [
            [
                formats.rate(each.rate) if each.rate is not None else "",
                formats.amount(each.net.amount),
                formats.amount(each.tax.amount),
                _explain(content, each, formats),
            ]
            for each in content.taxes
        ],
    }


def _explain(content: InvoiceContent, subtotal: TaxSubtotal, formats: Formats) -> str:
    if subtotal.category in _EXPLAINED:
        return formats.text(f"exempt_{subtotal.category}")
    if subtotal.category is TaxCategory.EXEMPT:
        return content.seller.exemption_reason or ""
    return subtotal.title


def _build_terms(content: InvoiceContent, formats: Formats) -> Sequence[str]:
    if content.kind is InvoiceKind.CREDIT_NOTE or not content.due.amount:
        return []
    if content.due_on:
        return [formats.text("payable_by", day=formats.day(content.due_on), number=content.number)]
    return [] if content.terms else [formats.text("on_receipt")]


def _build_notes(content: InvoiceContent, formats: Formats) -> Sequence[str]:
    by_channel = [tax.amount for line in content.lines for tax in line.taxes if tax.channel_liable]
    total = sum((money.amount for money in by_channel), content.net.amount * 0)
    notes = [formats.text("channel_tax", amount=formats.amount(total))] if total else []
    if accounting := content.accounting_tax:
        amount = Formats(content.language, accounting.currency).amount(accounting.amount)
        notes.append(formats.text("accounting_tax", currency=accounting.currency, amount=amount))
    return notes
