"""Whether an invoice can be written as EN 16931 data, by the rules that Shopify's orders can break."""

from decimal import Decimal

from novex_shopify.domain.model.invoice import (
    InvoiceContent,
    InvoiceLine,
    InvoiceParty,
    NoXmlReason,
    TaxCategory,
    TaxClass,
    TaxSubtotal,
)
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.eu_countries import EU_COUNTRIES, get_vat_prefix

MAX_TAX_DIFFERENCE = Decimal("0.99")
"""How far a tax may be from base times rate in the official rules (BR-S-09 of EN 16931), which allow less than 1."""

_CENT = Decimal("0.01")
_LISTED_COUNTRIES = {"AC": "SH", "AN": None, "TA": "SH", "XK": "1A"}
"""Codes of Shopify that are no countries of ISO 3166-1: parts of Saint Helena, a former country, and Kosovo."""

_NEEDS_VAT_ID = {TaxCategory.INTRA_COMMUNITY, TaxCategory.REVERSE_CHARGE, TaxCategory.EXPORT}
_NEEDS_BUYERS_VAT_ID = {TaxCategory.INTRA_COMMUNITY, TaxCategory.REVERSE_CHARGE}


def find_no_xml_reason(content: InvoiceContent) -> NoXmlReason | None:
    """Return the first reason why it cannot be; None if it can."""
    return (
        _check_seller(content)
        or _check_buyer(content)
        or _check_lines(content)
        or _check_categories(content)
        or _check_amounts(content)
    )


def is_allowance(line: InvoiceLine) -> bool:
    """Whether a line is a deduction from the whole invoice: a line's price must not be negative (BR-27)."""
    return line.kind is LineKind.DISCOUNT and line.net.amount < 0


def is_rounding(line: InvoiceLine) -> bool:
    return line.kind is LineKind.ROUNDING and not line.tax.amount


def has_vat_id(content: InvoiceContent) -> bool:
    """Whether the seller's VAT id begins with its country, as EN 16931 wants it (BR-CO-09)."""
    return (content.seller.vat_id or "").startswith(get_vat_prefix(content.seller.country_code))


def get_buyers_vat_id(content: InvoiceContent) -> str | None:
    """Return it as EN 16931 wants it (BR-CO-09), without spaces and in capitals; None if it is of no EU country."""
    vat_id = "".join((content.bill_to.vat_id or "").split()).upper() if content.bill_to else ""
    return vat_id if vat_id[:2] in {get_vat_prefix(each) for each in EU_COUNTRIES} else None


def get_listed_country(party: InvoiceParty | None) -> str | None:
    """Return the country as the code list of EN 16931 has it; None if the list has it not."""
    code = party.country_code if party else None
    return _LISTED_COUNTRIES.get(code, code) if code else None


def _check_seller(content: InvoiceContent) -> NoXmlReason | None:
    if content.seller.country_code not in EU_COUNTRIES:
        return NoXmlReason.SELLER_OUTSIDE_EU
    return None if has_vat_id(content) or content.seller.tax_number else NoXmlReason.SELLER_TAX_ID_MISSING


def _check_buyer(content: InvoiceContent) -> NoXmlReason | None:
    buyer = content.bill_to
    return None if buyer and buyer.legal_name and get_listed_country(buyer) else NoXmlReason.BUYER_UNKNOWN


def _check_lines(content: InvoiceContent) -> NoXmlReason | None:
    reasons = [line.no_xml_reason for line in content.lines if line.no_xml_reason and not is_rounding(line)]
    if reasons:
        return reasons[0]
    has_lines = any(not (is_allowance(line) or is_rounding(line)) for line in content.lines)
    return None if has_lines and content.total.amount > 0 else NoXmlReason.NO_VALUE


def _check_categories(content: InvoiceContent) -> NoXmlReason | None:
    categories = {line.tax_class.category for line in content.lines if line.tax_class}
    if TaxCategory.OUTSIDE_SCOPE in categories:  # excludes every other category, and VAT ids (BR-O-02, BR-O-11)
        return NoXmlReason.OUTSIDE_SCOPE
    if categories & _NEEDS_VAT_ID and not has_vat_id(content):
        return NoXmlReason.SELLER_TAX_ID_MISSING
    if categories & _NEEDS_BUYERS_VAT_ID and not get_buyers_vat_id(content):
        return NoXmlReason.BUYER_VAT_ID_MISSING
    is_delivered = content.supplied_on and get_listed_country(content.ship_to)
    if TaxCategory.INTRA_COMMUNITY in categories and not is_delivered:  # BR-IC-11, BR-IC-12
        return NoXmlReason.SUPPLY_UNKNOWN
    return None


def _check_amounts(content: InvoiceContent) -> NoXmlReason | None:
    amounts = [each for line in content.lines for each in (line.net, line.tax)]
    if any(each.amount != round(each.amount, 2) for each in (*amounts, content.due)):
        return NoXmlReason.CURRENCY_DECIMALS
    if any(_is_far_off(each) for each in build_xml_subtotals(content)):
        return NoXmlReason.TAX_DIFFERS
    return None


def build_xml_subtotals(content: InvoiceContent) -> list[TaxSubtotal]:
    """The breakdown of VAT (BG-23), without what is only rounded."""
    totals: dict[TaxClass, TaxSubtotal] = {}
    for line in content.lines:
        if line.tax_class is None or is_rounding(line):
            continue
        known = totals.get(line.tax_class)
        net, tax = (known.net + line.net, known.tax + line.tax) if known else (line.net, line.tax)
        totals[line.tax_class] = TaxSubtotal(line.tax_class.category, "", line.tax_class.rate, net, tax)
    return list(totals.values())


def _is_far_off(subtotal: TaxSubtotal) -> bool:
    by_rate = (subtotal.net.amount * (subtotal.rate or 0)).quantize(_CENT)
    return abs(subtotal.tax.amount - by_rate) > MAX_TAX_DIFFERENCE
