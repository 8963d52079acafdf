"""`/api/v1/stores/{shop}/stock`, `/api/v1/stores/{shop}/locations` and `/api/v1/safety-stock`."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop import ShopDomain, parse_shop_domain
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState
from novex_shopify.domain.model.stock_sync import StockSync
from novex_shopify.domain.use_cases.stock.records import MAX_QUANTITY, get_location_names, get_stock
from novex_shopify.entrypoints.level_rows import (
    to_level_row,
    to_location_row,
    to_push_row,
    to_safety_row,
    to_variant_row,
)
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_path_id, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, ShopifyId, parse_body, parse_shopify_id
from novex_shopify.entrypoints.web.api_stock_schemas import ReasonBody, Word

MAX_ROWS, DEFAULT_ROWS = 500, 100
MAX_ID = 2**63 - 1
_LEVEL_QUERY = ("state", "location_id", "item_id", "differing", "limit", "after")


class PushBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item_id: Word | None = None


class MappingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Storage locations are given by their names."""

    storage_locations: Annotated[tuple[Word, ...], msgspec.Meta(max_length=1000)] = ()
    takes_rest: bool = False


class SafetyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the rule is about; what is left out stands for all."""

    units: Annotated[int, msgspec.Meta(ge=0, le=MAX_QUANTITY)]
    shop: Word | None = None
    location_id: ShopifyId | None = None
    item_id: Word | None = None


def list_levels(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Levels by id. `next` is the value of `after` for the next page, if there is one."""
    shop, query = _read_shop(request), read_query(request, _LEVEL_QUERY)
    limit = parse_number(query, "limit", MAX_ROWS) or DEFAULT_ROWS
    found = container.compare_stock()(shop, _build_filter(query), limit, parse_number(query, "after", MAX_ID))
    return {
        "mode": found.mode,
        "obstacle": found.obstacle,
        "levels": [to_level_row(each) for each in found.levels],
        "next": str(found.next_after) if found.next_after is not None else None,
        "counts": {str(state): count for state, count in found.counts.items()},
        "paused": _serialize_pause(found.sync),
    }


def explain_variant(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Why Shopify has the numbers that it has, at each location."""
    return to_variant_row(container.explain_stock()(_read_shop(request), read_path_id(request, "variant")))


def explain_item(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """The same of every variant with the item, in all stores."""
    explained = container.explain_stock().item(str(request.path_params["item"]))
    return {"variants": [to_variant_row(each) for each in explained]}


def list_pushes(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """What was sent of an item, newest first. `next` is the value of `before` for the next page, if there is one."""
    query = read_query(request, ("limit", "before"))
    limit, before = parse_number(query, "limit", MAX_ROWS) or DEFAULT_ROWS, parse_number(query, "before", MAX_ID)
    with container.read_transaction() as tx:
        found = tx.shop_stock.pushes.list_of_item(str(request.path_params["item"]), limit + 1, before)
    shown = found[:limit]
    return {
        "pushes": [to_push_row(each) for each in shown],
        "next": str(shown[-1].id) if len(found) > limit else None,
    }


def push_now(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Have the ERP's numbers sent, whatever Shopify has: of the store, or of one item."""
    shop, item_id = _read_shop(request), parse_body(body or b"{}", PushBody).item_id
    return {"levels": container.push_now()(shop, item_id=item_id)}


def pause(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    container.pause_stock()(_read_shop(request), parse_body(body, ReasonBody).reason)
    return {"paused": True}


def resume(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    container.resume_stock()(_read_shop(request))
    return {"paused": False}


def list_locations(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    shop = _read_shop(request)
    with container.read_transaction() as tx:
        names = get_location_names(get_stock(tx))
        mappings = {each.location_id: each for each in tx.shop_stock.locations.list_mappings(shop)}
        found = tx.shop_stock.locations.list_for_shop(shop)
    return {"locations": [to_location_row(each, mappings.get(each.id), names) for each in found]}


def read_locations(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Read them from Shopify now."""
    container.read_locations()(_read_shop(request))
    return list_locations(container, request, body)


def map_location(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: it replaces what the location stood for."""
    wanted, location_id = parse_body(body, MappingBody), read_path_id(request, "location")
    container.map_location()(_read_shop(request), location_id, wanted.storage_locations, takes_rest=wanted.takes_rest)
    return list_locations(container, request, body)


def list_safety_stock(container: Container, _: Request, __: bytes) -> Mapping[str, Any]:
    return {"rules": [to_safety_row(each) for each in container.save_safety_stock().list_all()]}


def save_safety_stock(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent: it replaces the rule about the same."""
    wanted = parse_body(body, SafetyBody)
    location_id = None if wanted.location_id is None else parse_shopify_id(wanted.location_id)
    shop = parse_shop_domain(wanted.shop) if wanted.shop else None
    container.save_safety_stock()(SafetyStock(wanted.units, shop, location_id, wanted.item_id))
    return list_safety_stock(container, request, body)


def remove_safety_stock(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Remove the rule about exactly what the query names."""
    query = read_query(request, ("shop", "location_id", "item_id"))
    shop = parse_shop_domain(query["shop"]) if "shop" in query else None
    container.save_safety_stock().remove(shop, parse_number(query, "location_id", MAX_ID), query.get("item_id"))
    return list_safety_stock(container, request, body)


def _build_filter(query: dict[str, str]) -> LevelFilter:
    states = {state.value: state for state in LevelState}
    if query.get("state", LevelState.NEW.value) not in states:
        raise MalformedBody(f"`state` is none of {', '.join(states)}.")
    if query.get("differing", "true") not in ("true", "false"):
        raise MalformedBody("`differing` is neither true nor false.")
    return LevelFilter(
        frozenset({states[query["state"]]}) if "state" in query else None,
        parse_number(query, "location_id", MAX_ID),
        frozenset({query["item_id"]}) if "item_id" in query else None,
        query.get("differing") == "true",
    )


def _serialize_pause(sync: StockSync | None) -> Mapping[str, Any] | None:
    if sync is None or not sync.is_paused:
        return None
    return {"by": sync.paused_by, "at": sync.paused_at, "reason": sync.pause_reason}


def _read_shop(request: Request) -> ShopDomain:
    return parse_shop_domain(str(request.path_params["shop"]))


routes = [
    Route("/stores/{shop}/stock", build_endpoint(list_levels, 200), methods=["GET"]),
    Route("/stores/{shop}/variants/{variant}/stock", build_endpoint(explain_variant, 200), methods=["GET"]),
    Route("/stores/{shop}/stock/push", build_endpoint(push_now, 200), methods=["POST"]),
    Route("/stores/{shop}/stock/pause", build_endpoint(pause, 200), methods=["POST"]),
    Route("/stores/{shop}/stock/resume", build_endpoint(resume, 200), methods=["POST"]),
    Route("/stores/{shop}/locations", build_endpoint(list_locations, 200), methods=["GET"]),
    Route("/stores/{shop}/locations/read", build_endpoint(read_locations, 200), methods=["POST"]),
    Route("/stores/{shop}/locations/{location}", build_endpoint(map_location, 200), methods=["PUT"]),
    Route("/stock/{item}/shopify", build_endpoint(explain_item, 200), methods=["GET"]),
    Route("/stock/{item}/pushes", build_endpoint(list_pushes, 200), methods=["GET"]),
    Route("/safety-stock", build_endpoint(list_safety_stock, 200), methods=["GET"]),
    Route("/safety-stock", build_endpoint(save_safety_stock, 200), methods=["PUT"]),
    Route("/safety-stock", build_endpoint(remove_safety_stock, 200), methods=["DELETE"]),
]
