"""GraphQL orders."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from novex_shopify.adapters.shopify.graphql import order_responses as responses
from novex_shopify.adapters.shopify.graphql.order_mapper import map_fulfillment, map_order
from novex_shopify.adapters.shopify.graphql.responses import Connection, MailingAddress, MoneyBag, MoneyV2, Reference
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import Company, Discount, LineItem, Order, OrderFulfillment, ShippingLine, Tax
from tests.builders import LINE_ID, NOON, ORDER_ID, VARIANT_ID, euros


def build_bag(amount: str, dollars: str | None = None) -> MoneyBag:
    return MoneyBag(MoneyV2(Decimal(amount), "EUR"), MoneyV2(Decimal(dollars), "USD") if dollars else None)


TAX = responses.TaxLine("VAT", build_bag("1.71"), Decimal("0.19"))
SUMMER = responses.DiscountAllocation(build_bag("1.00"), responses.DiscountApplication(code="SUMMER", title="Sale"))


def build_line(**changes: Any) -> responses.LineItem:
    line = responses.LineItem(
        id=f"gid://shopify/LineItem/{LINE_ID}",
        title="Tea",
        quantity=2,
        current_quantity=1,
        is_gift_card=False,
        requires_shipping=True,
        original_unit_price_set=build_bag("4.50", "5.10"),
        tax_lines=[TAX],
        discount_allocations=[SUMMER],
        sku="TEA",
        variant=responses.ProductVariant(str(VARIANT_ID)),
    )
    return replace(line, **changes)


def build_shipping_line(**changes: Any) -> responses.ShippingLine:
    return replace(
        responses.ShippingLine("Standard", False, build_bag("5.00"), [], [], "gid://shopify/ShippingLine/271"),
        **changes,
    )


def map_changed_order(*lines: responses.LineItem, **changes: Any) -> Order:
    order = responses.Order(
        legacy_resource_id=str(ORDER_ID),
        name="#1001",
        created_at=NOON,
        updated_at=NOON,
        currency_code="EUR",
        taxes_included=False,
        duties_included=False,
        test=False,
        tags=[],
        payment_gateway_names=["bogus"],
        discount_codes=[],
        display_fulfillment_status="UNFULFILLED",
        total_price_set=build_bag("15.71"),
        current_total_price_set=build_bag("10.71"),
        total_tip_received_set=build_bag("0.00"),
        total_outstanding_set=build_bag("3.00"),
        shipping_lines=Connection([]),
        line_items=Connection([]),
        fulfillments=[],
        refunds=[],
    )
    return map_order(replace(order, **changes), lines)


def test_a_line_is_mapped_with_its_discounts_and_taxes() -> None:
    assert map_changed_order(build_line()).line_items == (
        LineItem(
            LINE_ID,
            VARIANT_ID,
            "TEA",
            "Tea",
            2,
            euros("4.50"),
            (Discount("SUMMER", euros("1.00")),),
            (Tax("VAT", Decimal("0.19"), euros("1.71")),),
            current_quantity=1,
            presentment_unit_price=Money(Decimal("5.10"), "USD"),
        ),
    )


def test_a_line_of_a_deleted_product_has_no_variant_and_no_sku() -> None:
    (line,) = map_changed_order(build_line(variant=None, sku="")).line_items
    assert (line.variant_id, line.sku) == (None, None)


def test_the_title_of_a_line_names_its_variant() -> None:
    (line,) = map_changed_order(build_line(variant_title="Earl Grey")).line_items
    assert line.title == "Tea - Earl Grey"


@pytest.mark.parametrize(
    ("code", "title", "mapped"), [("SUMMER", "Sale", "SUMMER"), (None, "Sale", "Sale"), (None, None, "")]
)
def test_a_discount_has_its_code_or_else_its_title(code: str | None, title: str | None, mapped: str) -> None:
    allocation = replace(SUMMER, discount_application=responses.DiscountApplication(code, title))
    (line,) = map_changed_order(build_line(discount_allocations=[allocation])).line_items
    assert line.discounts == (Discount(mapped, euros("1.00")),)


def test_removed_shipping_lines_are_left_out() -> None:
    order = map_changed_order(
        shipping_lines=Connection([build_shipping_line(), build_shipping_line(title="Express", is_removed=True)])
    )
    assert order.shipping_lines == (ShippingLine(271, "Standard", euros("5.00")),)


@pytest.mark.parametrize(
    ("graphql", "webhook"), [("UNFULFILLED", None), ("PARTIALLY_FULFILLED", "partial"), ("FULFILLED", "fulfilled")]
)
def test_the_fulfillment_status_is_that_of_webhooks(graphql: str, webhook: str | None) -> None:
    assert map_changed_order(display_fulfillment_status=graphql).fulfillment_status == webhook


def test_other_enum_values_are_in_lower_case_as_in_webhooks() -> None:
    order = map_changed_order(display_financial_status="PARTIALLY_REFUNDED", cancel_reason="CUSTOMER")
    assert (order.financial_status, order.cancel_reason) == ("partially_refunded", "customer")


def test_tags_are_one_text_in_the_order_of_webhooks() -> None:
    assert map_changed_order(tags=["vip", "tea"]).tags == "tea, vip"
    assert map_changed_order(tags=[]).tags is None


def test_empty_texts_and_addresses_are_none() -> None:
    order = map_changed_order(email="", phone="", po_number="", note="", shipping_address=MailingAddress(city=""))
    assert (order.email, order.phone, order.po_number, order.note, order.shipping_address) == (None,) * 5


def test_totals_that_shopify_does_not_state_are_none() -> None:
    totals = map_changed_order(total_tax_set=build_bag("1.71")).totals
    assert (totals.current, totals.outstanding, totals.tax) == (euros("10.71"), euros("3.00"), euros("1.71"))
    assert (totals.discounts, totals.duties, totals.fees, totals.cash_rounding) == (None, None, None, None)


def test_the_customers_total_is_kept_only_in_another_currency() -> None:
    assert map_changed_order().presentment_total is None
    order = map_changed_order(total_price_set=build_bag("15.71", "17.80"))
    assert (order.total, order.presentment_total) == (euros("15.71"), Money(Decimal("17.80"), "USD"))


def test_the_customer_of_an_order_is_mapped_with_the_default_address() -> None:
    customer = responses.Customer(
        "7",
        NOON,
        first_name="Ada",
        last_name="",
        default_email_address=responses.CustomerEmailAddress("ada@example.com"),
        default_address=MailingAddress(city="London"),
    )
    assert map_changed_order(customer=customer).customer == Customer(
        7, NOON, "Ada", email="ada@example.com", addresses=(Address(city="London"),)
    )


@pytest.mark.parametrize(
    ("entity", "company"),
    [
        (None, None),
        (responses.PurchasingEntity(), None),
        (responses.PurchasingEntity(Reference("gid://shopify/Company/881")), Company(881, None)),
        (
            responses.PurchasingEntity(
                Reference("gid://shopify/Company/881"),
                responses.CompanyLocation("gid://shopify/CompanyLocation/991", responses.TaxSettings("DE811111111")),
            ),
            Company(881, 991, "DE811111111"),
        ),
    ],
    ids=["none", "a person", "a company", "a company location"],
)
def test_the_company_of_an_order_is_mapped(entity: responses.PurchasingEntity | None, company: Company | None) -> None:
    assert map_changed_order(purchasing_entity=entity).company == company


def test_a_fulfillment_has_the_carrier_of_its_first_number_and_all_numbers() -> None:
    tracking = [
        responses.FulfillmentTrackingInfo("DHL Express", "JD01"),
        responses.FulfillmentTrackingInfo("UPS", "1Z01"),
        responses.FulfillmentTrackingInfo("UPS", ""),
    ]
    fulfillment = responses.Fulfillment("gid://shopify/Fulfillment/7", "SUCCESS", NOON, NOON, tracking)
    assert map_fulfillment(fulfillment, {LINE_ID: 1}) == OrderFulfillment(
        7, NOON, "success", "DHL Express", ("JD01", "1Z01"), ((LINE_ID, 1),), NOON
    )


def test_a_fulfillment_without_tracking_has_neither_carrier_nor_numbers() -> None:
    mapped = map_fulfillment(responses.Fulfillment("gid://shopify/Fulfillment/7", "CANCELLED", NOON, NOON, []), {})
    assert (mapped.status, mapped.tracking_company, mapped.tracking_numbers) == ("cancelled", None, ())
