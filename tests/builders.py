"""Builders with defaults; a test states only the values that it is about."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from novex_shopify.domain.model.customer import Address, CompanyContact, Consent, Customer
from novex_shopify.domain.model.delivery_method import DeliveryMethod
from novex_shopify.domain.model.fulfillment import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    PushAttempt,
    Shipment,
    ShipmentLine,
    Tracking,
)
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order import (
    Company,
    Discount,
    LineItem,
    Order,
    OrderFulfillment,
    OrderTotals,
    ShippingLine,
    Tax,
)
from novex_shopify.domain.model.order_details import (
    Attribute,
    LineItemGroup,
    LocalizedField,
    OrderSource,
    PaymentSchedule,
    PaymentTerms,
    SellingPlan,
    ShippingMethod,
    TaxTerms,
)
from novex_shopify.domain.model.order_return import ExchangeLine, Return, ReturnLine
from novex_shopify.domain.model.product import Item, Variant
from novex_shopify.domain.model.refund import Refund, RefundAdjustment, RefundLine, RefundTransaction
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.shop import Credentials, Scopes, Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus, NewEvent, WebhookEvent
from novex_shopify.domain.policies.customer_keys import add_customer_keys
from novex_shopify.domain.policies.signatures import sign_webhook

SHOP = ShopDomain("tea-and-paper.myshopify.com")
APP_URL = "https://erp.example.com"
OTHER_SHOP = ShopDomain("other-store.myshopify.com")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
SECRET = Secret("in-memory-secret")
ORDER_ID = 10_802_615_485_413_018  # beyond 2**53, as Shopify's may be
LINE_ID = 866_550_311_766_439_020
VARIANT_ID = 808_950_810


def a_shop(**changes: Any) -> Shop:
    """A connected store."""
    return replace(
        Shop(SHOP, Scopes.parse("read_orders,write_orders,read_returns,read_inventory"), "2026-10", NOON - 24 * HOUR),
        **changes,
    )


def credentials(number: int = 1) -> Credentials:
    """An expiring pair of tokens."""
    return Credentials(Secret(f"shpat_{number}"), NOON + HOUR, Secret(f"shprt_{number}"), NOON + 2160 * HOUR)


def a_delivery(
    topic: str = "orders/create", body: bytes = b"{}", webhook_id: str = "webhook-1", **changes: Any
) -> Delivery:
    """A genuine delivery."""
    delivery = Delivery(SHOP, topic, webhook_id, sign_webhook(SECRET, body), body, "event-1", NOON)
    return replace(delivery, **changes)


def a_new_event(webhook_id: str = "webhook-1", resource_key: str = "order:1", **changes: Any) -> NewEvent:
    """An event that was just received."""
    return replace(NewEvent(a_delivery(webhook_id=webhook_id), resource_key, NOON), **changes)


def an_event(body: bytes = b"{}", event_id: int = 1, **changes: Any) -> WebhookEvent:
    """An event that a worker has claimed."""
    event = WebhookEvent(
        id=event_id,
        shop_domain=SHOP,
        topic="orders/create",
        webhook_id=f"webhook-{event_id}",
        resource_key=f"order:{event_id}",
        body=body,
        received_at=NOON,
        triggered_at=NOON,
        status=EventStatus.PROCESSING,
        attempts=1,
    )
    return replace(event, **changes)


def an_order_body(**changes: Any) -> bytes:
    """An order as in a webhook: two teas at 4.50, 19% tax, 5.00 shipping; 15.71 in total."""
    order = {
        "id": ORDER_ID,
        "name": "#1001",
        "created_at": "2026-11-23T12:00:00+01:00",
        "updated_at": "2026-11-23T12:00:00+01:00",
        "currency": "EUR",
        "total_price": "15.71",
        "taxes_included": False,
        "financial_status": "paid",
        "fulfillment_status": None,
        "line_items": [
            {
                "id": LINE_ID,
                "variant_id": VARIANT_ID,
                "sku": "TEA",
                "title": "Earl Grey",
                "quantity": 2,
                "price": "4.50",
                "tax_lines": [{"price": "1.71"}],
                "discount_allocations": [],
            }
        ],
        "shipping_lines": [{"id": 271, "title": "Parcel", "price": "5.00"}],
        "customer": {"id": 7, "email": "ada@example.com", "updated_at": "2026-11-23T11:00:00+01:00"},
        **changes,
    }
    return json.dumps(order).encode()


def a_customer_body(**changes: Any) -> bytes:
    """A customer as in a webhook."""
    customer = {"id": 7, "email": "ada@example.com", "first_name": "Ada", "updated_at": "2026-11-23T12:00:00+01:00"}
    return json.dumps({**customer, **changes}).encode()


def an_uninstalled_body(shop: str = SHOP) -> bytes:
    """An `app/uninstalled` webhook."""
    return json.dumps({"id": 548380009, "myshopify_domain": shop}).encode()


def a_customer(**changes: Any) -> Customer:
    """A customer with an address, and the keys of all data."""
    address = Address(name="Ada Lovelace", address1="St James's Square 12", city="London", country_code="GB")
    customer = Customer(7, NOON, "Ada", "Lovelace", "ada@example.com", "+442079460000", (address,), companies=())
    changed = replace(customer, **changes)
    return changed if "keys" in changes else add_customer_keys(changed, None)


def a_complete_order() -> Order:
    """An order as Shopify states it, with a value in every field."""
    discounts = (Discount("SUMMER", euros("0.50"), dollars("0.57")),)
    taxes = (Tax("VAT", Decimal("0.19"), euros("1.71"), True, dollars("1.94")),)
    consent = Consent("subscribed", "single_opt_in", NOON)
    (address,) = a_customer().addresses
    return Order(
        id=ORDER_ID,
        name="#1001",
        created_at=NOON,
        updated_at=NOON + HOUR,
        total=euros("15.71"),
        taxes_included=True,
        line_items=(
            LineItem(
                LINE_ID,
                VARIANT_ID,
                "TEA",
                "Earl Grey",
                2,
                euros("4.50"),
                discounts,
                taxes,
                1,
                dollars("5.10"),
                True,
                False,
                tip=True,
                taxable=False,
                vendor="Novex",
                grams=120,
                properties=(Attribute("Engraving", "For Ada"),),
                group=LineItemGroup(31, "Tea set", 1, VARIANT_ID, "SET"),
                selling_plan=SellingPlan("Monthly", 41),
                unfulfilled_quantity=1,
                is_third_party=True,
            ),
        ),
        shipping_lines=(
            ShippingLine(
                271,
                "Express",
                euros("5.00"),
                discounts,
                taxes,
                ShippingMethod("EXPRESS", "DHL", "dhl-rates", "shipping"),
            ),
        ),
        processed_at=NOON - HOUR,
        totals=OrderTotals(*(euros(f"{number}.00") for number in range(12))),
        presentment_total=dollars("18.10"),
        duties_included=True,
        taxes=taxes,
        refunds=(a_refund(),),
        returns=(a_return(),),
        fulfillments=(OrderFulfillment(7, NOON, "success", "DHL Express", ("JD01", "JD02"), ((LINE_ID, 1),), NOON),),
        customer=a_customer(
            email_consent=consent,
            sms_consent=consent,
            companies=(CompanyContact(881, "Analytical Engines", "AE-1", "Buyer", True),),
        ),
        company=Company(881, 991, "DE811111111"),
        po_number="PO-7",
        email="ada@example.com",
        phone="+4420",
        shipping_address=address,
        billing_address=replace(address, city="Ockham"),
        financial_status="partially_refunded",
        fulfillment_status="partial",
        payment_gateways=("gift_card", "bogus"),
        discount_codes=("SUMMER",),
        source=OrderSource("pos", "1001-1-1000", 129_785, 5),
        customer_locale="en-GB",
        payment_terms=PaymentTerms("Net 30", "net", 30, (PaymentSchedule(NOON + 720 * HOUR, NOON, NOON + HOUR),)),
        tax_terms=TaxTerms(True, True, "1548380009", 77),
        localized_fields=(LocalizedField("tax_credential_it", "IT", "Codice fiscale", "LVLDAA15T50Z114K"),),
        note_attributes=(Attribute("Gift text", "Many happy returns"),),
        tags="vip, tea",
        note="Ring twice",
        cancelled_at=NOON,
        cancel_reason="customer",
        test=True,
    )


def a_variant(variant_id: int = VARIANT_ID, **changes: Any) -> Variant:
    """A variant with a SKU."""
    return replace(Variant(632_910_392, variant_id, "Earl Grey", "TEA", "4012345678901"), **changes)


def an_item(item_id: str = "ART-1", **changes: Any) -> Item:
    """An ERP item with the same SKU."""
    return replace(Item(item_id, "Tea, Earl Grey", "TEA"), **changes)


def euros(amount: str) -> Money:
    """An amount."""
    return Money(Decimal(amount), "EUR")


def dollars(amount: str) -> Money:
    """An amount in a customer's currency."""
    return Money(Decimal(amount), "USD")


