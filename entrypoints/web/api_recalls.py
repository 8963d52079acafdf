"""`/api/v1/recalls/preview`: what recalling lots would concern, and whom."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from novex_shopify.config.container import Container
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.record_id import parse_id
from novex_shopify.domain.timing import HOUR
from novex_shopify.domain.use_cases.recall.impact import Affected, RecallImpact
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace
from novex_shopify.entrypoints.web.api_endpoint import build_endpoint
from novex_shopify.entrypoints.web.api_query import parse_number, read_query
from novex_shopify.entrypoints.web.api_schemas import MalformedBody
from novex_shopify.entrypoints.web.api_traces import DEFAULT_ORDERS, MAX_ORDERS, serialize_traced_order

MAX_LOTS = 100


def preview_recall(container: Container, request: Request, _: bytes) -> Mapping[str, Any]:
    """Changes nothing. One page of orders; `next` is the value of `after` for the next page, if there is one."""
    query = read_query(request, ("lot", "affected", "limit", "after"))
    keys = _parse_lots(request.query_params.getlist("lot"))
    affected = _parse_affected(query.get("affected", Affected.SHIPPED.value))
    limit = parse_number(query, "limit", MAX_ORDERS) or DEFAULT_ORDERS
    after = query.get("after", "")
    if after and parse_id(after) is None:
        raise MalformedBody("`after` is not the `next` of a page.")
    preview = container.preview_recall()
    impact, found = preview(keys), preview.list_orders(keys, affected, limit + 1, after)
    for lot_id in impact.lot_ids:
        subject = AuditSubject(AuditedKind.LOT, str(lot_id))
        container.record_action()(AuditAction.PERSONAL_DATA_SHOWN, subject, at_most_every=HOUR)
    orders = found[:limit]
    return {
        **_serialize_impact(impact),
        "affected": affected,
        "orders": [serialize_traced_order(each.order) for each in orders],
        "next": orders[-1].position if len(found) > limit else None,
    }


def _parse_lots(texts: Sequence[str]) -> Sequence[LotKey]:
    if len(texts) > MAX_LOTS:
        raise MalformedBody(f"The query names more than {MAX_LOTS} lots.")
    keys = []
    for text in texts:
        item_id, _, code = text.partition("=")
        if not item_id or not code or "\0" in text:
            raise MalformedBody("`lot` is no ITEM=LOT, such as KIMCHI-350=L261101-A.")
        keys.append(LotKey(item_id, code))
    return keys


def _parse_affected(text: str) -> Affected:
    known = {each.value: each for each in Affected}
    if text not in known:
        raise MalformedBody(f"`affected` is none of {', '.join(known)}.")
    return known[text]


def _serialize_impact(impact: RecallImpact) -> Mapping[str, Any]:
    return {
        "lots": [_serialize_lot(trace) for trace in impact.lots],
        "made_from_them": [{"item_id": lot.item_id, "lot": lot.code} for lot in impact.made_from_them],
        "on_hand": impact.on_hand,
        "assigned": asdict(impact.assigned),
        "shipped": asdict(impact.shipped),
        "inferred": asdict(impact.inferred),
        "untraced": asdict(impact.untraced),
        "customers": impact.customers,
    }


def _serialize_lot(trace: LotTrace) -> Mapping[str, Any]:
    lot, balance = trace.lot, trace.mass_balance
    numbers = {**asdict(balance), "difference": balance.difference, "percent": str(balance.percent)}
    return {"item_id": lot.item_id, "lot": lot.code, "status": lot.status, "mass_balance": numbers}


routes = [Route("/recalls/preview", build_endpoint(preview_recall, 200), methods=["GET"])]
