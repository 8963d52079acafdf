"""The tax category of a line, as far as it follows from the order."""

from decimal import Decimal

import pytest

from novex_shopify.domain.model.invoice import InvoiceLine, InvoiceTax, NoXmlReason, TaxCategory
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.policies.tax_classes import TaxCircumstances, classify_lines
from tests.builders import euros

GERMAN = TaxCircumstances("DE", "DE")
FRENCH_BUSINESS = TaxCircumstances("DE", "FR", "FR83404833048")
ZERO = euros("0.00")


def vat(amount: str, rate: str | None = "0.19", *, by_channel: bool = False) -> InvoiceTax:
    return InvoiceTax("MwSt", None if rate is None else Decimal(rate), euros(amount), by_channel)


def line(
    *taxes: InvoiceTax, kind: LineKind = LineKind.ITEM, net: str = "10.00", tax: Money | None = None
) -> InvoiceLine:
    stated = sum((each.amount for each in taxes), ZERO)
    return InvoiceLine(kind, 1, None, "Tea", 1, euros(net), ZERO, euros(net), stated if tax is None else tax, taxes)


@pytest.mark.parametrize(
    ("given", "circumstances", "is_shipped", "expected"),
    [
        (line(vat("1.90")), GERMAN, True, "S"),
        (line(vat("1.90")), TaxCircumstances("DE", "US"), True, "S"),
        (line(), TaxCircumstances("DE", "US"), True, "G"),
        (line(), TaxCircumstances("DE", "US"), False, NoXmlReason.TAX_UNCLEAR),
        (line(), FRENCH_BUSINESS, True, "K"),
        (line(), FRENCH_BUSINESS, False, "AE"),
        (line(), TaxCircumstances("DE", "FR"), True, NoXmlReason.TAX_UNCLEAR),
        (line(), TaxCircumstances("DE", "FR", "DE811111111"), True, NoXmlReason.TAX_UNCLEAR),
        (line(), TaxCircumstances("DE", "GR", "EL094014201"), True, "K"),
        (line(), TaxCircumstances("DE", "FR", " fr83404833048"), True, "K"),
        (line(), TaxCircumstances("DE", "GB", "GB123456789"), True, "G"),
        (line(), TaxCircumstances("DE", "GB", "XI123456789"), True, NoXmlReason.TAX_UNCLEAR),
        (line(), TaxCircumstances("DE", "XI"), True, NoXmlReason.TAX_UNCLEAR),
        (line(), TaxCircumstances("ES", "Canary Islands", "ESB12345678"), True, "G"),
        (line(), TaxCircumstances("DE", None), True, NoXmlReason.TAX_UNCLEAR),
        (line(), TaxCircumstances("DE", "DE", is_exempt_seller=True), True, "E"),
        (line(vat("0.00", "0")), GERMAN, True, "Z"),
        (line(), GERMAN, True, NoXmlReason.TAX_UNCLEAR),
        (line(kind=LineKind.TIP), GERMAN, False, "O"),
        (line(kind=LineKind.GIFT_CARD), GERMAN, False, "O"),
        (line(vat("0.62", "0.0625"), vat("0.20", "0.02")), GERMAN, True, NoXmlReason.SEVERAL_TAXES),
        (line(vat("1.90", by_channel=True)), GERMAN, True, NoXmlReason.CHANNEL_TAX),
        (line(vat("1.90", None)), GERMAN, True, NoXmlReason.TAX_UNCLEAR),
        (line(vat("1.90"), tax=euros("1.91")), GERMAN, True, NoXmlReason.TAX_UNCLEAR),
    ],
)
def test_a_category_follows_or_is_not_guessed(
    given: InvoiceLine, circumstances: TaxCircumstances, *, is_shipped: bool, expected: str
) -> None:
    (found,) = classify_lines([(given, is_shipped)], circumstances)
    assert (found.no_xml_reason or (found.tax_class and found.tax_class.category)) == expected


def test_a_discount_and_a_gift_have_the_class_of_all_others() -> None:
    discount, gift = line(kind=LineKind.DISCOUNT, net="-1.00"), line(net="0.00")
    taxed = classify_lines([(line(vat("1.90")), True), (discount, False), (gift, True)], GERMAN)
    assert [each.tax_class and each.tax_class.category for each in taxed] == [TaxCategory.STANDARD] * 3
    mixed = [(line(vat("1.90")), True), (line(vat("0.70", "0.07")), True), (discount, False)]
    assert classify_lines(mixed, GERMAN)[2].no_xml_reason is NoXmlReason.DISCOUNT_UNCLEAR
