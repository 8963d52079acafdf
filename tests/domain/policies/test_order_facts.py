"""What a document says beside its amounts is shown to people, without personal data."""

from novex_shopify.domain.policies.order_facts import describe_line, describe_order
from tests.builders import a_complete_sales_order, a_sales_order


def test_each_fact_has_a_label() -> None:
    order = a_complete_sales_order()
    item, _, shipping = order.lines
    assert describe_order(order) == {
        "Source": "pos",
        "Number at the source": "1001-1-1000",
        "Retail location": "5",
        "PO number": "PO-Ä/2026",
        "Company": "881",
        "Company location": "991",
        "Payment terms": "Net 30",
        "Due": "2026-12-23",
        "Tax": "3.42 EUR",
        "Remitted by the channel": "1.71 EUR",
        "Tax exempt": "Yes",
        "Merchant of record": "app 77",
        "Discount codes": "SUMMER",
        "Payment gateways": "gift_card, bogus",
        "Language": "en-GB",
        "Tags": "vip, tea",
    }
    assert describe_line(item) == {
        "Vendor": "Novex",
        "Weight": "120 g",
        "Bundle": "Tea set",
        "Selling plan": "Monthly",
    }
    assert describe_line(shipping) == {
        "Shipping code": "EXPRESS",
        "Carrier service": "dhl-rates",
        "Delivery category": "shipping",
    }


def test_an_order_without_facts_shows_none() -> None:
    order = a_sales_order()
    assert (describe_order(order), describe_line(order.lines[0])) == ({}, {})
