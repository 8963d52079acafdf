"""`/api/v1/lots` and `/api/v1/stock`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.item_stock import ItemStockFilter, StockView
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.use_cases.stock.list_lots import ListedLot, add_balances
from novex_shopify.domain.use_cases.stock.list_stock import ListedItem
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location, get_lot, get_stock
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_lot_key import read_lot_key
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody, parse_body
from novex_shopify.entrypoints.web.api_stock_schemas import ReasonBody, ReceiptBody

MAX_ITEMS, DEFAULT_ITEMS = 500, 100
MAX_EXPIRING_DAYS, DEFAULT_EXPIRING_DAYS = 3650, 30
_QUERY = ("item_id", "location", "view", "expires_within_days", "limit", "after")


def receive_lot(container: Container, _: Request, body: bytes) -> Mapping[str, Any]:
    """Idempotent with a `reference`. `warning` says what a person should know, such as that the lot has expired."""
    received = container.receive_lot()(parse_body(body, ReceiptBody).to_domain())
    shown = _show(container, LotKey(received.lot.item_id, received.lot.code))
    return {**shown, "warning": received.warning}


def show_lot(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    return _show(container, read_lot_key(request))


def hold_lot(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """Quarantine the whole lot."""
    return _change(container, read_lot_key(request, "/hold"), body, container.quarantine_lot())


def release_lot(container: Container, request: Request, body: bytes) -> Mapping[str, Any]:
    """End the quarantine."""
    return _change(container, read_lot_key(request, "/release"), body, container.quarantine_lot().release)


def list_stock(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Items by id. `next` is the value of `after` for the next page, if there is one."""
    query = read_query(request, _QUERY)
    limit = parse_number(query, "limit", MAX_ITEMS) or DEFAULT_ITEMS
    wanted = _build_filter(container, query)
    found = container.list_stock()(wanted, limit + 1, after=query.get("after"))
    items = found[:limit]
    return {
        "items": [_serialize_item(each) for each in items],
        "next": items[-1].stock.item_id if len(found) > limit else None,
    }


def _build_filter(container: Container, query: dict[str, str]) -> ItemStockFilter:
    views = {view.value: view for view in StockView}
    view = views.get(query.get("view", StockView.IN_STOCK.value))
    if view is None:
        raise MalformedBody(f"`view` is none of {', '.join(views)}.")
    days = parse_number(query, "expires_within_days", MAX_EXPIRING_DAYS) or DEFAULT_EXPIRING_DAYS
    today = container.clock().now().date()
    location_id = None
    if "location" in query:
        with container.read_transaction() as tx:
            location_id = get_location(get_stock(tx), query["location"]).id
    item_ids = [query["item_id"]] if "item_id" in query else None
    return ItemStockFilter(today, today + timedelta(days=days), view, item_ids, location_id)


def _change(container: Container, key: LotKey, body: bytes, change: Callable[[LotKey, str], Lot]) -> Mapping[str, Any]:
    change(key, parse_body(body, ReasonBody).reason)
    return _show(container, key)


def _show(container: Container, key: LotKey) -> Mapping[str, Any]:
    with container.read_transaction() as tx:
        (listed,) = add_balances(tx, [get_lot(get_stock(tx), key)])
    return _serialize_lot(listed)


def _serialize_lot(listed: ListedLot) -> Mapping[str, Any]:
    lot = listed.lot
    return {
        "item_id": lot.item_id,
        "lot": lot.code,
        "source": lot.source,
        "received_at": lot.received_at,
        "supplier_code": lot.supplier_code,
        "source_reference": lot.source_reference,
        "produced_on": lot.produced_on,
        "expires_on": lot.expires_on,
        "status": lot.status,
        "status_reason": lot.status_reason,
        "note": lot.note,
        "stock": [
            {
                "location": each.location,
                "free": each.balance.free,
                "assigned": each.balance.assigned,
                "held": each.balance.held,
            }
            for each in listed.balances
        ],
    }


def _serialize_item(listed: ListedItem) -> Mapping[str, Any]:
    stock = listed.stock
    return {
        "item_id": stock.item_id,
        "name": listed.item.name if listed.item else None,
        "on_hand": stock.on_hand,
        "free": stock.free,
        "assigned": stock.assigned,
        "held": stock.held,
        "unusable": stock.unusable,
        "expiring": stock.expiring,
        "first_expiry": stock.first_expiry,
        "lots": stock.lots,
    }


# The ones that end in a word come first: a lot code may contain slashes.
routes = [
    Route("/lots", build_endpoint(receive_lot, 200), methods=["POST"]),
    Route("/lots/{item}/{code:path}/hold", build_endpoint(hold_lot, 200), methods=["POST"]),
    Route("/lots/{item}/{code:path}/release", build_endpoint(release_lot, 200), methods=["POST"]),
    Route("/lots/{item}/{code:path}", build_endpoint(show_lot, 200), methods=["GET"]),
    Route("/stock", build_endpoint(list_stock, 200), methods=["GET"]),
]
