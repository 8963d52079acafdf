"""Builds nodes of what orders say beside amounts."""

from collections.abc import Callable, Mapping
from typing import Any

from novex_shopify.entrypoints.sandbox.clock import format_utc_time
from novex_shopify.entrypoints.sandbox.graphql.connections import build_connection
from novex_shopify.entrypoints.sandbox.graphql.context import Info, Node, require_any_scope
from novex_shopify.entrypoints.sandbox.graphql.shops import LOCATION_SCOPES, build_location_node
from novex_shopify.entrypoints.sandbox.ids import build_gid
from novex_shopify.entrypoints.sandbox.model.order_details import PaymentTerms
from novex_shopify.entrypoints.sandbox.model.orders import Order, OrderLine
from novex_shopify.entrypoints.sandbox.model.shop import Shop
from novex_shopify.entrypoints.sandbox.payloads.order_details import build_business_entity_id

Resolver = Callable[..., Node | None]


def build_attribute_nodes(values: Mapping[str, str]) -> list[Node]:
    return [{"key": name, "value": value} for name, value in values.items()]


def build_line_item_group_node(line: OrderLine) -> Node | None:
    if line.bundle is None:
        return None
    gid = build_gid("LineItemGroup", line.bundle.id)
    return {"id": gid, "title": line.bundle.title, "quantity": 1, "variantId": None, "variantSku": None}


def build_selling_plan_node(line: OrderLine) -> Node | None:
    plan = line.selling_plan
    return {"name": plan.name, "sellingPlanId": build_gid("SellingPlan", plan.id)} if plan else None


def build_app_node(order: Order) -> Node:
    return {"id": build_gid("App", order.source.app_id), "name": order.source.name}


def build_business_entity_node(shop: Shop) -> Node:
    return {"id": f"gid://shopify/BusinessEntity/{build_business_entity_id(shop)}", "displayName": shop.name}


def build_retail_location_resolver(shop: Shop, order: Order) -> Resolver:
    def resolve(info: Info) -> Node | None:
        require_any_scope(info, *LOCATION_SCOPES)
        found = shop.locations.get(order.source.location_id or 0)
        return build_location_node(shop, found) if found else None

    return resolve


def build_localized_fields_resolver(order: Order) -> Resolver:
    def resolve(_: Info, **page: Any) -> Node:
        return build_connection(
            order.localized_fields.items(), _build_localized_field_node, key=lambda item: item, **page
        )

    return resolve


def build_payment_terms_resolver(order: Order) -> Resolver:
    def resolve(info: Info) -> Node | None:
        require_any_scope(info, "read_payment_terms")
        return _build_payment_terms_node(order.payment_terms) if order.payment_terms else None

    return resolve


def _build_localized_field_node(field: tuple[str, str]) -> Node:
    key, value = field
    title = key.replace("_", " ").capitalize()
    return {"key": key, "countryCode": key[-2:], "title": title, "value": value}


def _build_payment_terms_node(terms: PaymentTerms) -> Node:
    schedule = {
        "id": build_gid("PaymentSchedule", terms.id + 1),
        "dueAt": format_utc_time(terms.due_at),
        "issuedAt": format_utc_time(terms.issued_at),
        "completedAt": None,
    }
    return {
        "id": build_gid("PaymentTerms", terms.id),
        "paymentTermsName": terms.name,
        "paymentTermsType": "NET",
        "dueInDays": terms.due_in_days,
        "paymentSchedules": lambda _, **page: build_connection([schedule], dict, key=lambda _: (1,), **page),
    }