def a_sales_order(**changes: Any) -> SalesOrder:
    """A document with one line."""
    line = SalesOrderLine(
        LINE_ID, "ART-1", "TEA", "Earl Grey", 2, 2, euros("4.50"), euros("0.00"), euros("1.71"), euros("10.71")
    )
    return replace(SalesOrder(SHOP, ORDER_ID, "#1001", NOON, NOON, euros("10.71"), (line,)), **changes)


def a_complete_sales_order() -> SalesOrder:
    """A document with a value in every field."""
    (line,) = a_sales_order().lines
    (address,) = a_customer().addresses
    item_line = replace(
        line,
        current_quantity=1,
        discounts=(Discount("SUMMER", euros("0.00"), dollars("0.01")),),
        taxes=(Tax("VAT", Decimal("0.19"), euros("1.71"), True, dollars("1.94")), Tax("City", None, euros("0.00"))),
        presentment_unit_price=dollars("5.10"),
        requires_shipping=True,
        taxable=True,
        vendor="Novex",
        grams=120,
        properties=(Attribute("Engraving", "For Ada"),),
        group=LineItemGroup(31, "Tea set", 1, VARIANT_ID, "SET"),
        selling_plan=SellingPlan("Monthly", 41),
        wanted_quantity=1,
        is_third_party=True,
        pieces=12,
    )
    tip = replace(line, line_item_id=0, item_id=None, sku=None, title="Tip", kind=LineKind.TIP, discounts=(), taxes=())
    shipping = replace(
        tip,
        title="Express",
        kind=LineKind.SHIPPING,
        shipping_method=ShippingMethod("EXPRESS", "DHL", "dhl-rates", "shipping"),
    )
    return a_sales_order(
        created_at=NOON + SECOND,
        lines=(item_line, tip, shipping),
        tax=euros("3.42"),
        channel_tax=euros("1.71"),
        taxes_included=True,
        current_total=euros("5.36"),
        outstanding=euros("0.00"),
        cash_rounding=euros("-0.02"),
        refund_cash_rounding=euros("0.01"),
        presentment_total=dollars("12.10"),
        refunds=(a_refund(),),
        returns=(a_return(),),
        fulfillments=(OrderFulfillment(7, NOON, "success", "DHL Express", ("JD01", "JD02"), ((LINE_ID, 1),), NOON),),
        payment_gateways=("gift_card", "bogus"),
        discount_codes=("SUMMER",),
        customer_id="7",
        company=Company(881, 991, "DE811111111"),
        po_number="PO-Ä/2026",
        email="ada@example.com",
        phone="+4420",
        shipping_address=address,
        billing_address=replace(address, city="Ockham"),
        financial_status="partially_refunded",
        fulfillment_status="partial",
        source=OrderSource("pos", "1001-1-1000", 129_785, 5),
        customer_locale="en-GB",
        payment_terms=PaymentTerms("Net 30", "net", 30, (PaymentSchedule(NOON + 720 * HOUR, NOON, NOON + HOUR),)),
        tax_terms=TaxTerms(True, True, "1548380009", 77),
        localized_fields=(LocalizedField("tax_credential_it", "IT", "Codice fiscale", "LVLDAA15T50Z114K"),),
        note_attributes=(Attribute("Gift text", "Many happy returns"),),
        tags="vip, tea",
        note="Ring twice",
        cancelled_at=NOON,
        cancel_reason="customer",
        test=True,
    )


