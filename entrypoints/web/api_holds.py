"""`/api/v1/holds` and the rules of a store: orders that wait for a person."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.actor import Actor
from novex_shopify.domain.model.order_hold import HoldRule, OrderHold
from novex_shopify.domain.model.order_overview import OrderKey
from novex_shopify.domain.model.record_id import MAX_ID
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.policies.hold_rules import build_rule
from novex_shopify.domain.use_cases.holds.changed_order import ChangedOrder
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_order_key import read_order_key
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import ShopifyId, parse_body, parse_shopify_id
from novex_shopify.entrypoints.web.api_stock_schemas import Word

MAX_ORDERS, DEFAULT_ORDERS = 200, 50


class OrderBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order by Shopify's id, because the ERP may not have it yet."""

    shop: Word
    shopify_id: ShopifyId

    def to_key(self) -> OrderKey:
        return parse_shop_domain(self.shop), parse_shopify_id(self.shopify_id)


Orders = Annotated[tuple[OrderBody, ...], msgspec.Meta(min_length=1, max_length=MAX_ORDERS)]


class HoldBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    orders: Orders
    reason: Word


class ReleaseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With `hold_ids`, only these: what was placed after a person looked stays."""

    orders: Orders
    reason: Word
    hold_ids: Annotated[tuple[ShopifyId, ...], msgspec.Meta(max_length=1000)] | None = None


class RuleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Word
    values: Annotated[tuple[Word, ...], msgspec.Meta(max_length=250)] = ()


def list_held_orders(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Those on hold longest come first. `next` is the value of `after` for the next page, if there is one."""
    query = read_query(request, ("shop", "limit", "after"))
    limit, shop = parse_number(query, "limit", MAX_ORDERS) or DEFAULT_ORDERS, query.get("shop")
    found = container.list_held_orders()(
        limit + 1, parse_shop_domain(shop) if shop else None, parse_number(query, "after", MAX_ID)
    )
    return {
        "orders": [
            {
                "shop": each.shop,
                "shopify_id": str(each.order_id),
                "order_id": each.document.id if each.document else None,
                "name": each.name,
                "holds": [_serialize(hold) for hold in each.holds],
            }
            for each in found[:limit]
        ],
        "next": str(found[limit - 1].holds[0].id) if len(found) > limit else None,
    }


def list_holds(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """All that an order has and had."""
    holds = container.list_held_orders().show(*read_order_key(request))
    return {"holds": [_serialize(each) for each in holds]}


def hold_orders(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: an order that is held by hand keeps its hold."""
    wanted = parse_body(body, HoldBody)
    return _serialize_changes(container.hold_many_orders()([each.to_key() for each in wanted.orders], wanted.reason))


def release_orders(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    wanted = parse_body(body, ReleaseBody)
    ids = None if wanted.hold_ids is None else [parse_shopify_id(each) for each in wanted.hold_ids]
    release = container.release_many_orders()
    return _serialize_changes(release([each.to_key() for each in wanted.orders], wanted.reason, ids))


def list_rules(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    shop = _read_shop(request)
    with container.read_transaction() as tx:
        if tx.shops.get(shop) is None:
            raise NotFound(f"{shop} was never connected.")
        return _serialize_rules(tx.shops.get_settings(shop).hold_rules)


def save_rule(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: it replaces the rule with this name."""
    wanted = parse_body(body, RuleBody)
    rule = build_rule(str(request.path_params["rule"]), wanted.kind, wanted.values)
    return _serialize_rules(container.change_hold_rules().save(_read_shop(request), rule))


def delete_rule(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    name = str(request.path_params["rule"])
    return _serialize_rules(container.change_hold_rules().delete(_read_shop(request), name))


def _read_shop(request: Request) -> ShopDomain:
    return parse_shop_domain(str(request.path_params["shop"]))


def _serialize_changes(changed: Sequence[ChangedOrder]) -> Mapping[str, Any]:
    return {
        "orders": [
            {
                "shop": each.key[0],
                "shopify_id": str(each.key[1]),
                "holds": [_serialize(hold) for hold in each.holds],
                "problem": each.problem,
            }
            for each in changed
        ]
    }


def _serialize(hold: OrderHold) -> Mapping[str, Any]:
    return {
        "id": str(hold.id),
        "rule": hold.rule or None,
        "reason": hold.reason,
        "placed_at": hold.placed_at,
        "placed_by": _serialize_actor(hold.placed_by),
        "end": hold.end,
        "ended_at": hold.ended_at,
        "ended_by": _serialize_actor(hold.ended_by) if hold.ended_by else None,
        "end_reason": hold.end_reason,
    }


def _serialize_actor(actor: Actor) -> Mapping[str, str]:
    return {"kind": actor.kind, "name": actor.name}


def _serialize_rules(rules: Sequence[HoldRule]) -> Mapping[str, Any]:
    return {"rules": [{"name": each.name, "kind": each.kind, "values": list(each.values)} for each in rules]}


routes = [
    Route("/holds", build_endpoint(list_held_orders, 200), methods=["GET"]),
    Route("/holds", build_endpoint(hold_orders, 200), methods=["POST"]),
    Route("/holds/release", build_endpoint(release_orders, 200), methods=["POST"]),
    Route("/stores/{shop}/orders/{order}/holds", build_endpoint(list_holds, 200), methods=["GET"]),
    Route("/stores/{shop}/hold-rules", build_endpoint(list_rules, 200), methods=["GET"]),
    Route("/stores/{shop}/hold-rules/{rule}", build_endpoint(save_rule, 200), methods=["PUT"]),
    Route("/stores/{shop}/hold-rules/{rule}", build_endpoint(delete_rule, 200), methods=["DELETE"]),
]
