"""Invoices and credit notes as EN 16931 data, in the syntax CII (UN/CEFACT Cross Industry Invoice).

The numbers behind BT and BG are the standard's own. `tests/adapters/documents/test_invoice_xml.py` has the official
XSD and schematron check what is written here.
"""

import re
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from novex_shopify.domain.model.invoice import (
    InvoiceContent,
    InvoiceKind,
    InvoiceLine,
    InvoiceParty,
    TaxCategory,
    TaxClass,
    TaxSubtotal,
)
from novex_shopify.domain.policies.document_texts import TEXTS, describe_lot
from novex_shopify.domain.policies.invoice_xml_rules import (
    build_xml_subtotals,
    get_buyers_vat_id,
    get_listed_country,
    has_vat_id,
    is_allowance,
    is_rounding,
)

PROFILE = "urn:cen.eu:en16931:2017"
_BASE = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "rsm": f"{_BASE}CrossIndustryInvoice:100",
    "ram": f"{_BASE}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_BASE}UnqualifiedDataType:100",
    "qdt": f"{_BASE}QualifiedDataType:100",
}
_TYPE_CODES = {InvoiceKind.INVOICE: "380", InvoiceKind.CREDIT_NOTE: "381"}
_EXEMPTION_CODES = {
    TaxCategory.INTRA_COMMUNITY: "VATEX-EU-IC",
    TaxCategory.REVERSE_CHARGE: "VATEX-EU-AE",
    TaxCategory.EXPORT: "VATEX-EU-G",
}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no way to write, such as a vertical tab in the title of a product."""

_UNIT, _CREDIT_TRANSFER, _DATE_FORMAT = "C62", "58", "102"


def write_invoice_xml(content: InvoiceContent) -> bytes:
    """Write a content that has no `no_xml_reason`. The bytes are the same every time."""
    for prefix, address in NAMESPACES.items():
        register_namespace(prefix, address)
    root = Element(_name("rsm:CrossIndustryInvoice"))
    context = _add(root, "rsm:ExchangedDocumentContext", "ram:GuidelineSpecifiedDocumentContextParameter")
    _text(context, "ram:ID", PROFILE)  # BT-24
    document = _add(root, "rsm:ExchangedDocument")
    _text(document, "ram:ID", content.number)  # BT-1
    _text(document, "ram:TypeCode", _TYPE_CODES[content.kind])  # BT-3
    _date(_add(document, "ram:IssueDateTime"), "udt", content.issued_on)  # BT-2
    transaction = _add(root, "rsm:SupplyChainTradeTransaction")
    lines = [line for line in content.lines if not (is_allowance(line) or is_rounding(line))]
    for number, line in enumerate(lines, start=1):
        _write_line(transaction, content, line, number)
    _write_agreement(_add(transaction, "ram:ApplicableHeaderTradeAgreement"), content)
    _write_delivery(_add(transaction, "ram:ApplicableHeaderTradeDelivery"), content)
    _write_settlement(_add(transaction, "ram:ApplicableHeaderTradeSettlement"), content)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _write_line(parent: Element, content: InvoiceContent, line: InvoiceLine, number: int) -> None:  # BG-25
    item = _add(parent, "ram:IncludedSupplyChainTradeLineItem")
    _text(_add(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(number))
    product = _add(item, "ram:SpecifiedTradeProduct")
    sku = (line.sku or "").strip()
    _text(product, "ram:SellerAssignedID", sku)  # BT-155
    _text(product, "ram:Name", line.title.strip() or sku or TEXTS[content.language]["item"])  # BT-153
    for lot in line.lots:  # BG-32: EN 16931 has no field for lots
        characteristic = _add(product, "ram:ApplicableProductCharacteristic")
        _text(characteristic, "ram:Description", TEXTS[content.language]["lot"])
        _text(characteristic, "ram:Value", f"{lot.code}: {describe_lot(lot, content.language)}")
    # A price is never negative (BR-27), so what is deducted has a negative quantity.
    quantity = -abs(line.quantity) if line.net.amount < 0 else line.quantity
    price = _add(item, "ram:SpecifiedLineTradeAgreement", "ram:NetPriceProductTradePrice")
    _text(price, "ram:ChargeAmount", _write_amount(abs(line.net.amount)))  # BT-146, of all units, so it is exact
    _text(price, "ram:BasisQuantity", str(abs(quantity)), unitCode=_UNIT)  # BT-149
    delivery = _add(item, "ram:SpecifiedLineTradeDelivery")
    _text(delivery, "ram:BilledQuantity", str(quantity), unitCode=_UNIT)  # BT-129
    settlement = _add(item, "ram:SpecifiedLineTradeSettlement")
    assert line.tax_class
    _write_tax_class(_add(settlement, "ram:ApplicableTradeTax"), line.tax_class)
    total = _add(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _text(total, "ram:LineTotalAmount", _write_amount(line.net.amount))  # BT-131


def _write_agreement(agreement: Element, content: InvoiceContent) -> None:
    seller = content.seller
    po_number = (content.po_number or "").strip()
    _text(agreement, "ram:BuyerReference", po_number)  # BT-10
    party = _add(agreement, "ram:SellerTradeParty")
    if not has_vat_id(content):
        _text(party, "ram:ID", seller.tax_number or "")  # BT-29: without a VAT id, something else names it (BR-CO-26)
    _text(party, "ram:Name", seller.legal_name)
    address = InvoiceParty(None, None, (seller.street,), seller.zip, seller.city, None, seller.country_code)
    _write_address(party, address)
    if has_vat_id(content) and seller.vat_id:
        _text(_add(party, "ram:SpecifiedTaxRegistration"), "ram:ID", seller.vat_id, schemeID="VA")  # BT-31
    if seller.tax_number:
        _text(_add(party, "ram:SpecifiedTaxRegistration"), "ram:ID", seller.tax_number, schemeID="FC")  # BT-32
    buyer = _add(agreement, "ram:BuyerTradeParty")
    assert content.bill_to
    _text(buyer, "ram:Name", content.bill_to.legal_name or "")
    _write_address(buyer, content.bill_to)
    if vat_id := get_buyers_vat_id(content):
        _text(_add(buyer, "ram:SpecifiedTaxRegistration"), "ram:ID", vat_id, schemeID="VA")  # BT-48
    _text(_add(agreement, "ram:SellerOrderReferencedDocument"), "ram:IssuerAssignedID", content.order_name)  # BT-14
    if po_number:
        _text(_add(agreement, "ram:BuyerOrderReferencedDocument"), "ram:IssuerAssignedID", po_number)  # BT-13


def _write_address(party: Element, address: InvoiceParty) -> None:
    postal = _add(party, "ram:PostalTradeAddress")
    parts = {
        "PostcodeCode": address.zip,
        **dict(zip(("LineOne", "LineTwo"), address.street, strict=False)),
        "CityName": address.city,
        "CountryID": get_listed_country(address),
        "CountrySubDivisionName": address.province,
    }
    for name, value in parts.items():
        if value:
            _text(postal, f"ram:{name}", value)


def _write_delivery(delivery: Element, content: InvoiceContent) -> None:
    if content.ship_to and get_listed_country(content.ship_to):
        party = _add(delivery, "ram:ShipToTradeParty")
        if content.ship_to.legal_name:
            _text(party, "ram:Name", content.ship_to.legal_name)  # BT-70
        _write_address(party, content.ship_to)
    if content.supplied_on:
        event = _add(delivery, "ram:ActualDeliverySupplyChainEvent", "ram:OccurrenceDateTime")
        _date(event, "udt", content.supplied_on)  # BT-72


def _write_settlement(settlement: Element, content: InvoiceContent) -> None:
    if content.accounting_tax:
        _text(settlement, "ram:TaxCurrencyCode", content.accounting_tax.currency)  # BT-6
    _text(settlement, "ram:InvoiceCurrencyCode", content.currency)  # BT-5
    if content.seller.iban and content.due.amount and content.kind is InvoiceKind.INVOICE:
        means = _add(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
        _text(means, "ram:TypeCode", _CREDIT_TRANSFER)
        account = _add(means, "ram:PayeePartyCreditorFinancialAccount")
        _text(account, "ram:IBANID", content.seller.iban.replace(" ", ""))  # BT-84
    for subtotal in build_xml_subtotals(content):
        _write_subtotal(_add(settlement, "ram:ApplicableTradeTax"), content, subtotal)
    for line in filter(is_allowance, content.lines):
        _write_allowance(_add(settlement, "ram:SpecifiedTradeAllowanceCharge"), line)
    _write_terms(settlement, content)
    _write_totals(_add(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation"), content)
    if content.corrects:  # BG-3
        reference = _add(settlement, "ram:InvoiceReferencedDocument")
        _text(reference, "ram:IssuerAssignedID", content.corrects.number)
        _date(_add(reference, "ram:FormattedIssueDateTime"), "qdt", content.corrects.issued_on)


def _write_subtotal(tax: Element, content: InvoiceContent, subtotal: TaxSubtotal) -> None:  # BG-23
    assert subtotal.category
    assert subtotal.rate is not None
    _text(tax, "ram:CalculatedAmount", _write_amount(subtotal.tax.amount))
    _text(tax, "ram:TypeCode", "VAT")
    if subtotal.category is TaxCategory.EXEMPT:
        _text(tax, "ram:ExemptionReason", content.seller.exemption_reason or "")
    elif subtotal.category in _EXEMPTION_CODES:
        _text(tax, "ram:ExemptionReason", TEXTS[content.language][f"exempt_{subtotal.category}"])
    _text(tax, "ram:BasisAmount", _write_amount(subtotal.net.amount))
    _text(tax, "ram:CategoryCode", subtotal.category)
    if subtotal.category in _EXEMPTION_CODES:
        _text(tax, "ram:ExemptionReasonCode", _EXEMPTION_CODES[subtotal.category])
    _text(tax, "ram:RateApplicablePercent", _write_rate(subtotal.rate))


def _write_allowance(allowance: Element, line: InvoiceLine) -> None:  # BG-20
    _text(_add(allowance, "ram:ChargeIndicator"), "udt:Indicator", "false")
    _text(allowance, "ram:ActualAmount", _write_amount(-line.net.amount))
    _text(allowance, "ram:Reason", line.title)
    assert line.tax_class
    _write_tax_class(_add(allowance, "ram:CategoryTradeTax"), line.tax_class)


def _write_terms(settlement: Element, content: InvoiceContent) -> None:  # BT-20, BT-9
    if content.kind is InvoiceKind.CREDIT_NOTE or not content.due.amount:
        return
    terms = _add(settlement, "ram:SpecifiedTradePaymentTerms")
    _text(terms, "ram:Description", content.terms or TEXTS[content.language]["on_receipt"])
    if content.due_on:
        _date(_add(terms, "ram:DueDateDateTime"), "udt", content.due_on)


def _write_totals(totals: Element, content: InvoiceContent) -> None:  # BG-22
    rounding = sum((line.net.amount for line in content.lines if is_rounding(line)), Decimal(0))
    allowances = -sum((line.net.amount for line in content.lines if is_allowance(line)), Decimal(0))
    basis = content.net.amount - rounding
    paid = content.total.amount - content.due.amount
    _text(totals, "ram:LineTotalAmount", _write_amount(basis + allowances))
    _text(totals, "ram:AllowanceTotalAmount", _write_amount(allowances))
    _text(totals, "ram:TaxBasisTotalAmount", _write_amount(basis))
    _text(totals, "ram:TaxTotalAmount", _write_amount(content.tax.amount), currencyID=content.currency)
    if accounting := content.accounting_tax:  # BT-111
        _text(totals, "ram:TaxTotalAmount", _write_amount(accounting.amount), currencyID=accounting.currency)
    if rounding:
        _text(totals, "ram:RoundingAmount", _write_amount(rounding))
    _text(totals, "ram:GrandTotalAmount", _write_amount(basis + content.tax.amount))
    _text(totals, "ram:TotalPrepaidAmount", _write_amount(paid))
    _text(totals, "ram:DuePayableAmount", _write_amount(content.due.amount))


def _write_tax_class(tax: Element, tax_class: TaxClass) -> None:
    _text(tax, "ram:TypeCode", "VAT")
    _text(tax, "ram:CategoryCode", tax_class.category)
    _text(tax, "ram:RateApplicablePercent", _write_rate(tax_class.rate))


def _write_amount(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _write_rate(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}"


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _add(parent: Element, *names: str) -> Element:
    for name in names:
        parent = SubElement(parent, _name(name))
    return parent


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    """An element without text is refused, so there is none."""
    if written := _NOT_IN_XML.sub(" ", text).strip():
        SubElement(parent, _name(name), attributes).text = written


def _date(parent: Element, prefix: str, day: date) -> None:
    _text(parent, f"{prefix}:DateTimeString", f"{day:%Y%m%d}", format=_DATE_FORMAT)