def a_seller(**changes: Any) -> Seller:
    """A seller in Germany."""
    seller = Seller(
        0, "tea", "Tea & Paper GmbH", "DE", "Domstr. 1", "50667", "Köln", "DE", "DE123456789", time_zone="Europe/Berlin"
    )
    return replace(seller, **changes)


def an_invoiced_order(**changes: Any) -> SalesOrder:
    """A German order of two teas at 4.50, with 19 % VAT and shipping: 16.66 in total, of which 2.66 are VAT."""
    (line,) = a_sales_order().lines
    vat = Tax("MwSt", Decimal("0.19"), euros("1.71"))
    tea = replace(line, taxes=(vat,), requires_shipping=True, wanted_quantity=2)
    shipping = replace(
        tea,
        line_item_id=271,
        item_id=None,
        sku=None,
        title="DHL",
        quantity=1,
        current_quantity=1,
        unit_price=euros("5.00"),
        tax=euros("0.95"),
        total=euros("5.95"),
        kind=LineKind.SHIPPING,
        taxes=(replace(vat, amount=euros("0.95")),),
        requires_shipping=False,
    )
    address = Address(
        "Ada Lovelace", "Analytical Engines GmbH", "Invalidenstr. 2", None, "10115", "Berlin", country_code="DE"
    )
    order = a_sales_order(
        total=euros("16.66"),
        tax=euros("2.66"),
        lines=(tea, shipping),
        shipping_address=address,
        billing_address=address,
        financial_status="paid",
        fulfillment_status="fulfilled",
        fulfillments=(OrderFulfillment(7, NOON, "success", "DHL", ("JD01",), ((LINE_ID, 2),)),),
    )
    return replace(order, **changes)


