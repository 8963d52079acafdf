"""`/api/v1/trace`: who has a lot, and which lots an order has."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.lot_trace import OrderHead
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.policies.order_contact import OrderContact
from novex_shopify.domain.timing import HOUR
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.trace.certainty import Certainty
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace
from novex_shopify.domain.use_cases.trace.trace_order import TracedLine
from novex_shopify.domain.use_cases.trace.traced_orders import OrderInTrace, TracedUnits
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_lot_key import read_lot_key
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody

MAX_ORDERS, DEFAULT_ORDERS = 500, 100


_CERTAINTIES = {"recorded": Certainty.RECORDED, "assumed": Certainty.ASSUMED, "unknown": Certainty.NOT_KNOWN}
"""By the word of the API."""


def trace_lot(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """One page of orders, of one certainty. `next` is the value of `after` for the next page, if there is one."""
    query = read_query(request, ("certainty", "limit", "after"))
    word = query.get("certainty", "recorded")
    if word not in _CERTAINTIES:
        raise MalformedBody(f"`certainty` is none of {', '.join(_CERTAINTIES)}.")
    limit = parse_number(query, "limit", MAX_ORDERS) or DEFAULT_ORDERS
    key = read_lot_key(request)
    trace = container.trace_lot()(key)
    found = _list_orders(container, key, _CERTAINTIES[word], limit + 1, query.get("after"))
    subject = AuditSubject(AuditedKind.LOT, str(trace.lot.id))
    container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, at_most_every=HOUR)
    orders = found[:limit]
    return {
        **_serialize_trace(trace),
        "certainty": word,
        "orders": [serialize_traced_order(order) for order in orders],
        "next": orders[-1].position if len(found) > limit else None,
    }


def trace_order(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    order_id = str(request.path_params["order"])
    if parse_id(order_id) is None:
        raise NotFound("There is no order with this id.")
    trace = container.trace_order()(order_id)
    return {
        "order_id": trace.order.id,
        "name": trace.order.name,
        "lines": [_serialize_line(line) for line in trace.lines],
    }


def _list_orders(
    container: Container, key: LotKey, certainty: Certainty, limit: int, after: str | None
) -> Sequence[OrderInTrace]:
    position = parse_id(after) if after else None
    if after and position is None:
        raise MalformedBody("`after` is not the `next` of a page.")
    traces = container.trace_lot()
    if certainty is Certainty.NOT_KNOWN:
        return traces.list_untraced(key, limit, position)
    return traces.list_orders(key, limit, after, inferred=certainty is Certainty.ASSUMED)


def _serialize_trace(trace: LotTrace) -> Mapping[str, Any]:
    lot, balance = trace.lot, trace.mass_balance
    return {
        "item_id": lot.item_id,
        "lot": lot.code,
        "status": lot.status,
        "source": lot.source,
        "source_reference": lot.source_reference,
        "received_at": lot.received_at,
        "expires_on": lot.expires_on,
        "stock": [
            {"location": place.name, "free": each.free, "assigned": each.assigned, "held": each.held}
            for place, each in trace.places
        ],
        "receipts": [
            {
                "at": entry.at,
                "actor": entry.actor.name,
                "quantity": entry.movement.change.free,
                "source_reference": entry.movement.source_reference,
            }
            for entry in trace.receipts
        ],
        "conversions": [
            {"item_id": each.other.item_id, "lot": each.other.code, "quantity": each.entry.movement.change.free}
            for each in trace.conversions
        ],
        "mass_balance": {**asdict(balance), "difference": balance.difference, "percent": str(balance.percent)},
    }


def serialize_traced_order(order: OrderInTrace) -> Mapping[str, Any]:
    head = _serialize_head(order.head, order.contact, order.erased_at)
    if order.certainty is Certainty.NOT_KNOWN:
        return {**head, "shipped": order.shipped}
    return {
        **head,
        "assigned": order.assigned,
        "shipped": order.shipped,
        "returned": order.returned,
        "scrapped": order.scrapped,
        "shipments": list(order.shipment_ids),
        "tracking_numbers": list(order.tracking_numbers),
    }


def _serialize_head(head: OrderHead, contact: OrderContact, erased_at: datetime | None) -> Mapping[str, Any]:
    return {
        "order_id": head.id,
        "name": head.name,
        "shop": head.shop,
        "ordered_at": head.ordered_at,
        "customer_id": head.customer_id,
        "customer": contact.name,
        "company": head.company,
        "email": contact.email,
        "phone": contact.phone,
        "address": list(contact.place),
        "erased_at": erased_at,
    }


def _serialize_line(line: TracedLine) -> Mapping[str, Any]:
    return {
        "line_item_id": str(line.line.line_item_id),
        "item_id": line.line.item_id,
        "title": line.line.title,
        "lots": [
            {
                "item_id": each.lot.item_id,
                "lot": each.lot.code,
                "status": each.lot.status,
                "expires_on": each.lot.expires_on,
                **_serialize_units(each.units),
            }
            for each in line.lots
        ],
        "untraced": line.untraced,
    }


def _serialize_units(units: TracedUnits) -> Mapping[str, Any]:
    return {
        "quantity": units.assignment.quantity,
        "state": units.assignment.state,
        "certainty": units.certainty,
        "left_at": units.left_at,
        "tracking_numbers": list(units.tracking_numbers),
    }


routes = [
    Route("/trace/lots/{item}/{code:path}", build_endpoint(trace_lot, 200), methods=["GET"]),
    Route("/trace/orders/{order}", build_endpoint(trace_order, 200), methods=["GET"]),
]
