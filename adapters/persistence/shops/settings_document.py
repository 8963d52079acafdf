"""The column `metadata` of `shopify_shops`: the store's settings; empty until somebody changes one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from novex_shopify.adapters.persistence.json_document import Document
from novex_shopify.domain.model.issued_invoice import IssuePolicy, NumberStyle
from novex_shopify.domain.model.order_hold import HoldRule, HoldRuleKind
from novex_shopify.domain.model.shop_settings import AutoAssign, RateRule, ShopSettings, StockMode, UnmappedProducts


class HoldRuleDocument(msgspec.Struct, frozen=True):
    name: str
    kind: str
    values: tuple[str, ...]


class ShopSettingsDocument(Document, frozen=True):
    keep_events_days: int
    unmapped_products: str
    ship_test_orders: bool
    move_to_shipping_location: bool
    carriers: dict[str, str]
    create_missing_items: bool
    customer_group: str = ""
    read_orders: bool = False
    stock_since: datetime | None = None
    auto_assign: str = AutoAssign.BY_HAND
    min_remaining_days: int = 0
    handling_days: int = 2
    prefer_whole_lots: bool = False
    invoices: str = IssuePolicy.BY_HAND
    invoices_since: str = ""
    invoice_seller: str = ""
    invoice_prefix: str = ""
    invoice_numbers: str = NumberStyle.SEQUENTIAL
    shipping_phone: str = ""
    customs_signer: str = ""
    rate_rule: str = RateRule.BY_HAND
    transit_days: int = 3
    chilled_hours: int = 48
    no_movement_days: int = 5
    track_shipments: bool = False
    hold_hours: int = 24
    push_stock: str = StockMode.OFF
    correct_drift: bool = False
    safety_stock: int = 0
    hold_rules: tuple[HoldRuleDocument, ...] = ()


def to_settings_document(settings: ShopSettings) -> dict[str, Any]:
    document = ShopSettingsDocument(
        keep_events_days=settings.keep_events_days,
        unmapped_products=settings.unmapped_products,
        ship_test_orders=settings.ship_test_orders,
        move_to_shipping_location=settings.move_to_shipping_location,
        carriers=dict(settings.carriers),
        create_missing_items=settings.create_missing_items,
        customer_group=settings.customer_group,
        read_orders=settings.read_orders,
        stock_since=settings.stock_since,
        auto_assign=settings.auto_assign,
        min_remaining_days=settings.min_remaining_days,
        handling_days=settings.handling_days,
        prefer_whole_lots=settings.prefer_whole_lots,
        invoices=settings.invoices,
        invoices_since=settings.invoices_since,
        invoice_seller=settings.invoice_seller,
        invoice_prefix=settings.invoice_prefix,
        invoice_numbers=settings.invoice_numbers,
        shipping_phone=settings.shipping_phone,
        customs_signer=settings.customs_signer,
        rate_rule=settings.rate_rule,
        transit_days=settings.transit_days,
        chilled_hours=settings.chilled_hours,
        no_movement_days=settings.no_movement_days,
        track_shipments=settings.track_shipments,
        hold_hours=settings.hold_hours,
        push_stock=settings.push_stock,
        correct_drift=settings.correct_drift,
        safety_stock=settings.safety_stock,
        hold_rules=tuple(HoldRuleDocument(each.name, each.kind, each.values) for each in settings.hold_rules),
    )
    builtins: dict[str, Any] = msgspec.to_builtins(document)
    return builtins


def to_shop_settings(builtins: Mapping[str, Any]) -> ShopSettings:
    if not builtins:
        return ShopSettings()
    document = msgspec.convert(builtins, ShopSettingsDocument)
    return ShopSettings(
        keep_events_days=document.keep_events_days,
        unmapped_products=UnmappedProducts(document.unmapped_products),
        ship_test_orders=document.ship_test_orders,
        move_to_shipping_location=document.move_to_shipping_location,
        carriers=document.carriers,
        create_missing_items=document.create_missing_items,
        customer_group=document.customer_group,
        read_orders=document.read_orders,
        stock_since=document.stock_since,
        auto_assign=AutoAssign(document.auto_assign),
        min_remaining_days=document.min_remaining_days,
        handling_days=document.handling_days,
        prefer_whole_lots=document.prefer_whole_lots,
        invoices=IssuePolicy(document.invoices),
        invoices_since=document.invoices_since,
        invoice_seller=document.invoice_seller,
        invoice_prefix=document.invoice_prefix,
        invoice_numbers=NumberStyle(document.invoice_numbers),
        shipping_phone=document.shipping_phone,
        customs_signer=document.customs_signer,
        rate_rule=RateRule(document.rate_rule),
        transit_days=document.transit_days,
        chilled_hours=document.chilled_hours,
        no_movement_days=document.no_movement_days,
        track_shipments=document.track_shipments,
        hold_hours=document.hold_hours,
        push_stock=StockMode(document.push_stock),
        correct_drift=document.correct_drift,
        safety_stock=document.safety_stock,
        hold_rules=tuple(HoldRule(each.name, HoldRuleKind(each.kind), each.values) for each in document.hold_rules),
    )
