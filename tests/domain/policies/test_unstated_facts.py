"""What only GraphQL states of an order is neither added nor removed by webhooks."""

from dataclasses import replace

from novex_shopify.domain.model.order import Company
from novex_shopify.domain.model.order_details import LineItemGroup, ShippingMethod
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.unstated_facts import find_graphql_facts, find_known_facts, set_graphql_facts
from tests.builders import a_complete_order, a_complete_sales_order

KNOWN = a_complete_sales_order()
ITEM, TIP, SHIPPING = KNOWN.lines
SHIPPING_LINE = replace(SHIPPING, line_item_id=271)
READ = replace(KNOWN, lines=(ITEM, TIP, SHIPPING_LINE))
"""The document of an order that was read by GraphQL."""


def strip_for_webhook(document: SalesOrder) -> SalesOrder:
    """The same order as a webhook states it."""
    method = ShippingMethod("EXPRESS", "DHL", "dhl-rates")
    return replace(
        document,
        lines=(replace(ITEM, selling_plan=None), TIP, replace(SHIPPING_LINE, shipping_method=method)),
        company=Company(881, 991),
        localized_fields=(),
    )


def keep_facts(document: SalesOrder) -> SalesOrder:
    return set_graphql_facts(document, find_known_facts(READ))


def test_a_webhook_keeps_what_only_graphql_states() -> None:
    assert keep_facts(strip_for_webhook(READ)) == READ


def test_a_webhook_overwrites_what_it_states() -> None:
    emptied = replace(strip_for_webhook(READ), payment_terms=None, note_attributes=(), company=None)
    kept = keep_facts(emptied)
    assert (kept.payment_terms, kept.note_attributes, kept.company) == (None, (), None)


def test_a_tax_number_does_not_move_to_another_company() -> None:
    moved = replace(strip_for_webhook(READ), company=Company(5))
    assert keep_facts(moved).company == Company(5)


def test_a_selling_plan_does_not_move_to_another_line() -> None:
    other = replace(ITEM, line_item_id=5, selling_plan=None)
    kept = keep_facts(replace(strip_for_webhook(READ), lines=(other,)))
    assert kept.lines == (other,)


def test_a_bundle_that_is_only_named_by_its_id_keeps_its_title() -> None:
    named, moved = (replace(ITEM, group=LineItemGroup(number)) for number in (31, 32))
    for line, group in ((named, ITEM.group), (moved, moved.group)):
        kept = keep_facts(replace(strip_for_webhook(READ), lines=(line,)))
        assert kept.lines[0].group == group


def test_an_order_that_was_read_states_the_same_facts_as_its_document() -> None:
    assert set_graphql_facts(strip_for_webhook(READ), find_graphql_facts(a_complete_order())) == READ


def test_graphql_removes_what_only_it_states() -> None:
    emptied = replace(strip_for_webhook(READ), company=Company(881, 991))
    assert set_graphql_facts(READ, find_known_facts(emptied)) == emptied