def a_refund(refund_id: int = 1, status: str = "success") -> Refund:
    """A refund of one unit and of the shipping."""
    return Refund(
        id=refund_id,
        order_id=ORDER_ID,
        refunded_at=NOON,
        lines=(RefundLine(LINE_ID, 1, euros("4.50"), euros("0.86"), "return", 5),),
        adjustments=(RefundAdjustment("shipping_refund", euros("5.00"), euros("0.95")),),
        transactions=(RefundTransaction(9, "bogus", euros("11.31"), status),),
        note="Ada did not like it",
    )


def a_return(return_id: int = 1, **changes: Any) -> Return:
    """A return of one unit that is exchanged for another item, with both fees."""
    line = ReturnLine(11, LINE_ID, 1, 1, 1, "too-small", "Does not fit Ada", "I am Ada", euros("1.00"))
    return replace(
        Return(
            id=return_id,
            order_id=ORDER_ID,
            name="#1001-R1",
            status="closed",
            created_at=NOON,
            read_at=NOON,
            closed_at=NOON,
            lines=(line,),
            exchange_lines=(ExchangeLine(12, 1, 1, VARIANT_ID, "TEA", "Earl Grey", (LINE_ID,)),),
            shipping_fees=(euros("2.00"),),
            refund_ids=(1,),
            decline_reason="other",
            decline_note="Dear Ada",
        ),
        **changes,
    )


def a_link(shopify_id: int = ORDER_ID, erp_id: str = "1", updated_at: datetime = NOON) -> ResourceLink:
    """A link."""
    return ResourceLink(SHOP, shopify_id, erp_id, StateVersion(updated_at, updated_at))


def a_shipment(shipment_id: str = "SHIP-1", order_id: str = "1", **changes: Any) -> Shipment:
    """Two units of the order's line, with a tracking number."""
    shipment = Shipment(shipment_id, order_id, (ShipmentLine(LINE_ID, 2),), Tracking("JD01", "DHL Express"))
    return replace(shipment, **changes)


PUSH_ATTEMPT = PushAttempt(1, NOON, "ann:1", ("read the order", "fulfillmentCreate"))


def a_fulfillment_order(quantity: int = 2, location: str = "Berlin", **changes: Any) -> FulfillmentOrder:
    """A fulfillment order for a quantity of the order's line."""
    line = FulfillmentOrderLine("gid://shopify/FulfillmentOrderLineItem/1", LINE_ID, quantity)
    return replace(FulfillmentOrder("gid://shopify/FulfillmentOrder/1", location, location, (line,)), **changes)


def a_delivery_group(
    method: DeliveryMethod, quantity: int = 1, location: str = "Berlin", **changes: Any
) -> FulfillmentOrder:
    """A fulfillment order of its own for each delivery method and location."""
    line = FulfillmentOrderLine(f"FOL-{method}-{location}", LINE_ID, quantity, "Earl Grey")
    order = FulfillmentOrder(f"FO-{method}-{location}", location, location, (line,), delivery_method=method)
    return replace(order, **changes)
